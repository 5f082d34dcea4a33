import Evidence
import Formats

/// A row group as stored against the same stretch, cut again.
struct CutComparison {
  let view: ViewResult
  let cut: Recutter.Stretch

  private var spans: [SourceSpan] { view.spans }
  private var offset: UInt64 { view.offset }
  private var row: GroupRow { view.group.row }

  private func failure(
    _ code: String, span: Int, expected: String?, found: String?, _ reason: String
  ) -> VerifyReport.Failure {
    VerifyReport.Failure(
      code, source: row.source, record: row.firstLeaf + span,
      offset: offset + UInt64(spans[..<min(span, spans.count)].reduce(0) { $0 + $1.length }),
      expected: expected, found: found, reason: reason)
  }

  /// Returns whether the spans are the same: if not, nothing behind them can be compared.
  func compare(_ logs: inout VerifyLogs) -> Bool {
    guard compareSpans(&logs) else { return false }
    if view.group.isStale { return true }
    compareContexts(&logs)
    compareProblems(&logs)
    return true
  }

  /// That the cutter makes fewer spans than there are.
  var endsSooner: VerifyReport.Failure {
    failure(
      "views.cut", span: cut.spans.count, expected: "\(cut.spans.count) spans", found: "\(spans.count) spans",
      "row group \(row.id): cut again, the source has fewer records")
  }

  /// Compares as many spans as were cut; those of another extractor's making are not.
  func compareSpans(_ logs: inout VerifyLogs) -> Bool {
    if view.group.isStale { return true }
    var isSame = true
    for (index, (stored, fresh)) in zip(spans, cut.spans).enumerated() where stored != fresh {
      logs.views.add(
        failure(
          "views.cut", span: index, expected: words(fresh), found: words(stored),
          "record \(row.firstLeaf + index) is kept as \(words(stored)), cut again it is \(words(fresh))"))
      if stored.length != fresh.length {
        isSame = false
        break
      }
    }
    return isSame
  }

  private func words(_ span: SourceSpan) -> String {
    span.kind == .gap
      ? "a gap of \(span.length) bytes" : "a record of \(span.properLength) bytes in \(span.length)"
  }

  private func compareContexts(_ logs: inout VerifyLogs) {
    guard view.group.unreadable == nil else { return }
    let stored = Recutter.normalized(view.group.contexts, spans: spans.count)
    guard stored.count != cut.contexts.count || !zip(stored, cut.contexts).allSatisfy({ $0 == $1 }) else {
      return
    }
    let index = zip(stored, cut.contexts).prefix { $0 == $1 }.count
    let fresh = index < cut.contexts.count ? cut.contexts[index] : nil
    let old = index < stored.count ? stored[index] : nil
    logs.views.add(
      failure(
        "views.context", span: min(old?.firstSpan ?? spans.count, fresh?.firstSpan ?? spans.count),
        expected: fresh.map { words($0.context) }, found: old.map { words($0.context) },
        "row group \(row.id): the column names or the year that its records are read with are not those that"
          + " the source states"))
  }

  private func words(_ context: RecordContext) -> String {
    (context.columns + context.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: " ")
  }

  private func compareProblems(_ logs: inout VerifyLogs) {
    guard let fresh = view.fresh else { return }
    var stored: [StoredProblem] = []
    do throws(AssayError) {
      let zstd = try ZstdDecompressor()
      stored = try GroupStore.problems(view.group.problems, group: row.id, zstd)
    } catch {
      logs.views.add(
        failure("views.damaged", span: 0, expected: nil, found: nil, "row group \(row.id): \(error.reason)"))
      return
    }
    // Says something of the case, not of the source.
    stored.removeAll { $0.c == FieldCatalog.fullCode }
    let expected = ProblemMerge.merge(cut.problems, fresh.problems, spans: spans, offset: offset)
    if stored == expected { return }
    let index = zip(stored, expected).prefix { $0 == $1 }.count
    let (old, new) = (
      index < stored.count ? stored[index] : nil, index < expected.count ? expected[index] : nil
    )
    logs.views.add(
      failure(
        "views.problems", span: min(old?.s ?? spans.count, new?.s ?? spans.count),
        expected: new.map { "\($0.c): \($0.r)" }, found: old.map { "\($0.c): \($0.r)" },
        "row group \(row.id): \(stored.count) problems are stored, \(expected.count) found again; number"
          + " \(index) differs"))
  }
}
