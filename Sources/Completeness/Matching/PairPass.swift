import Evidence
import Query

/// Compares pairs that the prints do not show to be intact, value by value, on several threads.
struct PairPass {
  private let evidence: CaseReader
  private let claims: CaseReader
  private let shared: TextAccess.Shared
  private let threads: Int
  /// Pairs that one piece of work has.
  private static let pieceLength = 256

  init(_ evidence: CaseReader, _ claims: CaseReader, _ shared: TextAccess.Shared, threads: Int) {
    self.evidence = evidence
    self.claims = claims
    self.shared = shared
    self.threads = threads
  }

  /// Calls `onOutcome` with each pair's outcome, in the order of `pairs`.
  func run(
    _ pairs: [(record: Int, row: Int)], _ matcher: Matcher,
    onOutcome: (_ record: Int, _ row: Int, PairCheck.Outcome) throws -> Void
  ) throws {
    if pairs.isEmpty { return }
    let pieces = (pairs.count + Self.pieceLength - 1) / Self.pieceLength
    let (makeEvidence, makeClaims, shared) = (evidence.copies, claims.copies, shared)
    let (records, rows) = (matcher.records, matcher.rowPrints)
    let work = OrderedWork<[PairCheck.Outcome]>(count: pieces, threads: threads, ahead: threads + 2) { _ in
      let access = try TextAccess(makeEvidence(), makeClaims(), shared)
      let check = PairCheck(shared.plan)
      return { piece in
        let range = piece * Self.pieceLength..<min(pairs.count, (piece + 1) * Self.pieceLength)
        var outcomes = Array(repeating: PairCheck.Outcome(), count: range.count)
        // In the order in which the rows stand: they may run against the records.
        for index in range.sorted(by: { rows[pairs[$0].row].leaf < rows[pairs[$1].row].leaf }) {
          let facts = records[pairs[index].record]
          guard let reader = try access.row(rows[pairs[index].row]) else { continue }
          let (parts, ignored) = (reader.parts, reader.ignored)
          let text = try access.record(facts)
          outcomes[index - range.lowerBound] = check.compare(
            text, access.fields(facts, text), parts, ignored: ignored)
        }
        return outcomes
      }
    }
    var index = 0
    while let outcomes = try work.next(isCancelled: evidence.isCancelled) {
      for outcome in outcomes {
        try onOutcome(pairs[index].record, pairs[index].row, outcome)
        index += 1
      }
    }
  }
}
