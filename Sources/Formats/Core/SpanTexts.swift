package import Evidence

/// The texts of the spans of one block: what is read, searched and extracted. For most sources a span's text is its
/// own bytes, maybe in another encoding; a record of a binary log is rendered, for which its whole chunk must be at
/// hand. So a block begins where a text can be made from what follows alone (`CutList` of the cutter's unit, and
/// `isStart`), and its spans are passed in order.
///
/// The text depends on the block's bytes and spans only. For one thread.
package struct SpanTexts {
  private let profile: SourceProfile
  private var chunks = EVTXRecords.ChunkStarts()
  private var renderer = RecordRenderer()
  private var chunkStart = -1
  private var span = SourceSpan(gap: 0)
  private var start = 0
  /// Whether the block, or a row group, might begin with the span entered last.
  package private(set) var isStart = true

  package init(_ profile: SourceProfile) {
    self.profile = profile
  }

  /// Whether texts are the bytes themselves.
  package static func areRaw(_ profile: SourceProfile) -> Bool {
    profile.format != .evtx && profile.encoding.isIdentity
  }

  /// Whether the text of the span entered last is its bytes.
  package var isRaw: Bool {
    profile.format == .evtx ? span.kind == .gap : profile.encoding.isIdentity
  }

  /// Whether a record's text is made of its whole span, with no separator behind it.
  package static func areOfWholeSpans(_ profile: SourceProfile) -> Bool { profile.format == .evtx }

  /// By span, whether a block may begin with it; nil where every span may.
  package static func starts(
    _ spans: [SourceSpan], of bytes: Span<UInt8>, _ profile: SourceProfile
  ) -> [Bool]? {
    guard profile.format == .evtx else { return nil }
    var texts = SpanTexts(profile)
    var start = 0
    var starts: [Bool] = []
    starts.reserveCapacity(spans.count)
    for span in spans {
      texts.enter(span, at: start, of: bytes)
      starts.append(texts.isStart)
      start += span.length
    }
    return starts
  }

  /// Takes the next span, which begins at `start` of `block`.
  package mutating func enter(_ span: SourceSpan, at start: Int, of block: Span<UInt8>) {
    self.span = span
    self.start = start
    guard profile.format == .evtx else { return }
    let chunk = chunks.next(block, spanStart: start, isGap: span.kind == .gap)
    isStart = chunk == start
    if chunk != chunkStart { renderer.beginChunk() }
    chunkStart = chunk
  }

  /// Appends the text of the span entered last.
  ///
  /// - Parameter whole: with the separator behind the record proper.
  /// - Returns: what was wrong in making the text, if anything.
  package mutating func append(
    from block: Span<UInt8>, whole: Bool = false, to out: inout [UInt8]
  ) -> (code: String, reason: String)? {
    let range = start..<start + (whole ? span.length : span.properLength)
    if profile.format == .evtx, span.kind == .record {
      let chunk = block.extracting(
        chunkStart..<min(block.count, chunkStart + ChunkHeader.chunkBytes))
      return renderer.render(
        range.lowerBound - chunkStart..<range.upperBound - chunkStart, of: chunk, into: &out)
    }
    if profile.format == .evtx {
      out.append(block.extracting(range))
    } else {
      profile.encoding.decode(block.extracting(range), into: &out)
    }
    return nil
  }

  /// Bytes of the block that the text of the span entered last depends on: its own; for a record of a binary log also
  /// the chunk header, and templates and names that stand in other records. In no order; they may overlap.
  package mutating func bytesUsed(of block: Span<UInt8>) -> [Range<Int>] {
    let own = start..<start + span.length
    guard profile.format == .evtx, span.kind == .record else { return [own] }
    let chunk = block.extracting(chunkStart..<min(block.count, chunkStart + ChunkHeader.chunkBytes))
    let record = start - chunkStart..<start + span.properLength - chunkStart
    return [own]
      + renderer.bytesUsed(by: record, of: chunk).map {
        $0.lowerBound + chunkStart..<$0.upperBound + chunkStart
      }
  }

  /// Bytes of the span entered last that the front part `text` of its text was made of; nil where text and bytes have
  /// no such relation.
  package func sourceLength(ofText text: Span<UInt8>) -> Int? {
    if profile.format == .evtx { return span.kind == .record ? nil : text.count }
    return profile.encoding.sourceLength(ofText: text)
  }
}
