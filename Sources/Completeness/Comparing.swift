package import Query

/// Compares raw evidence with what a SIEM exported: which record is in which row, and how (docs/completeness.md).
package struct Comparing {
  /// How to compare.
  package struct Options: Sendable {
    package var threads = 2
    /// Maps of exports that are tried before those of Assay.
    package var maps: [ExportMap] = []
    /// Whether a raw record, by its number, is in the scope of the search that the export is of; nil: all are.
    package var isInScope: (@Sendable (Int) -> Bool)?

    package init() {}
  }

  /// What is being done, and how much of it.
  package enum Progress: Sendable {
    case records(Int)
    case rows(Int)
    case pairs(Int, of: Int)
  }

  private let evidence: CaseReader
  private let claims: CaseReader
  private let options: Options
  private let progress: (Progress) -> Void

  /// - Parameters:
  ///   - evidence: reads the raw records.
  ///   - claims: reads the export's rows; its sources are one export, in their order.
  ///   - progress: called on the calling thread.
  package init(
    evidence: CaseReader, claims: CaseReader, options: Options = Options(),
    progress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.evidence = evidence
    self.claims = claims
    self.options = options
    self.progress = progress
  }

  /// Whether the claims are exports whose columns can be read: looks at names only.
  ///
  /// - Throws: `export.unknown`, `export.map`, and what reading throws.
  package func checkLayouts() throws {
    _ = try ExportLayout.recognise(claims, evidence: evidence, maps: options.maps)
  }

  /// - Throws: `export.unknown`, `export.map`, `interrupted`, and what reading throws.
  package func run() throws -> Comparison {
    let layouts = try ExportLayout.recognise(claims, evidence: evidence, maps: options.maps)
    let plan = FieldPlan(evidence, layouts)
    let hasText = layouts.values.contains { layout in
      layout.form == .text || layout.columns.contains { layout.map.text.contains($0) }
    }
    var words = Words()
    let records = try RecordPass(
      evidence: evidence, plan: plan, threads: options.threads, looksAtStyle: hasText
    ).run(&words) { progress(.records($0)) }
    let rows = try RowPass(
      claims: claims, layouts: layouts, plan: plan, threads: options.threads,
      known: HashSet(hasText ? records.prints.map(\.text) : [])
    ).run(&words) { progress(.rows($0)) }
    let shared = TextAccess.Shared(
      layouts: layouts, plan: plan, recordContexts: try ContextList(evidence),
      rowContexts: try ContextList(claims))
    var matching = Matching(
      evidence, claims, shared, options.threads, Matcher(consume records, consume rows), words, progress)
    try matching.run()
    return matching.comparison(
      product: layouts.min { $0.key < $1.key }?.value.map.exportProduct ?? .other,
      isInScope: options.isInScope)
  }
}
