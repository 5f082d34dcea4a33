import CaseFile
import Evidence

/// A period that records are counted in, as texts of `time` are compared: from inclusive, to exclusive.
struct TimePeriod: Sendable, Equatable {
  private var low: Int64?
  private var high: Int64?
  private(set) var from: String?
  private(set) var to: String?

  /// Nil: not bounded.
  init(from: String? = nil, to: String? = nil) {
    self.from = from
    self.to = to
    low = from.flatMap(Self.nanoseconds)
    high = to.flatMap(Self.nanoseconds)
  }

  var isEverything: Bool { from == nil && to == nil }

  /// Only of a text that a time itself has: then comparing numbers compares texts.
  private static func nanoseconds(_ text: String) -> Int64? {
    guard let civil = Array(text.utf8).span.isoTime(at: 0),
      let nanoseconds = civil.utc().unixNanoseconds,
      Timestamp(unixNanoseconds: nanoseconds).text == text
    else { return nil }
    return nanoseconds
  }

  /// Whether a record's time lies in it; one without a time does not.
  func contains(_ times: GroupTimes, _ record: Int) -> Bool {
    if times.kinds[record] == 1, (from == nil) == (low == nil), (to == nil) == (high == nil) {
      let time = times.nanoseconds[record]
      return (low.map { $0 <= time } ?? true) && (high.map { time < $0 } ?? true)
    }
    guard let text = times.time(record)?.text else { return false }
    return (from.map { !text.utf8.lexicographicallyPrecedes($0.utf8) } ?? true)
      && (to.map { text.utf8.lexicographicallyPrecedes($0.utf8) } ?? true)
  }

  /// Whether a row group can have a record in it, by its least and greatest time.
  func allows(_ row: GroupRow, hasFarTimes: () throws -> Bool) rethrows -> Bool {
    guard let least = row.minTime, let greatest = row.maxTime else { return true }
    let isBefore = low.map { greatest < $0 } ?? false
    let isBehind = high.map { least >= $0 } ?? false
    return try !(isBefore || isBehind) || hasFarTimes()
  }
}
