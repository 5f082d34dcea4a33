import Foundation

/// `time_step_offset`: from a moment on (or until one) a host is one hour off: a change of clocks that was missed.
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
        let (first, end, violations) = bestSide(isShifted, total)
        let hits = (first..<end).filter { isShifted[$0] }.map { host.records[$0] }
        // All of the host is another cause: its zone.
        guard end - first < host.records.count, hits.count * 20 >= total * 19 else { return nil }
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

  /// The side of a moment, the later or the earlier, on which all shifted records lie with fewest others between.
  private static func bestSide(_ isShifted: [Bool], _ total: Int) -> (first: Int, end: Int, violations: Int) {
    func side(_ flags: [Bool]) -> (start: Int, violations: Int) {
      // From the end backwards: each shifted record counts for, each other against.
      var (best, bestStart, sum) = (0, flags.count, 0)
      for place in flags.indices.reversed() {
        sum += flags[place] ? 1 : -3
        if sum > best { (best, bestStart) = (sum, place) }
      }
      return (bestStart, flags[bestStart...].reduce(0) { $0 + ($1 ? 0 : 1) })
    }
    let later = side(isShifted)
    let earlier = side(isShifted.reversed())
    let (laterHits, earlierHits) = (
      isShifted.count - later.start - later.violations, isShifted.count - earlier.start - earlier.violations
    )
    if laterHits - later.violations >= earlierHits - earlier.violations {
      return (later.start, isShifted.count, later.violations)
    }
    return (0, isShifted.count - earlier.start, earlier.violations)
  }
}
