package import Evidence

/// What the extraction of a record needs from before it in the file: the names of a CSV's or W3C log's
/// columns, the year of a syslog line. Immutable and stored, so that one record can be extracted alone.
package struct RecordContext: Sendable, Codable, Hashable {
  /// Column names as written, in order.
  package var columns: [String]
  /// Anything else, by name (`year`, `date`, …).
  package var attributes: [String: String]

  package init(columns: [String] = [], attributes: [String: String] = [:]) {
    self.columns = columns
    self.attributes = attributes
  }
}

/// What a cutter found in one window.
package struct CutList: Sendable {
  /// Spans in order; together they cover the bytes that `cut` returned as consumed.
  package private(set) var spans: [SourceSpan] = []
  /// From which span on (index into `spans`) a context holds.
  package private(set) var contexts: [(firstSpan: Int, context: RecordContext)] = []
  /// What was not understood while cutting.
  package private(set) var problems: [(span: Int, code: String, reason: String)] = []
  /// Cutting stops when this many spans are there.
  package let capacity: Int

  package init(capacity: Int) {
    self.capacity = capacity
    spans.reserveCapacity(min(capacity, 16_384))
  }

  package var isFull: Bool { spans.count >= capacity }

  /// Appends a record whose bytes end with separator bytes that are not part of the record proper.
  @inline(always)
  package mutating func append(record properLength: Int, length: Int) {
    spans.append(SourceSpan(record: properLength, length: length))
  }

  /// Appends a gap. `problem` where the bytes are not simply structure (header, white space, bracket).
  package mutating func append(gap length: Int, problem: (code: String, reason: String)? = nil) {
    if let problem { problems.append((spans.count, problem.code, problem.reason)) }
    spans.append(SourceSpan(gap: length))
  }

  /// Says something wrong of the span appended last.
  package mutating func note(_ problem: (code: String, reason: String)) {
    problems.append((max(0, spans.count - 1), problem.code, problem.reason))
  }

  /// From the next span on, `context` holds.
  package mutating func setContext(_ context: RecordContext) {
    if let last = contexts.last, last.firstSpan == spans.count { contexts.removeLast() }
    contexts.append((spans.count, context))
  }

  /// Replaces a span: the transcoding cutter gives lengths in source bytes.
  package mutating func replaceSpan(at index: Int, by span: SourceSpan) { spans[index] = span }

  /// Takes out a span that turned out to have no byte in the source, and what was said of it.
  package mutating func removeSpan(at index: Int) {
    spans.remove(at: index)
    problems.removeAll { $0.span == index }
    for i in problems.indices where problems[i].span > index { problems[i].span -= 1 }
    for i in contexts.indices where contexts[i].firstSpan > index { contexts[i].firstSpan -= 1 }
  }
}

/// Cuts a source into spans. A cutter never fails: what it does not understand becomes a gap with a reason, or
/// a record that the extractor marks as unparsed. Between calls it holds state of the *stream* (inside an
/// array, which columns), never of a half-seen span: a span that is not complete is offered again from its
/// first byte, with more bytes behind it.
package protocol RecordCutter {
  /// Appends the spans that begin at `window[0]` and are complete.
  ///
  /// - Parameters:
  ///   - window: text from the first byte not yet consumed.
  ///   - atEnd: no byte follows the window; then everything is consumed, unless `out` gets full.
  ///   - mustConsume: the window has reached the record limit: consume something even if no span is complete
  ///     (as a gap with problem `record.too-long`).
  /// - Returns: bytes consumed, the sum of the lengths of the spans appended. 0 asks for a longer window.
  mutating func cut(_ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList) -> Int
}
