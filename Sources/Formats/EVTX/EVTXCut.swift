import Evidence

extension EVTXRecords {
  /// Cuts a binary log: records are records, also those recovered from slack (under the context attribute
  /// `recovered`); file header, chunk headers, slack and unused chunks are gaps. Gives out whole chunks, so that
  /// `out` may hold more spans than its capacity by those of one chunk.
  package struct Cutter: RecordCutter {
    /// Attribute of the context of records that are not in use.
    package static let recovered = "recovered"
    /// No chunk has more spans: a record and a gap every 28 bytes.
    private static let mostSpans = 2 * ChunkHeader.chunkBytes / RecordHeader.smallestRecord

    /// The file header, once it was seen.
    private var header: FileHeader?
    private var isAtStart = true
    private var chunks = 0
    private var inRecovered = false

    package init() {}

    package mutating func cut(
      _ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList
    ) -> Int {
      var position = 0
      while position < window.count,
        out.spans.isEmpty || out.spans.count + Cutter.mostSpans <= out.capacity
      {
        guard let length = next(window, at: position, atEnd: atEnd, into: &out) else { break }
        position += length
      }
      if position == 0, mustConsume, !window.isEmpty {
        isAtStart = false
        out.append(
          gap: window.count,
          problem: ("record.too-long", "a chunk is longer than a record may be (--max-record-bytes)"))
        return window.count
      }
      return position
    }

    /// Appends the spans of the file header or of one chunk; its length, nil where more bytes are needed.
    private mutating func next(
      _ window: Span<UInt8>, at position: Int, atEnd: Bool, into out: inout CutList
    ) -> Int? {
      if isAtStart {
        guard atEnd || window.count >= FileHeader.blockBytes else { return nil }
        if window.starts(with: FileHeader.signature, at: 0) { return fileHeader(window, atEnd: atEnd, &out) }
        isAtStart = false
      }
      guard let length = Chunks.length(window, at: position, atEnd: atEnd) else { return nil }
      let isLast = atEnd && position + length == window.count
      chunk(window.extracting(position..<position + length), isLast: isLast, &out)
      return length
    }

    private mutating func fileHeader(_ window: Span<UInt8>, atEnd: Bool, _ out: inout CutList) -> Int {
      isAtStart = false
      header = FileHeader(window)
      var length = min(FileHeader.blockBytes, window.count)
      // A chunk may begin sooner in a file that lost bytes.
      if let chunk = Chunks.nextHeader(window, from: 1, end: length) { length = chunk }
      out.append(gap: length)
      if window.count < FileHeader.blockBytes {
        out.note(
          (
            "evtx.header.truncated",
            "the file header is cut off: \(window.count) of \(FileHeader.blockBytes) bytes"
          ))
      }
      for problem in header?.problems ?? [] { out.note(problem) }
      if atEnd, length == window.count { compareCount(&out) }
      return length
    }

    private mutating func chunk(_ chunk: Span<UInt8>, isLast: Bool, _ out: inout CutList) {
      let divided = ChunkPieces(chunk, hasChecksums: !(header?.hasNoChecksums ?? false))
      if chunk.starts(with: ChunkHeader.signature, at: 0) { chunks += 1 }
      for (index, piece) in divided.pieces.enumerated() {
        switch piece.kind {
        case .gap: out.append(gap: piece.range.count)
        case .record, .recovered:
          setRecovered(piece.kind == .recovered, &out)
          out.append(record: piece.range.count, length: piece.range.count)
        }
        if index == 0 {
          for problem in divided.problems { out.note(problem) }
          if isLast { compareCount(&out) }
        }
        if let problem = piece.problem { out.note(problem) }
      }
    }

    private mutating func setRecovered(_ recovered: Bool, _ out: inout CutList) {
      guard recovered != inRecovered else { return }
      inRecovered = recovered
      out.setContext(RecordContext(attributes: recovered ? [Cutter.recovered: "1"] : [:]))
    }

    /// The header of a log that was not closed counts too few, which is no fault of the file.
    private func compareCount(_ out: inout CutList) {
      guard let header, !header.isDirty, Int(header.chunkCount) != chunks else { return }
      out.note(
        (
          "evtx.header.chunk-count",
          "the file header says \(header.chunkCount) chunks, there are \(chunks); all are read"
        ))
    }
  }
}
