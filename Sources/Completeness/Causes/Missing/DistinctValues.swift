import Foundation

/// `distinct_values_max`: a subsearch hands at most N values of a field to the outer search. Learned: a field of which
/// the rows have exactly N values, and no missing record one of them.
enum DistinctValues: CauseTest {
  static let kinds = ["distinct_values_max"]
  static let verdict = Verdict.missing

  static func candidates(_ seen: Observations, _ context: CauseContext) throws -> [Candidate] {
    let limits = context.limits("distinct_values_max")
    guard !limits.isEmpty, seen.open.count >= 3, let source = context.fields,
      let survey = context.survey(seen)
    else { return [] }
    let columns = try survey.read()
    let names = columns.filter { isApart($0, survey.sample, seen) }.map(\.name)
    if names.isEmpty { return [] }
    var kept: [Set<UInt64>] = names.map { _ in [] }
    var lost: [[(record: Int, value: UInt64)]] = names.map { _ in [] }
    var lacking: [[Int]] = names.map { _ in [] }
    var isLackedByRow = names.map { _ in false }
    try source.forEachRecord(names) { record, values in
      let state = seen.states[record]
      guard state == .open || state == .whole else { return }
      for (place, value) in values.enumerated() {
        guard let value, !value.isEmpty else {
          if state == .whole { isLackedByRow[place] = true } else { lacking[place].append(record) }
          continue
        }
        let hash = ValueHash.of(value)
        if state == .whole { kept[place].insert(hash) } else { lost[place].append((record, hash)) }
      }
    }
    return names.indices.compactMap { place in
      let count = Int64(kept[place].count)
      // What has no value is not found by it either.
      let without = isLackedByRow[place] ? [] : lacking[place]
      let hits = (lost[place].filter { !kept[place].contains($0.value) }.map(\.record) + without).sorted()
      guard hits.count >= 3, (hits.count - without.count) * 20 >= lost[place].count * 19, count >= 10,
        let number = LearnedNumber(limits, count...count)
      else { return nil }
      // A value of its own in every row is no key that is searched by; an unknown number must at least be round.
      guard Int(count) < seen.wholeCount, number.isKnown || RoundNumber.bits(count) + 2 < log2(Double(count))
      else {
        return nil
      }
      return Candidate(
        why: number.limit.word(String(count)), limit: number.limit,
        parameter: "\(count) values of \(names[place])",
        interval: number.interval, isKnownValue: number.isKnown, scope: "field \(names[place])", hits: hits,
        bits: seen.surprise(hits: hits.count, violations: 0) - log2(Double(columns.count + 1)) - number.bits,
        trace: "the rows have exactly \(count) values of \(names[place]), no missing record has one of them",
        rivals: number.rivals)
    }
  }

  /// No missing record of the sample has a value that a row of the sample has, and nearly all have one.
  private static func isApart(_ column: FieldSurvey.Column, _ sample: [Int], _ seen: Observations) -> Bool {
    var kept: Set<UInt64> = []
    var (open, having) = (0, 0)
    for (place, record) in sample.enumerated()
    where seen.states[record] == .whole && column.hashes[place] != 0 {
      kept.insert(column.hashes[place])
      having += 1
    }
    // A value of its own in every row is no key that is searched by.
    if kept.isEmpty || having >= 100 && kept.count == having { return false }
    having = 0
    for (place, record) in sample.enumerated() where seen.states[record] == .open {
      open += 1
      if column.hashes[place] == 0 { continue }
      if kept.contains(column.hashes[place]) { return false }
      having += 1
    }
    return having * 20 >= open * 19
  }
}
