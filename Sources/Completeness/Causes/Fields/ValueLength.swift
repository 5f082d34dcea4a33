import Foundation

/// `lost_value_longer_than`: values longer than N characters are left out. Learned: an N between the longest value that
/// is there and the shortest that is lost, over all fields, or else of one field.
enum ValueLength: CauseTest {
  static let kinds = ["lost_value_longer_than"]
  static let verdict = Verdict.fieldsLost

  static func candidates(_ seen: Observations, _ context: CauseContext) throws -> [Candidate] {
    let limits = context.limits("lost_value_longer_than")
    if limits.isEmpty { return [] }
    let records = seen.comparison.records
    var spans: [Stab.Span] = []
    var whole: [Int64] = []
    let known = limits.flatMap(\.test.numbers)
    for record in records.indices {
      let (kept, lost) = (Int64(records[record].longestKept), Int64(records[record].shortestLost))
      switch seen.states[record] {
      case .whole: whole.append(kept)
      case .open where kept < lost: spans.append(Stab.Span(record: record, range: kept...(lost - 1)))
      case .open, .explained, .silent: break
      }
    }
    var found: [Candidate] = []
    if let stab = Stab.most(spans, kept: whole, known: known) {
      found += candidate(seen, limits, stab, scope: "", cost: 0)
    }
    if found.isEmpty { found = try perField(seen, context, limits) }
    return found
  }

  private static func candidate(
    _ seen: Observations, _ limits: [Limit], _ stab: Stab, scope: String, cost: Double
  ) -> [Candidate] {
    guard let number = LearnedNumber(limits, stab.interval) else { return [] }
    let declared = stab.records.filter { record in
      (seen.difference(record)?.fields ?? []).filter { $0.kind == .lost }.allSatisfy(\.isDeclared)
    }
    let width = Double(number.isKnown ? 1 : stab.interval.count)
    return [
      Candidate(
        why: number.limit.word(String(number.value)), limit: number.limit,
        parameter: "\(number.value) characters", interval: number.interval, isKnownValue: number.isKnown,
        scope: scope, hits: stab.records, violations: stab.violations,
        bits: 3 * Double(stab.records.count) + 10 * Double(declared.count)
          + log2(Double(max(2, stab.interval.upperBound)) / width) - number.bits - cost
          - 6 * Double(stab.violations),
        trace: declared.isEmpty ? "" : "\(declared.count) of the rows name the field in _ignored",
        rivals: number.rivals)
    ]
  }

  /// A limit of single fields: the others may be as long as they like.
  private static func perField(_ seen: Observations, _ context: CauseContext, _ limits: [Limit]) throws
    -> [Candidate]
  {
    guard let source = context.fields else { return [] }
    var lost: [String: [Int: Int64]] = [:]
    for record in seen.open {
      for field in seen.difference(record)?.fields ?? [] where field.kind == .lost {
        lost[field.name, default: [:]][record] = Int64(field.raw.unicodeScalars.count)
      }
    }
    let names = lost.keys.sorted()
    if names.isEmpty || names.count > 500 { return [] }
    var longest = Array(repeating: Int64(0), count: names.count)
    let losing = names.map { lost[$0] ?? [:] }
    try source.forEachRecord(names) { record, values in
      if seen.states[record] == .silent { return }
      for (place, value) in values.enumerated() where losing[place][record] == nil {
        guard let value else { continue }
        longest[place] = max(longest[place], Int64(value.unicodeScalars.count))
      }
    }
    return names.indices.flatMap { place -> [Candidate] in
      let spans = losing[place].map { Stab.Span(record: $0.key, range: 0...max(0, $0.value - 1)) }
        .sorted { $0.record < $1.record }
      // A field's limit explains a record only if it is all that the record lacks.
      let alone = spans.filter { span in
        (seen.difference(span.record)?.fields ?? []).allSatisfy { $0.name == names[place] }
      }
      guard longest[place] > 0,
        let stab = Stab.most(alone, kept: [longest[place]], known: limits.flatMap(\.test.numbers))
      else { return [] }
      return candidate(
        seen, limits, stab, scope: "field \(names[place])", cost: log2(Double(names.count)) + 3)
    }
  }
}
