import Foundation

/// `time_step_offset`: from a moment on, or between two, a host is one hour off: a change of clocks that was missed.
enum StepOffset: CauseTest {
  static let kinds = ["time_step_offset"]
  static let verdict = Verdict.timeShifted

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("time_step_offset")
    guard let limit = limits.first else { return [] }
    let hosts = HostTimes.of(seen)
    return hosts.flatMap { host in
      [Int64(4), -4].compactMap { quarters in
        let isShifted = host.records.map { record -> Bool in
          guard seen.states[record] == .open, let shift = seen.difference(record)?.shift else { return false }
          return HostTimes.quarters(shift) == quarters
        }
        let total = isShifted.reduce(0) { $0 + ($1 ? 1 : 0) }
        if total == 0 { return nil }
        let range = stretch(isShifted)
        let hits = range.filter { isShifted[$0] }.map { host.records[$0] }
        let violations = range.count { HostTimes.isOnTime(host.records[$0], seen) }
        // All of the host is another cause: its zone.
        guard range.count < host.records.count, hits.count * 20 >= total * 19 else { return nil }
        let hours = HostTimes.hours(quarters: quarters)
        return Candidate(
          why: limit.word(hours), limit: limit, parameter: hours,
          interval: (quarters * 900)...(quarters * 900), scope: "host \(host.name)", hits: hits.sorted(),
          violations: violations,
          bits: 9 * Double(hits.count) - 6 * Double(violations) - 4 - 2
            * log2(Double(host.records.count + 1)),
          rivals: limits.rivals(of: limit, hours))
      }
    }
  }

  /// The stretch of records with most shifted ones, others counting threefold against it (the greatest sum of a
  /// stretch: J. Kadane, in J. Bentley, "Programming Pearls", 1984).
  private static func stretch(_ isShifted: [Bool]) -> Range<Int> {
    var (best, range, sum, start) = (0, 0..<0, 0, 0)
    for (place, flag) in isShifted.enumerated() {
      if sum <= 0 { (sum, start) = (0, place) }
      sum += flag ? 1 : -3
      if sum > best { (best, range) = (sum, start..<place + 1) }
    }
    return range
  }
}
