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
    let blocks = try encodeBlocks(unit, window, leaves, zstd)
    var result = UnitResult(
      source: unit.source, byteCount: unit.range.count, blocks: blocks, leaves: leaves, group: EncodedGroup(),
      contexts: unit.contexts, problems: [], gaps: 0, gapBytes: 0)
    for problem in unit.problems {
      var offset = unit.sourceOffset
      for span in unit.spans[..<problem.span] { offset += UInt64(span.length) }
      result.problems.append(StoredProblem(s: problem.span, c: problem.code, o: offset, r: problem.reason))
    }
    for span in unit.spans where span.kind == .gap {
      result.gaps += 1
      result.gapBytes += span.length
    }
    let extraction = GroupExtraction(
      profile: unit.profile, limits: unit.limits, contexts: unit.contexts, sourceOffset: unit.sourceOffset)
    result.group = try extraction.extract(unit.spans, bytes: window, problems: &result.problems, zstd)
    return result
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

  private static func encodeBlocks(
    _ unit: Unit, _ window: Span<UInt8>, _ leaves: [Digest256], _ zstd: borrowing ZstdCompressor
  ) throws(AssayError) -> [EncodedBlock] {
    var blocks: [EncodedBlock] = []
    var start = 0
    var firstSpan = 0
    while firstSpan < unit.spans.count {
      var length = 0
      var end = firstSpan
      var records = 0
      while end < unit.spans.count,
        length == 0 || length + unit.spans[end].length <= EncodedBlock.targetBytes
      {
        length += unit.spans[end].length
        records += unit.spans[end].kind == .record ? 1 : 0
        end += 1
      }
      let content = window.extracting(start..<start + length)
      var frame = try zstd.compress(content)
      var codec = 1
      if frame.count >= length {
        frame = content.array
        codec = 0
      }
      var prefixes: [UInt8] = []
      prefixes.reserveCapacity((end - firstSpan) * 4)
      for leaf in leaves[firstSpan..<end] { prefixes.append(contentsOf: leaf.bytes.prefix(4)) }
      blocks.append(
        EncodedBlock(
          sourceOffset: unit.sourceOffset + UInt64(start), length: length, spanCount: end - firstSpan,
          recordCount: records, codec: codec, frame: frame, frameSHA256: Digest256.of(frame.span),
          spanTable: try SpanTable.encode(unit.spans[firstSpan..<end], prefixes: prefixes, zstd)))
      start += length
      firstSpan = end
    }
    return blocks
  }
}
