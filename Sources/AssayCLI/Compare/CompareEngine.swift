import CaseFile
import Completeness
import Evidence
import Query

/// Compares claims with evidence and finds causes.
struct CompareEngine {
  let casePath: String
  let inputs: CompareInputs
  let threads: Int
  let terminal: Terminal
  /// The part of the evidence that is compared.
  let scope: CaseScope

  /// - Parameters:
  ///   - store: the case with the evidence.
  ///   - claims: sources in `claimStore`, which may be another file.
  /// - Throws: `compare.export-is-evidence`, `interrupted`, and what reading throws.
  func answer(_ store: CaseStore, claims: [SourceRow], in claimStore: CaseStore) throws -> CompareAnswer
  {
    let maps = try inputs.maps.map { text throws(AssayError) in
      try ExportMap(json: Array(text.utf8), subject: "--map")
    }
    var limits = try LimitCatalog.builtIn()
    for text in inputs.limits { limits = try limits.adding(Array(text.utf8), name: "--limits") }
    let session = try QuerySession(store, scope: scope, threads: threads) { Interruption.isRequested }
    let reader = session.reader
    try checkExportIsNoEvidence(claims, reader)
    let claimReader = try CaseReader(claimStore, scope: CaseScope(.claims, sources: Set(claims.map(\.id))))
    claimReader.isCancelled = { Interruption.isRequested }
    let asked = try inputs.scope.map { try RecordScope($0, session) }
    let progress = ProgressLine(terminal)
    defer { progress.erase() }
    var options = Comparing.Options()
    options.threads = threads
    options.maps = maps
    if let asked { options.isInScope = { asked.contains($0) } }
    let whole = try Comparing(evidence: reader, claims: claimReader, options: options) { step in
      progress.update { Self.words(step) }
    }.run()
    let (comparison, left) = whole.restrictedToScope()
    progress.update { "looking for causes" }
    let explanations = try CauseAnalysis(limits).explain(
      comparison,
      fields: EvidenceFields(comparison.records, reader, threads: threads) { Interruption.isRequested })
    return CompareAnswer(
      casePath: casePath, reader: reader, exports: ComparedExport.list(claimReader), comparison: comparison,
      explanations: explanations, scope: asked, outOfScope: left)
  }

  private static func words(_ step: Comparing.Progress) -> String {
    switch step {
    case .records(let count): "reading the evidence  \(NumberText.counted(count, "record"))"
    case .rows(let count): "reading the export  \(NumberText.counted(count, "row"))"
    case .pairs(let count, let total):
      "comparing  \(NumberText.grouped(count)) of \(NumberText.counted(total, "pair"))"
    }
  }

  /// A comparison of an export with itself proves nothing.
  private func checkExportIsNoEvidence(_ claims: [SourceRow], _ reader: CaseReader) throws(AssayError) {
    let known = reader.sources.filter { reader.answering.contains($0.id) }
    for claim in claims {
      guard let digest = claim.sha256, let same = known.first(where: { $0.sha256 == digest }) else {
        continue
      }
      throw AssayError(
        "compare.export-is-evidence", subject: claim.name,
        reason:
          "its bytes were added as evidence too (source \(same.id)), so it would be held against itself",
        hint: "assay sources \(casePath) --exclude \(same.id) leaves that source out")
    }
  }
}
