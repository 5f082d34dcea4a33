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
    let clusters = LengthCluster.of(cuts, slack: 3)
    let lengths = seen.comparison.records.indices.compactMap { wholeLength(seen, $0) }.sorted()
    // A limit of one host leaves the long texts of others whole: where some are, its scope is looked for.
    let large = Set(clusters.sorted { $0.records.count > $1.records.count }.prefix(10).map(\.interval))
    var scopes: [Scopes.Scope]?
    return clusters.compactMap { cluster in
      guard let number = LearnedNumber(limits, cluster.interval, isLowest: true) else { return nil }
      var best = (name: "", bits: 0.0, whole: above(number.value, lengths))
      if best.whole > 0, large.contains(cluster.interval) {
        let known = scopes ?? Scopes.of(seen)
        scopes = known
        best = narrowed(best, known, seen, Set(cluster.records), number.value)
      }
      let saved = cluster.records.reduce(0.0) { sum, record in
        sum + log2(max(2, Double(seen.comparison.records[record].bytes) / 4))
      }
      return Candidate(
        why: number.limit.word(String(number.value)), limit: number.limit, parameter: "\(number.value) bytes",
        interval: number.interval, isKnownValue: number.isKnown, scope: best.name,
        hits: cluster.records,
        violations: best.whole, bits: saved - number.bits - best.bits - Double(best.whole),
        trace: cluster.records.count >= 20 && cluster.isExact ? "every cut text has the same length" : "",
        rivals: number.rivals)
    }
  }

  /// The scope that holds all of `hits` and fewest whole texts that are longer.
  private static func narrowed(
    _ all: (name: String, bits: Double, whole: Int), _ scopes: [Scopes.Scope], _ seen: Observations,
    _ hits: Set<Int>, _ limit: Int64
  ) -> (name: String, bits: Double, whole: Int) {
    var best = all
    for scope in scopes.dropFirst() where scope.records.count(where: { hits.contains($0) }) == hits.count {
      let whole = scope.records.count { wholeLength(seen, $0).map { $0 > limit } ?? false }
      if scope.bits + 4 * Double(whole) < best.bits + 4 * Double(best.whole) {
        best = (scope.name, scope.bits, whole)
      }
    }
    return best
  }

  /// How many of sorted lengths are greater than `limit`.
  private static func above(_ limit: Int64, _ lengths: [Int64]) -> Int {
    var (low, high) = (0, lengths.count)
    while low < high {
      let middle = (low + high) / 2
      if lengths[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return lengths.count - low
  }

  /// Length of a text that is whole, of the row itself, since rendering changes it; nil: the row says nothing of it.
  private static func wholeLength(_ seen: Observations, _ record: Int) -> Int64? {
    guard seen.states[record] == .whole, let row = seen.row(record), row.bytes >= 0 else { return nil }
    let verdicts = seen.comparison.records[record].verdicts
    return verdicts.isDisjoint(with: VerdictSet(.merged).union(VerdictSet(.split))) ? Int64(row.bytes) : nil
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
