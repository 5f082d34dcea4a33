package import Evidence

/// Times as people give them: `--from`, `--to`, `time:>…`, `span=`.
package enum SearchTime {
  /// `30s`, `5m`, `1h`, `7d`, `2w` in seconds; nil for anything else, for 0, and for more than a hundred years.
  package static func span(_ text: String) -> Int? {
    guard let unit = text.utf8.last, let number = Int(text.dropLast()), number > 0 else { return nil }
    let seconds: Int
    switch unit {
    case UInt8(ascii: "s"): seconds = 1
    case UInt8(ascii: "m"): seconds = 60
    case UInt8(ascii: "h"): seconds = 3600
    case UInt8(ascii: "d"): seconds = 86_400
    case UInt8(ascii: "w"): seconds = 7 * 86_400
    default: return nil
    }
    let (product, overflow) = number.multipliedReportingOverflow(by: seconds)
    // A hundred years: times that a record can have stay times that can be written, and nanoseconds fit 64 bits.
    return overflow || product > 3_155_760_000 ? nil : product
  }

  /// The first instant that an ISO 8601 text names: `2024-05-01`, `2024-05-01T09`, `2024-05-01T09:14`, with
  /// seconds, fraction, `Z` or an offset; no zone is UTC. Nil for anything else.
  package static func instant(_ text: String) -> Timestamp? {
    let bytes = Array(text.utf8)
    // Where the zone begins: a sign or Z behind the day.
    let zone = bytes.indices.dropFirst(11).first { "+-Zz".utf8.contains(bytes[$0]) } ?? bytes.count
    var full = Array(bytes[..<zone])
    if [10, 13, 16].contains(zone) { full += "0000-00-00T00:00:00".utf8.dropFirst(zone) }
    full += bytes[zone...]
    guard let civil = full.span.isoTime(at: 0), civil.end == full.count else { return nil }
    let time = civil.utc()
    // An offset can lead out of the years 0 to 9999.
    return (-62_167_219_200..<253_402_300_800).contains(time.seconds) ? time : nil
  }

  /// What `--from` or `--to` says.
  ///
  /// - Parameter last: time of the case's last record; what `-24h` counts back from.
  /// - Throws: `search.time`.
  package static func bound(
    _ text: String, option: String, last: Timestamp?
  ) throws(AssayError) -> Timestamp {
    let text = String(text.drop { $0 == " " })
    if text.hasPrefix("-"), let seconds = span(String(text.dropFirst())) {
      guard let last else {
        throw AssayError(
          "search.time", subject: option,
          reason: "'\(text)' counts back from the last record, and none has a time")
      }
      return Timestamp(seconds: last.seconds - Int64(seconds), nanoseconds: last.nanoseconds)
    }
    guard let time = instant(text) else {
      throw AssayError(
        "search.time", subject: option, reason: "'\(text)' is no time",
        hint: "write 2024-05-01, 2024-05-01T09:14:07Z, or -24h (s, m, h, d, w) before the case's last record")
    }
    return time
  }
}
