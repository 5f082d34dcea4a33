import Foundation

/// `row_count`: a search or an export gives at most N rows; what lies beyond one end of its order is left out. N is the
/// number of rows of this very export. `row_count_round`: no number is known, but a round one is suspect.
enum RowCount: CauseTest {
  static let kinds = ["row_count", "row_count_round"]
  static let verdict = Verdict.missing

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("row_count") + context.limits("row_count_round")
    let rows = Int64(seen.comparison.rows.count)
    guard rows > 0, let number = LearnedNumber(limits, rows...rows) else { return [] }
    let round = RoundNumber.bits(rows)
    // Not known and not round: a number like any other.
    guard number.isKnown || (round + 2 < log2(Double(rows)) && rows >= 100) else { return [] }
    return Edge.both(seen).compactMap { edge in
      if edge.hits.isEmpty { return nil }
      let retention = context.limits(edge.isOldest ? "missing_oldest" : "missing_newest").first
      var rivals = number.rivals
      // A date spares all records of its time or none; a count of rows stops within one.
      if !edge.splitsTies, !number.isKnown, let retention { rivals.append(retention.rival()) }
      return Candidate(
        why: number.limit.word(String(rows)), limit: number.limit, parameter: "\(rows) rows",
        interval: rows...rows,
        isKnownValue: number.isKnown, hits: edge.hits, violations: edge.violations,
        bits: seen.surprise(hits: edge.hits.count, violations: edge.violations)
          - (number.isKnown ? 2 : number.bits),
        trace: number.isKnown ? "the export has exactly \(rows) rows" : "", rivals: rivals)
    }
  }
}

/// The records beyond the oldest (newest) that the export has.
struct Edge {
  var isOldest: Bool
  var hits: [Int]
  /// Whole records within the edge: none, by its definition, but those of the very time where it ends.
  var violations: Int
  /// Records of the same time stand on both sides of its end.
  var splitsTies: Bool

  /// The edges of all records of known time.
  static func both(_ seen: Observations) -> [Edge] {
    both(seen, seen.comparison.records.indices)
  }

  /// The edges among `records`.
  static func both(_ seen: Observations, _ records: some Sequence<Int>) -> [Edge] {
    let facts = seen.comparison.records
    var (first, last) = (Int64.max, Int64.min)
    var open: [Int] = []
    for record in records where facts[record].time != .min {
      switch seen.states[record] {
      case .whole: (first, last) = (min(first, facts[record].time), max(last, facts[record].time))
      case .open: open.append(record)
      case .explained, .silent: break
      }
    }
    guard first <= last else { return [] }
    let (oldest, newest) = (open.filter { facts[$0].time <= first }, open.filter { facts[$0].time >= last })
    return [
      Edge(
        isOldest: true, hits: oldest, violations: 0, splitsTies: oldest.contains { facts[$0].time == first }),
      Edge(
        isOldest: false, hits: newest, violations: 0, splitsTies: newest.contains { facts[$0].time == last }),
    ]
  }
}
