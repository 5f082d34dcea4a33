/// `duplicate_key`: more rows than records.
enum RepeatedRows: CauseTest {
  static let kinds = ["duplicate_key"]
  static let verdict = Verdict.duplicated

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("duplicate_key")
    guard let limit = limits.first else { return [] }
    // Doubles that came at different times, or from different hosts, were sent twice; others may be the search's.
    let differing = seen.open.filter { record in
      let rows = (seen.difference(record)?.rows ?? []).map { seen.comparison.rows[$0] }
      guard let first = rows.first else { return false }
      return rows.contains {
        $0.indexTime != first.indexTime || $0.host != first.host || $0.source != first.source
      }
    }
    let trace =
      differing.isEmpty
      ? "" : "\(differing.count) of them came with other receipt times, hosts or sources"
    return [
      Candidate(
        why: limit.word(""), limit: limit, hits: seen.open, bits: 1, trace: trace,
        rivals: limits.rivals(of: limit), isPrediction: false)
    ]
  }
}
