import Foundation

/// `missing_type_conflict`: the first value of a field decides its type in the index, and documents whose value cannot
/// be read as that type are refused. Learned: the field and the type, from the values of the rows that are there.
enum TypeConflict: CauseTest {
  static let kinds = ["missing_type_conflict"]
  static let verdict = Verdict.missing

  private struct Suspect {
    var name: String
    var type: ValueTypes
    var word: String
    var limit: Limit
    var found: Int

    var key: String { "\(word) \(name)" }
  }

  static func candidates(_ seen: Observations, _ context: CauseContext) throws -> [Candidate] {
    let limits = context.limits("missing_type_conflict")
    guard !limits.isEmpty, seen.open.count >= 3, let source = context.fields,
      let survey = context.survey(seen)
    else { return [] }
    let columns = try survey.read()
    var suspects: [Suspect] = []
    for limit in limits {
      for word in (limit.test.values ?? []).map(\.text) {
        guard let type = ValueTypes.named[word] else { continue }
        for column in columns {
          if let count = conflicts(column, type, survey.sample, seen) {
            suspects.append(Suspect(name: column.name, type: type, word: word, limit: limit, found: count))
          }
        }
      }
    }
    // Most fields fall out in the sample; the few that are left are looked at in all records.
    suspects = Array(suspects.sorted { ($0.found, $1.name) > ($1.found, $0.name) }.prefix(12))
    if suspects.isEmpty { return [] }
    let unfit = try records(of: suspects, source, context)
    let hits = unfit.map { list -> [Int] in list.map { Int($0) }.filter { seen.states[$0] == .open } }
    let whole = unfit.map { list -> Int in list.count { seen.states[Int($0)] == .whole } }
    let cost = 3 + log2(Double(columns.count + 1))
    return suspects.indices.compactMap { place -> Candidate? in
      guard hits[place].count >= 3, whole[place] * 20 <= hits[place].count else { return nil }
      let suspect = suspects[place]
      return Candidate(
        why: suspect.limit.word(suspect.name), limit: suspect.limit,
        parameter: "\(suspect.name) as \(suspect.word)",
        hits: hits[place], violations: whole[place],
        bits: seen.surprise(hits: hits[place].count, violations: whole[place]) - cost,
        trace:
          "every value of \(suspect.name) in the export can be read as \(suspect.word), none of these can",
        rivals: [])
    }
  }

  /// Records whose value of each field does not fit the type; each field and type is looked up once.
  private static func records(
    of suspects: [Suspect], _ source: any FieldSource, _ context: CauseContext
  ) throws -> [[Int32]] {
    let new = suspects.filter { context.unfit[$0.key] == nil }
    var found: [[Int32]] = new.map { _ in [] }
    if !new.isEmpty {
      try source.forEachRecord(new.map(\.name)) { record, values in
        for (place, value) in values.enumerated() {
          guard let value, !value.isEmpty, !ValueTypes(of: value).contains(new[place].type) else { continue }
          found[place].append(Int32(record))
        }
      }
    }
    for (place, suspect) in new.enumerated() { context.unfit[suspect.key] = found[place].sorted() }
    return suspects.map { context.unfit[$0.key] ?? [] }
  }

  /// How many sampled records that are missing have a value of another type; nil: rows have such values too, or there
  /// are no rows that show the type.
  private static func conflicts(
    _ column: FieldSurvey.Column, _ type: ValueTypes, _ sample: [Int], _ seen: Observations
  )
    -> Int?
  {
    var (fitting, whole, open) = (0, 0, 0)
    for (place, record) in sample.enumerated() where column.hashes[place] != 0 {
      let fits = column.types[place].contains(type)
      switch seen.states[record] {
      case .whole: if fits { fitting += 1 } else { whole += 1 }
      case .open: if !fits { open += 1 }
      case .explained, .silent: break
      }
    }
    return fitting >= 3 && open >= 1 && whole * 20 <= open ? open : nil
  }
}
