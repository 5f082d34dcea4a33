import Foundation

/// `fields_absent_everywhere`: a field that no row has. `all_fields_empty`: rows that have no field at all.
enum FieldsNowhere: CauseTest {
  static let kinds = ["fields_absent_everywhere", "all_fields_empty"]
  static let verdict = Verdict.fieldsLost

  static func candidates(_ seen: Observations, _ context: CauseContext) throws -> [Candidate] {
    try nowhere(seen, context) + empty(seen, context)
  }

  private static func empty(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("all_fields_empty")
    let hits = seen.open.filter {
      let facts = seen.comparison.records[$0]
      return facts.keptEndBytes == 0 && facts.longestKept == 0
    }
    guard let limit = limits.first, !hits.isEmpty else { return [] }
    return [
      Candidate(
        why: limit.word(""), limit: limit, hits: hits, bits: 4 * Double(hits.count) - 3,
        rivals: limits.rivals(of: limit), isPrediction: false)
    ]
  }

  private static func nowhere(_ seen: Observations, _ context: CauseContext) throws -> [Candidate] {
    let limits = context.limits("fields_absent_everywhere")
    guard let limit = limits.first, let source = context.fields else { return [] }
    var lost: [String: Int] = [:]
    for record in seen.open {
      for field in seen.difference(record)?.fields ?? [] where field.kind == .lost {
        lost[field.name, default: 0] += 1
      }
    }
    let names = lost.keys.sorted()
    if names.isEmpty { return [] }
    var holders = Array(repeating: 0, count: names.count)
    try source.forEachRecord(names) { record, values in
      guard seen.states[record] == .whole || seen.states[record] == .open else { return }
      for (place, value) in values.enumerated() where value != nil { holders[place] += 1 }
    }
    let absent = Set(names.indices.filter { holders[$0] <= lost[names[$0]] ?? 0 }.map { names[$0] })
    let hits = seen.open.filter { record in
      (seen.difference(record)?.fields ?? []).allSatisfy { $0.kind != .lost || absent.contains($0.name) }
    }
    let used = Set(hits.flatMap { (seen.difference($0)?.fields ?? []).map(\.name) }).intersection(absent)
      .sorted()
    if hits.isEmpty { return [] }
    return [
      Candidate(
        why: limit.word(used.joined(separator: "+")), limit: limit, parameter: used.joined(separator: ", "),
        hits: hits, bits: 1.5 * Double(hits.count) - (3 + log2(Double(names.count) + 1)) * Double(used.count),
        rivals: limits.rivals(of: limit))
    ]
  }
}
