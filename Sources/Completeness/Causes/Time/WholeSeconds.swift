import Foundation

/// `time_floor`: rows of a host have whole seconds, though its records have fractions.
enum WholeSeconds: CauseTest {
  static let kinds = ["time_floor"]
  static let verdict = Verdict.timeShifted

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("time_floor")
    guard let limit = limits.first else { return [] }
    let second: Int64 = 1_000_000_000
    let hosts = HostTimes.of(seen)
    return hosts.compactMap { host in
      let hits = host.records.filter { record in
        guard seen.states[record] == .open, let shift = seen.difference(record)?.shift,
          let row = seen.row(record), row.time != .min
        else { return false }
        return shift.magnitude < second && row.time % second == 0
      }
      if hits.isEmpty { return nil }
      let violations = host.records.filter { record in
        guard seen.states[record] == .whole, let row = seen.row(record), row.time != .min else {
          return false
        }
        return row.time % second != 0
      }.count
      return Candidate(
        why: limit.word(""), limit: limit, parameter: "1 s", scope: "host \(host.name)", hits: hits.sorted(),
        violations: violations,
        bits: 9 * Double(hits.count) - 6 * Double(violations) - 2 - log2(Double(hosts.count)),
        trace: "every one of these rows has a whole second", rivals: limits.rivals(of: limit))
    }
  }
}
