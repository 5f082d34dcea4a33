import Foundation

/// `time_equals_index`, `time_equals_index_or_previous`: the time of the event was not found; the row has the time of
/// its receipt, or of the event before it.
enum ReceiptTime: CauseTest {
  static let kinds = ["time_equals_index", "time_equals_index_or_previous"]
  static let verdict = Verdict.timeShifted

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let single = context.limits("time_equals_index_or_previous")
    let every = context.limits("time_equals_index")
    let borrowed = BorrowedTimes(seen)
    let hits = seen.open.filter { borrowed.isBorrowed($0) }
    if hits.isEmpty { return [] }
    // All rows of the export: a setting of the input. Some of them: a time that could not be read.
    let isEvery = seen.wholeCount == 0 && hits.count == seen.open.count
    let limits = isEvery ? every + single : single + every
    guard let limit = limits.first else { return [] }
    let received = hits.filter { borrowed.isReceipt($0) }.count
    return [
      Candidate(
        why: limit.word(""), limit: limit, hits: hits, bits: 6 * Double(hits.count) - 4,
        trace: received == 0 ? "" : "\(received) of the rows have the time of their receipt",
        rivals: limits.rivals(of: limit), isPrediction: false)
    ]
  }
}

/// Rows whose time is not their record's, but that of their receipt or of another event.
struct BorrowedTimes {
  private let seen: Observations
  /// Time of the last whole row before each record in its source, by position; for records in order.
  private var previous: [Int64]
  /// How often a time occurs among the open rows: a time that many share is no event's own.
  private var shared: [Int64: Int] = [:]

  init(_ seen: Observations) {
    self.seen = seen
    previous = Array(repeating: .min, count: seen.comparison.records.count)
    var (last, source) = (Int64.min, UInt32.max)
    for record in seen.comparison.records.indices {
      let facts = seen.comparison.records[record]
      if facts.source != source { (last, source) = (.min, facts.source) }
      previous[record] = last
      guard let row = seen.row(record), row.time != .min else { continue }
      if seen.states[record] == .whole { last = row.time }
      if seen.states[record] == .open { shared[row.time, default: 0] += 1 }
    }
  }

  func isReceipt(_ record: Int) -> Bool {
    guard let row = seen.row(record), row.time != .min, row.indexTime != .min else { return false }
    return row.time.distance(from: row.indexTime) < 1_500_000_000
  }

  /// The row has the time of its receipt, of the event before it, or one that three rows of other times share.
  func isBorrowed(_ record: Int) -> Bool {
    guard let row = seen.row(record), row.time != .min else { return false }
    return isReceipt(record) || row.time == previous[record] || (shared[row.time] ?? 0) >= 3
  }
}
