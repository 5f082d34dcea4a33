import Evidence

/// Reads a whole text as a time, for functions.
struct TimeReading {
  private var zones: [[UInt8]: ZoneRule] = [:]

  /// The zone of a name.
  ///
  /// - Throws: where `TimeZoneTable` does not know it.
  mutating func zone(_ name: SQLValue) throws(FunctionError) -> ZoneRule {
    let bytes = name.bytes
    if let known = zones[bytes] { return known }
    guard bytes.count <= 64, let rule = TimeZoneTable.rule(named: String(decoding: bytes, as: UTF8.self))
    else {
      throw FunctionError(
        "got the zone \(name.shown), which is not known; an offset such as '+02:00' always is")
    }
    if zones.count >= 256 { zones = [:] }
    zones[bytes] = rule
    return rule
  }

  /// A time as `events.time` writes it, or any other form of ISO 8601 (a date alone is its midnight; without zone
  /// UTC); an integer is nanoseconds since 1970, as `time_ns`.
  static func time(_ value: SQLValue) -> Timestamp? {
    switch value {
    case .integer(let nanoseconds): return Timestamp(unixNanoseconds: nanoseconds)
    case .text(let bytes): return iso(bytes.span)?.utc()
    case .null, .real, .blob: return nil
    }
  }

  /// The forms of `to_time`: see docs/functions.md.
  static func any(_ bytes: Span<UInt8>) -> CivilTime? {
    var start = 0
    var end = bytes.count
    while start < end, bytes[start] == 0x20 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 { end -= 1 }
    guard end - start >= 8, end - start <= 64 else { return nil }
    let text = bytes.extracting(start..<end)
    return iso(text) ?? epoch(text) ?? dayFirst(text)
  }

  /// ISO 8601, whole: `2024-05-01T09:14:07.1843221Z`, without seconds, a date alone; a blank for `T`, slashes for
  /// dashes, ` UTC` for `Z`.
  static func iso(_ text: Span<UInt8>) -> CivilTime? {
    if let time = text.isoTime(at: 0) {
      if time.end == text.count { return time }
      guard time.offsetSeconds == nil, text.count - time.end == 4,
        text.starts(with: " UTC", at: time.end) || text.starts(with: " GMT", at: time.end)
      else { return nil }
      return CivilTime(local: time.local, offsetSeconds: 0, end: text.count)
    }
    guard text.count >= 10, let century = text.twoDigits(at: 0), let yy = text.twoDigits(at: 2),
      let month = text.twoDigits(at: 5), let day = text.twoDigits(at: 8),
      text[4] == UInt8(ascii: "-") || text[4] == UInt8(ascii: "/"), text[7] == text[4]
    else { return nil }
    var clock = (hour: 0, minute: 0, second: 0, nanoseconds: Int32(0))
    var at = 10
    if text.count >= 16, text[10] == UInt8(ascii: "T") || text[10] == 0x20, let hour = text.twoDigits(at: 11),
      text[13] == UInt8(ascii: ":"), let minute = text.twoDigits(at: 14)
    {
      (clock.hour, clock.minute) = (hour, minute)
      at = 16
      if at + 2 < text.count, text[at] == UInt8(ascii: ":"), let second = text.twoDigits(at: at + 1) {
        clock.second = second
        (clock.nanoseconds, at) = text.fraction(at: at + 3)
      }
    }
    let (offset, end) = at > 10 ? text.zone(at: at) : (nil, at)
    guard end == text.count else { return nil }
    return civil(century * 100 + yy, month, day, clock, offset, end)
  }

  /// Digits since 1970: seconds (10, maybe a fraction), milliseconds (13), microseconds (16), nanoseconds (19); 18
  /// digits are a FILETIME, 100 ns since 1601.
  private static func epoch(_ text: Span<UInt8>) -> CivilTime? {
    var end = 0
    var value: Int64 = 0
    while end < text.count, end < 20, (48...57).contains(text[end]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = product.addingReportingOverflow(Int64(text[end] - 48))
      if overflow || overflow2 { return nil }
      value = sum
      end += 1
    }
    let unit: Int64
    switch end {
    case 10: unit = 1
    case 13: unit = 1000
    case 16: unit = 1_000_000
    case 18: unit = 10_000_000
    case 19: unit = 1_000_000_000
    default: return nil
    }
    var nanoseconds = Int32(truncatingIfNeeded: value % unit * (1_000_000_000 / unit))
    var seconds = value / unit
    if end == 18 { seconds -= 11_644_473_600 }
    if end == 10 { (nanoseconds, end) = text.fraction(at: end) }
    guard end == text.count else { return nil }
    return CivilTime(
      local: Timestamp(seconds: seconds, nanoseconds: nanoseconds), offsetSeconds: 0, end: end)
  }

  /// `01/May/2024:09:14:07 +0200` (web servers) and `Wed, 01 May 2024 09:14:07 +0200` (RFC 5322; weekday or not).
  private static func dayFirst(_ text: Span<UInt8>) -> CivilTime? {
    var at = 0
    if text.count > 5, text[3] == UInt8(ascii: ","), text[4] == 0x20 { at = 5 }
    guard at + 2 < text.count else { return nil }
    var day = Int(text[at]) - 48
    guard (0...9).contains(day) else { return nil }
    at += 1
    if let two = text.twoDigits(at: at - 1) {
      day = two
      at += 1
    }
    guard at + 10 < text.count else { return nil }
    let separator = text[at]
    guard separator == UInt8(ascii: "/") || separator == 0x20, text[at + 4] == separator,
      let month = month(text, at + 1), let century = text.twoDigits(at: at + 5),
      let yy = text.twoDigits(at: at + 7), text[at + 9] == (separator == 0x20 ? 0x20 : UInt8(ascii: ":"))
    else { return nil }
    at += 10
    guard at + 8 <= text.count, let hour = text.twoDigits(at: at), text[at + 2] == UInt8(ascii: ":"),
      let minute = text.twoDigits(at: at + 3), text[at + 5] == UInt8(ascii: ":"),
      let second = text.twoDigits(at: at + 6)
    else { return nil }
    let (nanoseconds, behind) = text.fraction(at: at + 8)
    var (offset, end) = text.zone(at: behind)
    if text.starts(with: " GMT", at: behind) || text.starts(with: " UTC", at: behind) {
      (offset, end) = (0, behind + 4)
    }
    guard end == text.count else { return nil }
    return civil(century * 100 + yy, month, day, (hour, minute, second, nanoseconds), offset, end)
  }

  private static func month(_ text: Span<UInt8>, _ at: Int) -> Int? {
    for (i, name) in TimeNames.months.enumerated()
    where zip(0..<3, name.utf8).allSatisfy({ text[at + $0] | 0x20 == $1 | 0x20 }) {
      return i + 1
    }
    return nil
  }

  private static func civil(
    _ year: Int, _ month: Int, _ day: Int, _ clock: (hour: Int, minute: Int, second: Int, nanoseconds: Int32),
    _ offset: Int?, _ end: Int
  ) -> CivilTime? {
    Timestamp(
      year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second,
      nanoseconds: clock.nanoseconds
    ).map { CivilTime(local: $0, offsetSeconds: offset, end: end) }
  }
}

/// English names, as logs use them.
enum TimeNames {
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]
  /// From Sunday.
  static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
