import Foundation
import Query

/// `time_constant_offset`: all rows of a host are off by one constant. With values (seconds): by one of these; without:
/// by a multiple of 15 minutes within ± 15 hours, as time zones are, or else by any constant, as clocks are.
enum ConstantOffset: CauseTest {
  static let kinds = ["time_constant_offset"]
  static let verdict = Verdict.timeShifted

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("time_constant_offset")
    let zones = limits.filter { $0.test.numbers.isEmpty }
    let hosts = HostTimes.of(seen)
    return hosts.flatMap { host -> [Candidate] in
      var quarters: [Int64: [Int]] = [:]
      var seconds: [Int64: [Int]] = [:]
      for record in host.records where seen.states[record] == .open {
        guard let shift = seen.difference(record)?.shift else { continue }
        if let count = HostTimes.quarters(shift), count != 0 {
          quarters[count, default: []].append(record)
        } else if shift.magnitude >= 1_000_000_000 {
          seconds[shift.flooredDivision(by: 1_000_000_000), default: []].append(record)
        }
      }
      // Rows of the host that are not off at all.
      let violations = host.records.count { HostTimes.isOnTime($0, seen) }
      let cost = 4 + log2(Double(hosts.count + 1))
      var found: [Candidate] = []
      for (count, hits) in quarters.sorted(by: { $0.key < $1.key }) {
        guard Double(hits.count) >= 0.8 * Double(hits.count + violations) else { continue }
        let limit: Limit?
        if abs(count) <= 60 {
          limit = zones.first
        } else {
          limit = limits.first { $0.test.numbers.contains(abs(count) * 900) }
        }
        guard let limit else { continue }
        let hours = HostTimes.hours(quarters: count)
        var rivals = zones.contains(limit) ? zones.rivals(of: limit, hours) : []
        if abs(count) == 4 { rivals += context.limits("time_step_offset").prefix(1).map { $0.rival(hours) } }
        found.append(
          Candidate(
            why: limit.word(hours), limit: limit, parameter: hours, interval: (count * 900)...(count * 900),
            scope: "host \(host.name)", hits: hits, violations: violations,
            bits: 9 * Double(hits.count) - 6 * Double(violations) - cost - 7,
            trace: violations == 0 ? "all rows of the host are off by the same" : "",
            rivals: rivals.filter { $0.why == limit.word(hours) }))
      }
      found += clocks(host, seconds, violations, cost)
      return found
    }
  }

  /// A constant that is no zone: a clock that is wrong. Two neighbouring seconds hold one constant that is no whole
  /// number of seconds.
  private static func clocks(
    _ host: HostTimes, _ seconds: [Int64: [Int]], _ violations: Int, _ cost: Double
  ) -> [Candidate] {
    guard let common = seconds.max(by: { ($0.value.count, -$0.key) < ($1.value.count, -$1.key) }) else {
      return []
    }
    let hits = (common.value + (seconds[common.key + 1] ?? [])).sorted()
    guard hits.count >= 3, Double(hits.count) >= 0.8 * Double(hits.count + violations) else { return [] }
    let sign = common.key < 0 ? "" : "+"
    return [
      Candidate(
        why: "clock_offset\(sign)\(common.key)s", limit: nil, parameter: "\(sign)\(common.key) s",
        interval: common.key...common.key, scope: "host \(host.name)", hits: hits, violations: violations,
        bits: 9 * Double(hits.count) - 6 * Double(violations) - cost - 17)
    ]
  }
}
