import Evidence
import Formats
import Integrity

/// Leaf hashes, blocks and columns of one unit. Pure: the same unit gives the same bytes.
enum UnitWorker {
  static func process(_ unit: Unit) throws(AssayError) -> UnitResult {
    let zstd = try ZstdCompressor()
    let bytes = unit.chunk.bytes
    let window = bytes.span.extracting(unit.range)
    let leaves = hashLeaves(unit, window)
    var result = UnitResult(
      source: unit.source, byteCount: unit.range.count, blocks: [], leaves: leaves, groups: [], gaps: 0,
      gapBytes: 0)
    for span in unit.spans where span.kind == .gap {
      result.gaps += 1
      result.gapBytes += span.length
    }
    let blocks = divide(unit, window)
    // Where extraction makes the texts that the filter is of, they are made once.
    let sharesTexts = SpanTexts.areOfWholeSpans(unit.profile)
    var grams = TextGrams(sharesTexts ? blocks : [])
    var first = 0
    var start = 0
    while first < unit.spans.count {
      let group = try extractGroup(
        unit, from: first, offset: start, window, &grams, sharesTexts: sharesTexts, zstd)
      for span in unit.spans[first..<first + group.group.spans] { start += span.length }
      first += group.group.spans
      result.groups.append(group)
    }
    let texts = sharesTexts ? grams.sets() : nil
    result.blocks = try encode(blocks, of: unit, window, leaves, texts, zstd)
    return result
  }

  /// The row group that begins at span `first`, `offset` bytes into the unit.
  private static func extractGroup(
    _ unit: Unit, from first: Int, offset: Int, _ window: Span<UInt8>, _ grams: inout TextGrams,
    sharesTexts: Bool, _ zstd: borrowing ZstdCompressor
  ) throws(AssayError) -> UnitGroup {
    let active = unit.contexts.lastIndex { $0.firstSpan <= first } ?? 0
    let contexts = unit.contexts[active...].map { (max(0, $0.firstSpan - first), $0.context) }
    let spans = first == 0 ? unit.spans : Array(unit.spans[first...])
    let sourceOffset = unit.sourceOffset + UInt64(offset)
    var problems = ProblemMerge.merge(
      unit.problems.filter { $0.span >= first }.map { ($0.span - first, $0.code, $0.reason) }, [],
      spans: spans,
      offset: sourceOffset)
    let extraction = GroupExtraction(
      profile: unit.profile, limits: unit.limits, contexts: contexts, sourceOffset: sourceOffset)
    let group = try extraction.extract(
      spans, bytes: window.extracting(offset..<window.count), problems: &problems, mayEnd: true, zstd,
      onText: { if sharesTexts { grams.add($1, span: first + $0) } })
    return UnitGroup(
      group: group, contexts: contexts.filter { $0.0 < group.spans },
      problems: problems.filter { $0.s < group.spans })
  }

  private static func hashLeaves(_ unit: Unit, _ window: Span<UInt8>) -> [Digest256] {
    var leaves: [Digest256] = []
    leaves.reserveCapacity(unit.spans.count)
    var start = 0
    for span in unit.spans {
      leaves.append(leafHash(window.extracting(start..<start + span.length)))
      start += span.length
    }
    return leaves
  }

  /// The spans of each block.
  private static func divide(_ unit: Unit, _ window: Span<UInt8>) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    let starts = SpanTexts.starts(unit.spans, of: window, unit.profile)
    var first = 0
    while first < unit.spans.count {
      var length = 0
      var end = first
      while end < unit.spans.count {
        // Up to the next span that a block may begin with: of a binary log only whole chunks.
        var next = end + 1
        while let starts, next < starts.count, !starts[next] { next += 1 }
        let more = unit.spans[end..<next].reduce(0) { $0 + $1.length }
        if length > 0, length + more > EncodedBlock.targetBytes { break }
        length += more
        end = next
      }
      blocks.append(first..<end)
      first = end
    }
    return blocks
  }

  /// - Parameter texts: grams of the texts of each block, where they are known.
  private static func encode(
    _ blocks: [Range<Int>], of unit: Unit, _ window: Span<UInt8>, _ leaves: [Digest256], _ texts: [GramSet]?,
    _ zstd: borrowing ZstdCompressor
  ) throws(AssayError) -> [EncodedBlock] {
    var encoded: [EncodedBlock] = []
    encoded.reserveCapacity(blocks.count)
    var start = 0
    for (index, block) in blocks.enumerated() {
      let spans = unit.spans[block]
      let length = spans.reduce(0) { $0 + $1.length }
      let content = window.extracting(start..<start + length)
      var frame = try zstd.compress(content)
      var codec = 1
      if frame.count >= length {
        frame = content.array
        codec = 0
      }
      var prefixes: [UInt8] = []
      prefixes.reserveCapacity(block.count * 4)
      for leaf in leaves[block] { prefixes.append(contentsOf: leaf.bytes.prefix(4)) }
      let grams =
        if let texts { BlockGrams.of(content, texts: texts[index]) } else {
          BlockGrams.of(content, spans, unit.profile)
        }
      encoded.append(
        EncodedBlock(
          sourceOffset: unit.sourceOffset + UInt64(start), length: length, spanCount: block.count,
          recordCount: spans.reduce(0) { $0 + ($1.kind == .record ? 1 : 0) }, codec: codec, frame: frame,
          frameSHA256: Digest256.of(frame.span),
          spanTable: try SpanTable.encode(spans, prefixes: prefixes, zstd), grams: grams))
      start += length
    }
    return encoded
  }
}
