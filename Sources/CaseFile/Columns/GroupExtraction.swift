package import Evidence
package import Formats

/// Extracts the fields of consecutive spans into a row group. Used by `add`, by `reindex`, and by `verify`,
/// which compares the result with what is stored.
package struct GroupExtraction {
  package var profile: SourceProfile
  package var limits: Limits
  /// First entry at span 0.
  package var contexts: [(firstSpan: Int, context: RecordContext)]
  /// Of the first span.
  package var sourceOffset: UInt64

  package init(
    profile: SourceProfile, limits: Limits, contexts: [(firstSpan: Int, context: RecordContext)],
    sourceOffset: UInt64
  ) {
    self.profile = profile
    self.limits = limits
    self.contexts = contexts
    self.sourceOffset = sourceOffset
  }

  /// Extracts `spans` into one row group, or fewer of them: a record that brings very many field names ends its
  /// group, so that those behind it do not find the name table full.
  ///
  /// - Parameters:
  ///   - mayEnd: false where the group's spans are given (`verify`, `reindex`).
  ///   - bytes: the raw bytes of the spans, from the first one on.
  ///   - problems: those found by the cutter; the extractor's are merged in, in order of span.
  ///   - onText: gets each record's index and text, where texts are not the bytes themselves.
  package func extract(
    _ spans: [SourceSpan], bytes: Span<UInt8>, problems: inout [StoredProblem], mayEnd: Bool = false,
    _ zstd: borrowing ZstdCompressor, onText: (Int, [UInt8]) -> Void = { _, _ in }
  ) throws(AssayError) -> EncodedGroup {
    var fields = RecordFields(names: NameTable(limit: limits.namesPerGroup), limits: limits)
    let extractor = profile.makeExtractor(limits: limits)
    var builder = GroupBuilder()
    var found: [StoredProblem] = []
    let areRaw = SpanTexts.areRaw(profile)
    var texts = SpanTexts(profile)
    var text: [UInt8] = []
    var start = 0
    var context = contexts.first?.context ?? RecordContext()
    var nextContext = 1
    var count = spans.count
    for (index, span) in spans.enumerated() {
      texts.enter(span, at: start, of: bytes)
      if mayEnd, index > 0, fields.names.count * 2 > limits.namesPerGroup, texts.isStart {
        count = index
        break
      }
      while nextContext < contexts.count, contexts[nextContext].firstSpan <= index {
        context = contexts[nextContext].context
        nextContext += 1
      }
      defer { start += span.length }
      guard span.kind == .record else {
        builder.gap(span: index)
        continue
      }
      fields.reset()
      if areRaw {
        let raw = bytes.extracting(start..<start + span.properLength)
        extractor.extract(raw, context: context, into: &fields)
        builder.append(fields, text: raw)
      } else {
        text.removeAll(keepingCapacity: true)
        let problem = texts.append(from: bytes, to: &text)
        onText(index, text)
        if let problem { fields.note(problem.code, problem.reason) }
        extractor.extract(text.span, context: context, into: &fields)
        // What was wrong with the bytes explains what is wrong with the text that was made of them.
        if let problem, !fields.parsed || problem.code == EVTXRecords.budgetProblem {
          fields.fail(problem.code, problem.reason)
        }
        builder.append(fields, text: text.span)
      }
      if let time = fields.time, time.unixNanoseconds == nil {
        fields.note("time.out-of-range", "the time is outside 1677-09-21 … 2262-04-11")
      }
      if let problem = fields.problem {
        found.append(
          StoredProblem(s: index, c: problem.code, o: sourceOffset + UInt64(start), r: problem.reason))
      }
    }
    if !found.isEmpty {
      problems.append(contentsOf: found)
      // The cutter's stand before the extractor's of the same span: both lists are in order already.
      problems.sort { $0.s < $1.s }
    }
    return try builder.encode(spans: count, zstd)
  }
}
