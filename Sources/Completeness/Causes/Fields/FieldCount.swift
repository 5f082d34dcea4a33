import Foundation

/// `fields_per_row_max`: at most N fields of a record are extracted. Learned: records that lack fields have N each, and
/// no whole one has more.
enum FieldCount: CauseTest {
  static let kinds = ["fields_per_row_max"]
  static let verdict = Verdict.fieldsLost

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("fields_per_row_max")
    var kept: [UInt32: [Int]] = [:]
    for record in seen.open { kept[seen.comparison.records[record].keptFields, default: []].append(record) }
    let common = kept.max { a, b in (a.value.count, b.key) < (b.value.count, a.key) }
    guard let common, common.key > 0, common.value.count >= 2 else { return [] }
    let limit = Int64(common.key)
    guard let number = LearnedNumber(limits, limit...limit) else { return [] }
    var violations = 0
    for (record, facts) in seen.comparison.records.enumerated() where facts.keptFields > common.key {
      if seen.states[record] == .whole { violations += 1 }
    }
    return [
      Candidate(
        why: number.limit.word(String(limit)), limit: number.limit, parameter: "\(limit) fields",
        interval: limit...limit, isKnownValue: number.isKnown, hits: common.value, violations: violations,
        bits: 3 * Double(common.value.count) + log2(Double(max(2, limit))) - number.bits - 4
          * Double(violations),
        trace: "each of these rows has \(limit) of its record's fields", rivals: number.rivals)
    ]
  }
}
