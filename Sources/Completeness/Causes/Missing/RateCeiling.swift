import Foundation
import Query

/// `rows_per_second_max`: more than N events a second are dropped, of all hosts together or of each. Learned: in every
/// second that lost something N events are there, and in no second more.
enum RateCeiling: CauseTest {
  static let kinds = ["rows_per_second_max"]
  static let verdict = Verdict.missing

  private struct Second {
    var open: [Int] = []
    var whole = 0
  }

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("rows_per_second_max")
    if limits.isEmpty { return [] }
    var found = [candidate(seen, limits, seen.comparison.records.indices, "", 0)]
    var hosts: [WordID: [Int]] = [:]
    for (record, facts) in seen.comparison.records.enumerated() {
      hosts[facts.computer, default: []].append(record)
    }
    if hosts.count > 1 {
      for (host, list) in hosts.sorted(by: { $0.key < $1.key }) {
        found.append(
          candidate(
            seen, limits, list, "host \(seen.comparison.words[host])", 3 + log2(Double(hosts.count))))
      }
    }
    return found.compactMap { $0 }
  }

  private static func candidate(
    _ seen: Observations, _ limits: [Limit], _ records: some Sequence<Int>, _ scope: String, _ cost: Double
  ) -> Candidate? {
    var seconds: [Int64: Second] = [:]
    for record in records {
      let time = seen.comparison.records[record].time
      guard time != .min else { continue }
      let second = time.flooredDivision(by: 1_000_000_000)
      switch seen.states[record] {
      case .open: seconds[second, default: Second()].open.append(record)
      case .whole: seconds[second, default: Second()].whole += 1
      case .explained, .silent: break
      }
    }
    // The ceiling is what most of the seconds that lost something have left.
    var left: [Int: Int] = [:]
    for second in seconds.values where !second.open.isEmpty {
      left[second.whole, default: 0] += second.open.count
    }
    guard let ceiling = left.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key, ceiling >= 2 else {
      return nil
    }
    // In order: sums of floating point depend on it.
    let full = seconds.sorted { $0.key < $1.key }.map(\.value)
      .filter { !$0.open.isEmpty && $0.whole == ceiling }
    let over = seconds.values.filter { $0.whole > ceiling }.reduce(0) { $0 + $1.whole - ceiling }
    let hits = full.flatMap(\.open).sorted()
    guard full.count >= 3, hits.count >= 3, over * 20 <= hits.count,
      let number = LearnedNumber(limits, Int64(ceiling)...Int64(ceiling))
    else { return nil }
    // Losses by chance would leave another number in almost every second; how many, the binomial distribution says.
    let total = Double(seen.open.count + seen.wholeCount)
    let share = min(0.999, max(0.001, Double(seen.wholeCount) / total))
    let saved = full.reduce(0.0) { $0 - binomialBits(ceiling, of: ceiling + $1.open.count, share) }
    return Candidate(
      why: number.limit.word(String(ceiling)), limit: number.limit, parameter: "\(ceiling) events per second",
      interval: number.interval, isKnownValue: number.isKnown, scope: scope, hits: hits, violations: over,
      bits: saved - number.bits - cost - 6 * Double(over),
      trace: "\(full.count) seconds have exactly \(ceiling) events left, none has more", rivals: number.rivals
    )
  }

  /// log2 of the probability that `kept` of `count` are kept, each with probability `share`.
  private static func binomialBits(_ kept: Int, of count: Int, _ share: Double) -> Double {
    let (k, n) = (Double(kept), Double(count))
    let choose = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return (choose + k * log(share) + (n - k) * log(1 - share)) / log(2)
  }
}
