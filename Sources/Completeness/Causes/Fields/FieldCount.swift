import Foundation

/// `fields_per_row_max`: at most N fields of a record are extracted. Learned: records that lack fields have N each, and
/// no whole one has more.
enum FieldCount: CauseTest {
  static let kinds = ["fields_per_row_max"]
  static let verdict = Verdict.fieldsLost

  static func candidates(_ seen: Observations, _ context: CauseContext) throws -> [Candidate] {
    let limits = context.limits("fields_per_row_max")
    guard !limits.isEmpty, let source = context.fields, seen.open.count >= 2 else { return [] }
    let names = source.fieldNames
    var kept: [Int: [Int]] = [:]
    var whole: [Int: Int] = [:]
    try source.forEachRecord(names) { record, values in
      let count = values.reduce(0) { $0 + ($1 == nil ? 0 : 1) }
      switch seen.states[record] {
      case .open:
        let lost = (seen.difference(record)?.fields ?? []).filter { $0.kind == .lost }.count
        kept[count - lost, default: []].append(record)
      case .whole: whole[count, default: 0] += 1
      case .explained, .silent: break
      }
    }
    let common = kept.max { a, b in (a.value.count, -a.key) < (b.value.count, -b.key) }
    guard let common, common.key > 0, common.value.count >= 2 else { return [] }
    let limit = Int64(common.key)
    guard let number = LearnedNumber(limits, limit...limit) else { return [] }
    let violations = whole.reduce(0) { $0 + ($1.key > common.key ? $1.value : 0) }
    return [
      Candidate(
        why: number.limit.word(String(limit)), limit: number.limit, parameter: "\(limit) fields",
        interval: limit...limit, isKnownValue: number.isKnown, hits: common.value.sorted(),
        violations: violations,
        bits: 3 * Double(common.value.count) + log2(Double(max(2, limit))) - number.bits - 4
          * Double(violations),
        trace: "each of these rows has \(limit) of its record's fields", rivals: number.rivals)
    ]
  }
}
