import Foundation

/// `unique_combination`: of all records with the same values of some fields one is kept. Learned: the fewest fields in
/// which no two rows agree and every missing record has a twin that is there (or lacks one of them).
enum UniqueCombination: CauseTest {
  static let kinds = ["unique_combination"]
  static let verdict = Verdict.missing

  static func candidates(_ seen: Observations, _ context: CauseContext) throws -> [Candidate] {
    let limits = context.limits("unique_combination")
    guard let limit = limits.first, seen.open.count >= 3, seen.wholeCount >= 2, let source = context.fields,
      let survey = context.survey(seen)
    else { return [] }
    let columns = try survey.read()
    let (kept, lost) = (
      survey.sample.indices.filter { seen.states[survey.sample[$0]] == .whole },
      survey.sample.indices.filter { seen.states[survey.sample[$0]] == .open }
    )
    // dedup drops what lacks a field: every row has all of its fields, and no value is lost.
    let isAll = survey.isAll(of: seen)
    let usable = columns.filter { column in
      guard kept.allSatisfy({ column.hashes[$0] != 0 }) else { return false }
      if !isAll { return true }
      let values = Set(kept.map { column.hashes[$0] })
      let twins = lost.filter { column.hashes[$0] == 0 || values.contains(column.hashes[$0]) }
      return twins.count * 20 >= lost.count * 19
    }
    let combinations = unique(usable, kept)
    if combinations.isEmpty { return [] }
    // Several combinations may do: the first is said, the others are its rivals.
    for combination in combinations.prefix(8) {
      guard let hits = try twins(of: combination.map(\.name), seen, source), hits.count >= 3 else { continue }
      let name = combination.map(\.name).joined(separator: "+")
      let share = min(0.999, Double(seen.open.count) / Double(seen.open.count + seen.wholeCount))
      let saved = -Double(hits.count) * log2(share) - Double(seen.wholeCount) * log2(1 - share)
      let choices = Double(combination.count) * log2(Double(usable.count + 1))
      return [
        Candidate(
          why: limit.word(name), limit: limit, parameter: name, hits: hits, bits: saved - choices - 4,
          trace: "no two rows agree in these fields, every missing record has a twin that is there",
          rivals: combinations.filter { $0.map(\.name) != combination.map(\.name) }.prefix(7).map {
            limit.rival($0.map(\.name).joined(separator: "+"))
          })
      ]
    }
    return []
  }

  /// Smallest combinations of up to three fields that no two kept records share.
  private static func unique(_ columns: [FieldSurvey.Column], _ kept: [Int]) -> [[FieldSurvey.Column]] {
    func isUnique(_ combination: [FieldSurvey.Column]) -> Bool {
      var values: Set<UInt64> = []
      return kept.allSatisfy { place in
        values.insert(ValueHash.of(combination.map { $0.hashes[place] })).inserted
      }
    }
    let singles = columns.filter { isUnique([$0]) }
    if !singles.isEmpty { return singles.map { [$0] } }
    var found: [[FieldSurvey.Column]] = []
    for a in columns.indices {
      for b in columns.indices where b > a && isUnique([columns[a], columns[b]]) {
        found.append([columns[a], columns[b]])
      }
    }
    guard found.isEmpty, columns.count <= 60 else { return found }
    for a in columns.indices {
      for b in columns.indices where b > a {
        for c in columns.indices where c > b && isUnique([columns[a], columns[b], columns[c]]) {
          found.append([columns[a], columns[b], columns[c]])
        }
      }
    }
    return found
  }

  /// Missing records whose values a row has, or that lack one of the fields; nil if two rows agree after all.
  private static func twins(of names: [String], _ seen: Observations, _ source: any FieldSource) throws
    -> [Int]?
  {
    var kept: Set<UInt64> = []
    var lost: [(record: Int, value: UInt64?)] = []
    var isUnique = true
    try source.forEachRecord(names) { record, values in
      let state = seen.states[record]
      guard isUnique, state == .open || state == .whole else { return }
      let parts = values.compactMap { $0.flatMap { $0.isEmpty ? nil : ValueHash.of($0) } }
      let value = parts.count == names.count ? ValueHash.of(parts) : nil
      if state == .open {
        lost.append((record, value))
      } else if let value {
        isUnique = kept.insert(value).inserted
      }
    }
    guard isUnique else { return nil }
    return lost.filter { $0.value.map { kept.contains($0) } ?? true }.map(\.record)
  }
}
