import Evidence

/// Where chunks begin and end.
enum Chunks {
  /// The first chunk header at or after `start` and before `end`: its signature, the length of 128 that it states,
  /// and no text that merely mentions it.
  static func nextHeader(_ bytes: Span<UInt8>, from start: Int, end: Int) -> Int? {
    let part = bytes.extracting(0..<end)
    var i = part.firstIndex(of: UInt8(ascii: "E"), from: min(start, end))
    while i < end {
      if bytes.starts(with: ChunkHeader.signature, at: i), bytes.uint32(at: i + 40) ?? 128 == 128 { return i }
      i = part.firstIndex(of: UInt8(ascii: "E"), from: i + 1)
    }
    return nil
  }

  /// Length of the chunk, or of the stretch without a header, that begins at `start`: 64 KiB, or less where another
  /// chunk begins before or the source ends. Nil where more bytes are needed to tell.
  static func length(_ window: Span<UInt8>, at start: Int, atEnd: Bool) -> Int? {
    let rest = window.count - start
    // What stands behind the chunk is looked at too.
    guard atEnd || rest >= ChunkHeader.chunkBytes + ChunkHeader.byteCount else { return nil }
    let length = min(ChunkHeader.chunkBytes, rest)
    if window.starts(with: ChunkHeader.signature, at: start + length) { return length }
    let hasHeader = window.starts(with: ChunkHeader.signature, at: start)
    let from = start + (hasHeader ? ChunkHeader.byteCount : 1)
    guard from < start + length, let inner = nextHeader(window, from: from, end: start + length) else {
      return length
    }
    return inner - start
  }
}

extension EVTXRecords {
  /// Where the chunk begins that a span belongs to, found again from a block's bytes and spans alone. A block begins
  /// where a chunk does; further ones begin behind a file header, with a chunk header, and 64 KiB behind the one
  /// before (the cutter makes no span across these).
  package struct ChunkStarts {
    private var start = 0
    private var behindFileHeader = false

    package init() {}

    /// Takes the next span of the block; where its chunk begins.
    package mutating func next(_ block: Span<UInt8>, spanStart: Int, isGap: Bool) -> Int {
      if behindFileHeader || spanStart >= start + ChunkHeader.chunkBytes
        || isGap && block.starts(with: ChunkHeader.signature, at: spanStart)
      {
        start = spanStart
      }
      behindFileHeader = isGap && block.starts(with: FileHeader.signature, at: spanStart)
      return start
    }
  }
}
