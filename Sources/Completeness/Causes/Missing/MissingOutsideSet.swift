import Foundation

/// `missing_outside_set`: of the channels that a set decides on, all records whose event id is not in the set are
/// missing, and none whose id is.
enum MissingOutsideSet: CauseTest {
  static let kind = "missing_outside_set"
  static let kinds = [kind]
  static let verdict = Verdict.missing

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let words = seen.comparison.words
    return context.limits(kind).compactMap { limit in
      guard let set = context.catalog.sets[limit.test.set ?? ""] else { return nil }
      let channels = Set(set.channels)
      let ids = Set(set.ids)
      var isOutside: [UInt64: Bool] = [:]
      var (hits, whole): ([Int], Int) = ([], 0)
      var outsideIDs: Set<WordID> = []
      for (record, facts) in seen.comparison.records.enumerated() {
        guard seen.states[record] == .open || seen.states[record] == .whole else { continue }
        let key = UInt64(facts.channel) << 32 | UInt64(facts.eventID)
        if isOutside[key] == nil {
          let id = Int(words[facts.eventID])
          isOutside[key] = channels.contains(words[facts.channel]) && id.map { !ids.contains($0) } ?? false
        }
        guard isOutside[key] == true else { continue }
        if seen.states[record] == .open {
          hits.append(record)
          outsideIDs.insert(facts.eventID)
        } else {
          whole += 1
        }
      }
      guard hits.count >= 3, whole * 20 <= hits.count else { return nil }
      // One id alone may as well be an id that is filtered.
      let filter = context.limits("common_value_of_missing").first { $0.test.field == "EventID" }
      return Candidate(
        why: limit.word(""), limit: limit, parameter: set.channels.first ?? "", scope: "", hits: hits,
        violations: whole, bits: seen.surprise(hits: hits.count, violations: whole) - 5,
        rivals: outsideIDs.count == 1 ? filter.map { [$0.rival()] } ?? [] : [])
    }
  }
}
