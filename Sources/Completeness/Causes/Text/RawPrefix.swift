import Foundation

/// `raw_prefix_bytes`: texts longer than N bytes are cut at N, or up to `slack` bytes before so that no character is
/// broken. Learned: cut texts of the same length.
enum RawPrefix: CauseTest {
  static let kinds = ["raw_prefix_bytes"]
  static let verdict = Verdict.truncated

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("raw_prefix_bytes")
    let cuts = seen.open.compactMap { record in seen.difference(record)?.cutAt.map { (record, Int64($0)) } }
    if cuts.isEmpty || limits.isEmpty { return [] }
    let scopes = Scopes.of(seen)
    return LengthCluster.of(cuts, slack: 3).compactMap { cluster in
      guard let number = LearnedNumber(limits, cluster.interval, isLowest: true) else { return nil }
      let hits = Set(cluster.records)
      // A limit of one host leaves the long texts of others whole: the scope with fewest of those is the right one.
      let choices = scopes.compactMap { scope -> (scope: Scopes.Scope, whole: Int)? in
        let inScope = scope.records.filter { hits.contains($0) }.count
        guard inScope == hits.count else { return nil }
        return (scope, scope.records.filter { isWhole(seen, $0, longerThan: number.value) }.count)
      }
      guard let best = choices.min(by: { cost($0) < cost($1) }) else { return nil }
      let saved = cluster.records.reduce(0.0) { sum, record in
        sum + log2(max(2, Double(seen.comparison.records[record].bytes) / 4))
      }
      return Candidate(
        why: number.limit.word(String(number.value)), limit: number.limit, parameter: "\(number.value) bytes",
        interval: number.interval, isKnownValue: number.isKnown, scope: best.scope.name,
        hits: cluster.records,
        violations: best.whole, bits: saved - number.bits - best.scope.bits - Double(best.whole),
        trace: cluster.records.count >= 20 && cluster.isExact ? "every cut text has the same length" : "",
        rivals: number.rivals)
    }
  }

  private static func cost(_ choice: (scope: Scopes.Scope, whole: Int)) -> Double {
    choice.scope.bits + 4 * Double(choice.whole)
  }

  /// A text that the limit should have cut: judged by the row's own text, since rendering changes the length.
  private static func isWhole(_ seen: Observations, _ record: Int, longerThan limit: Int64) -> Bool {
    guard seen.states[record] == .whole, let row = seen.row(record), Int64(row.bytes) > limit else {
      return false
    }
    let verdicts = seen.comparison.records[record].verdicts
    return verdicts.isDisjoint(with: VerdictSet(.merged).union(VerdictSet(.split)))
  }
}

/// Records whose cut texts have the same length, but for a broken character.
struct LengthCluster {
  var records: [Int]
  /// Limits that give these lengths.
  var interval: ClosedRange<Int64>
  /// All lengths are the same: the limit is this number, or a known one within `slack`.
  var isExact: Bool

  /// Lengths within `slack` of each other, the longest lengths of most records first.
  static func of(_ cuts: [(record: Int, length: Int64)], slack: Int64) -> [LengthCluster] {
    var clusters: [LengthCluster] = []
    var rest = cuts.sorted { ($0.length, $0.record) < ($1.length, $1.record) }[...]
    while let first = rest.first {
      let end = rest.firstIndex { $0.length > first.length + slack } ?? rest.endIndex
      let longest = rest[end - 1].length
      clusters.append(
        LengthCluster(
          records: rest[..<end].map(\.record).sorted(), interval: longest...(first.length + slack),
          isExact: longest == first.length))
      rest = rest[end...]
    }
    return clusters
  }
}
