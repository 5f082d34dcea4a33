/// Finds the causes of a comparison's differences: verdict by verdict, the cause of most weight is taken, what it
/// explains is set aside, and the rest is looked at again; what is left has no cause (docs/completeness.md, "Choice").
package struct CauseAnalysis: Sendable {
  private let catalog: LimitCatalog

  /// Causes are taken from the limits of `catalog`.
  package init(_ catalog: LimitCatalog) {
    self.catalog = catalog
  }

  /// The causes. `fields` looks up values; without it causes that depend on values are not found. Throws what
  /// `fields` throws. The answer depends on nothing but the input.
  package func explain(_ comparison: Comparison, fields: (any FieldSource)?) throws -> Explanations {
    let context = CauseContext(catalog: catalog, product: comparison.product, fields: fields)
    var found = ExplanationList(differences: comparison.differences.count)
    for verdict in Verdict.allCases where !verdict.isIntact {
      var seen = Observations(comparison, verdict)
      if seen.open.isEmpty { continue }
      let tests = CauseTests.all.filter { $0.verdict == verdict }
      while !seen.open.isEmpty {
        let candidates = try tests.flatMap { try $0.candidates(seen, context) }
        let taken = Self.best(of: candidates, records: comparison.records.count)
        if taken.isEmpty { break }
        let observed = seen.open.count
        for candidate in taken {
          found.add(candidate, seen, observed: observed)
          seen.explain(candidate.hits)
        }
      }
      found.addUnexplained(seen)
    }
    found.addExtraRows(of: comparison)
    return found.merged()
  }

  /// The candidates of most bits that share no record with a better one. What overlaps a better one is looked at
  /// again in the next round, when its weight is another; so are those that overlap *it*.
  private static func best(of candidates: [Candidate], records: Int) -> [Candidate] {
    let ranked = candidates.enumerated().filter { $0.element.bits > 0 && !$0.element.hits.isEmpty }
      .sorted { a, b in
        if a.element.bits != b.element.bits { return a.element.bits > b.element.bits }
        if a.element.hits.count != b.element.hits.count { return a.element.hits.count > b.element.hits.count }
        return a.offset < b.offset
      }
    var claimed = Array(repeating: false, count: records)
    var taken: [Candidate] = []
    for (_, candidate) in ranked {
      let isFree = !candidate.hits.contains { claimed[$0] }
      for record in candidate.hits { claimed[record] = true }
      if isFree { taken.append(candidate) }
    }
    return taken.map { candidate in
      var candidate = candidate
      candidate.rivals += rivals(of: candidate, ranked.map(\.element)).filter {
        !candidate.rivals.contains($0)
      }
      return candidate
    }
  }

  /// Other causes of exactly the same records that weigh nearly as much: the data cannot tell them apart.
  private static func rivals(of best: Candidate, _ all: [Candidate]) -> [Explanation.Rival] {
    var found: [Explanation.Rival] = []
    for other in all where other.why != best.why && other.bits > best.bits - nearly && other.hits == best.hits
    {
      let rival = Explanation.Rival(why: other.why, limit: other.limit)
      if !found.contains(rival) { found.append(rival) }
    }
    return found
  }

  /// Bits that a difference of weight must have to count.
  private static let nearly = 6.0
}
