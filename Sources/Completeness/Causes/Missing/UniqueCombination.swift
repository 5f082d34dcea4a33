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
      guard let twins = try twins(of: combination.map(\.name), seen, source), twins.hits.count >= 3 else {
        continue
      }
      let hits = twins.hits
      let name = combination.map(\.name).joined(separator: "+")
      let saved = saved(twins, seen)
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

  /// Fields of which pairs and triples are tried: some 35,000 of each.
  private static let mostColumns = (pairs: 260, triples: 60)

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
    guard columns.count <= mostColumns.pairs else { return [] }
    for a in columns.indices {
      for b in columns.indices where b > a && isUnique([columns[a], columns[b]]) {
        found.append([columns[a], columns[b]])
      }
    }
    guard found.isEmpty, columns.count <= mostColumns.triples else { return found }
    for a in columns.indices {
      for b in columns.indices where b > a {
        for c in columns.indices where c > b && isUnique([columns[a], columns[b], columns[c]]) {
          found.append([columns[a], columns[b], columns[c]])
        }
      }
    }
    return found
  }

  /// What a combination says of the missing records.
  private struct Twins {
    /// Those whose values a row has, or that lack one of the fields.
    var hits: [Int]
    /// Of each value that a row has: how many records have it.
    var kept: [Int]
    /// Values that no row has, though dedup leaves one of each, and how many records have them.
    var goneValues: Int
    var goneRecords: Int
  }

  /// How much better "one of each value is kept" describes what is seen than "each record is lost with the same
  /// probability", in bits. Values of which nothing is left speak against it: some other loss must have taken them,
  /// and if it took most, that one of a value is left says nothing.
  private static func saved(_ twins: Twins, _ seen: Observations) -> Double {
    let share = min(0.999, Double(seen.open.count) / Double(seen.open.count + seen.wholeCount))
    let (kept, gone) = (Double(twins.kept.count), Double(twins.goneValues))
    let lost = min(0.999, max(0.001, gone / max(1, kept + gone)))
    let records = Double(twins.hits.count + twins.goneRecords)
    let chance =
      kept * log2(1 - share) + records * log2(share) + twins.kept.reduce(0.0) { $0 + log2(Double($1)) }
    return kept * log2(1 - lost) + (gone == 0 ? 0 : gone * log2(lost)) - chance
  }

  /// nil if two rows agree after all.
  private static func twins(of names: [String], _ seen: Observations, _ source: any FieldSource) throws
    -> Twins?
  {
    var kept: [UInt64: Int] = [:]
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
        isUnique = kept.updateValue(1, forKey: value) == nil
      }
    }
    guard isUnique else { return nil }
    var twins = Twins(hits: [], kept: [], goneValues: 0, goneRecords: 0)
    var gone: Set<UInt64> = []
    for (record, value) in lost {
      if let value, kept[value] == nil {
        gone.insert(value)
        twins.goneRecords += 1
      } else {
        if let value { kept[value, default: 0] += 1 }
        twins.hits.append(record)
      }
    }
    // Sorted: sums of floating point depend on the order.
    (twins.kept, twins.goneValues) = (kept.values.sorted(), gone.count)
    return twins
  }
}
