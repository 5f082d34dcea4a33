import Foundation

/// `time_collapse_older_than`, `time_collapse_newer_than`: a date more than N days before (after) the time of receipt is
/// refused, and the event gets another time. Learned: an N behind which every row's time is borrowed.
enum OldDates: CauseTest {
  static let kinds = ["time_collapse_older_than", "time_collapse_newer_than"]
  static let verdict = Verdict.timeShifted

  private static let usual: [Int64] = [
    1, 2, 3, 5, 7, 10, 14, 21, 28, 30, 31, 60, 90, 100, 120, 180, 182, 183, 200, 300, 365, 366, 400, 500, 730,
    1000,
    1095, 1096, 1460, 1461, 1825, 1826, 2000, 2190, 2555, 3000, 3650, 3652,
  ]

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let borrowed = BorrowedTimes(seen)
    let open = Set(seen.open.filter { borrowed.isBorrowed($0) })
    if open.isEmpty { return [] }
    let latest = seen.open.compactMap { seen.row($0)?.time }.max() ?? .min
    /// Days from the record to its receipt.
    func age(_ record: Int) -> Double? {
      let time = seen.comparison.records[record].time
      guard time != .min, let row = seen.row(record) else { return nil }
      let now = row.indexTime != .min ? row.indexTime : latest
      return now == .min ? nil : (Double(now) - Double(time)) / 86_400e9
    }
    let scopes = Scopes.of(seen)
    return kinds.flatMap { kind -> [Candidate] in
      let limits = context.limits(kind)
      let sign: Double = kind == "time_collapse_older_than" ? 1 : -1
      return scopes.compactMap { candidate(seen, limits, $0, open) { age($0).map { $0 * sign } } }
    }
  }

  private static func candidate(
    _ seen: Observations, _ limits: [Limit], _ scope: Scopes.Scope, _ open: Set<Int>, _ age: (Int) -> Double?
  ) -> Candidate? {
    var kept = -Double.infinity
    var hits: [(record: Int, age: Double)] = []
    for record in scope.records {
      guard let days = age(record) else { continue }
      if seen.states[record] == .whole { kept = max(kept, days) }
      if open.contains(record) { hits.append((record, days)) }
    }
    let low = Int64(max(1, kept.rounded(.up)))
    hits.removeAll { $0.age <= Double(low) }
    guard hits.count >= 3, let youngest = hits.map(\.age).min() else { return nil }
    let high = max(low, Int64(youngest.rounded(.up)) - 1)
    guard var number = LearnedNumber(limits, low...high) else { return nil }
    if !number.isKnown {
      // A day count that people use; else the whole days nearest to what is seen to be refused.
      number.value = usual.first { number.interval.contains($0) } ?? high
    }
    // What nothing whole is older (younger) than says little: some whole records must stand on the other side, unless
    // the number is a known one.
    guard number.isKnown || kept.isFinite else { return nil }
    return Candidate(
      why: number.limit.word(String(number.value)), limit: number.limit, parameter: "\(number.value) days",
      interval: number.interval, isKnownValue: number.isKnown, scope: scope.name,
      hits: hits.map(\.record).sorted(),
      bits: 7 * Double(hits.count) - 8 - scope.bits,
      trace: "every row of an older date has another time, none of a younger one", rivals: number.rivals)
  }
}
