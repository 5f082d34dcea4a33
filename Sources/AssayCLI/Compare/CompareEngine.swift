import CaseFile
import Completeness
import Evidence
import Pages
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
  /// - Throws: `compare.nothing-in-common`, `interrupted`, and what reading throws.
  func answer(_ store: CaseStore, claims: [SourceRow], in claimStore: CaseStore) throws -> CompareAnswer {
    var limits = try LimitCatalog.builtIn()
    for text in inputs.limits { limits = try limits.adding(Array(text.utf8), name: "--limits") }
    let session = try QuerySession(store, scope: scope, threads: threads) { Interruption.isRequested }
    let reader = session.reader
    let claimReader = try Self.reader(claims, in: claimStore)
    let asked = try inputs.scope.map { try RecordScope($0, session) }
    let progress = ProgressLine(terminal)
    defer { progress.erase() }
    var options = Comparing.Options()
    options.threads = threads
    options.maps = try inputs.exportMaps()
    if let asked { options.isInScope = { asked.contains($0) } }
    let whole = try Comparing(evidence: reader, claims: claimReader, options: options) { step in
      progress.update { Self.words(step) }
    }.run()
    let exports = try ComparedExport.list(claimReader, isStored: claimStore.path == store.path)
    try checkCommon(whole, exports)
    let (comparison, left) = whole.restrictedToScope()
    progress.update { "looking for causes" }
    let explanations = try CauseAnalysis(limits).explain(
      comparison,
      fields: EvidenceFields(comparison.records, reader, threads: threads) { Interruption.isRequested })
    return CompareAnswer(
      casePath: casePath, reader: reader, claims: claimReader, exports: exports, whole: whole,
      comparison: comparison,
      explanations: explanations, scope: asked, outOfScope: left)
  }

  /// Whether claims are exports at all: looks at their columns.
  ///
  /// - Throws: `export.unknown`, and what reading throws.
  func checkIsExport(_ store: CaseStore, claims: [SourceRow], in claimStore: CaseStore) throws {
    let session = try QuerySession(store, scope: scope, threads: threads) { Interruption.isRequested }
    var options = Comparing.Options()
    options.maps = try inputs.exportMaps()
    try Comparing(
      evidence: session.reader, claims: Self.reader(claims, in: claimStore), options: options
    ).checkLayouts()
  }

  private static func reader(_ claims: [SourceRow], in store: CaseStore) throws -> CaseReader {
    let reader = try CaseReader(store, scope: CaseScope(.claims, sources: Set(claims.map(\.id))))
    reader.isCancelled = { Interruption.isRequested }
    return reader
  }

  private static func words(_ step: Comparing.Progress) -> String {
    switch step {
    case .records(let count): "reading the evidence  \(NumberText.counted(count, "record"))"
    case .rows(let count): "reading the export  \(NumberText.counted(count, "row"))"
    case .pairs(let count, let total):
      "comparing  \(NumberText.grouped(count)) of \(NumberText.counted(total, "pair"))"
    }
  }

  /// An export of other logs has every record missing, and says nothing by that.
  private func checkCommon(_ comparison: Comparison, _ exports: [ComparedExport]) throws(AssayError) {
    guard !comparison.rows.isEmpty, !comparison.records.isEmpty,
      !comparison.rows.contains(where: { $0.state == .matched })
    else { return }
    let times = comparison.rows.map(\.time).filter { $0 != .min }
    let of = Timestamp.period(times).map { " of \($0)" } ?? ""
    let logged =
      Timestamp.period(comparison.records.map(\.time).filter { $0 != .min }).map { " of \($0)" } ?? ""
    throw AssayError(
      "compare.nothing-in-common", subject: exports.map(\.source.name).joined(separator: " "),
      reason:
        "no record in common: none of its \(NumberText.counted(comparison.rows.count, "row"))\(of) comes from one"
        + " of the \(NumberText.counted(comparison.records.count, "record"))\(logged) in the case",
      hint: "is it an export of these logs? If its columns have other names, --map FILE says what they are")
  }
}

extension Timestamp {
  /// From the first of some times to the last; nil of none.
  static func period(_ nanoseconds: [Int64]) -> String? {
    guard let first = nanoseconds.min(), let last = nanoseconds.max() else { return nil }
    let texts = [first, last].map { NumberText.time(Timestamp(unixNanoseconds: $0).text) }
    return texts.joined(separator: " – ")
  }
}
