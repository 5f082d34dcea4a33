import Evidence

/// One chunk, or a stretch without a chunk header, divided into records and what is none.
struct ChunkPieces {
  enum Kind {
    case gap
    case record
    /// A record that is not in use: in slack, or in a chunk without header.
    case recovered
  }

  struct Piece {
    var range: Range<Int>
    var kind: Kind
    var problem: (code: String, reason: String)?
  }

  private(set) var pieces: [Piece] = []
  /// What is wrong with the chunk as a whole.
  private(set) var problems: [(code: String, reason: String)] = []
  private var firstID: UInt64?
  private var lastID: UInt64?

  /// - Parameter hasChecksums: the file header does not say that there are none.
  init(_ chunk: Span<UInt8>, hasChecksums: Bool) {
    guard let header = ChunkHeader(chunk) else {
      withoutHeader(chunk)
      return
    }
    add(0..<ChunkHeader.byteCount, .gap)
    if chunk.count < ChunkHeader.chunkBytes {
      problems.append(
        ("evtx.chunk.truncated", "the chunk is cut off: \(chunk.count) of \(ChunkHeader.chunkBytes) bytes"))
    }
    if hasChecksums { check(header, chunk) }
    let end = inUse(chunk, header)
    compare(header)
    carve(chunk, from: end)
  }

  private mutating func add(
    _ range: Range<Int>, _ kind: Kind, _ problem: (code: String, reason: String)? = nil
  ) {
    if !range.isEmpty { pieces.append(Piece(range: range, kind: kind, problem: problem)) }
  }

  // MARK: with a header

  private mutating func check(_ header: ChunkHeader, _ chunk: Span<UInt8>) {
    let computed = ChunkHeader.computedChecksum(chunk)
    if computed != header.checksum {
      problems.append(
        (
          "evtx.chunk.header-checksum",
          "the chunk header's checksum is \(hexText(header.checksum)), computed \(hexText(computed));"
            + " it is read all the same"
        ))
    }
    guard let end = header.recordsEnd else {
      problems.append(
        (
          "evtx.chunk.free-space",
          "the chunk header says that free space begins at \(hexText(header.freeSpaceOffset)), outside the chunk"
        ))
      return
    }
    guard end <= chunk.count else { return }
    var crc = CRC32()
    crc.update(chunk.extracting(ChunkHeader.byteCount..<end))
    if crc.value != header.recordsChecksum {
      problems.append(
        (
          "evtx.chunk.checksum",
          "the checksum of the chunk's records is \(hexText(header.recordsChecksum)), computed"
            + " \(hexText(crc.value)); they are read all the same"
        ))
    }
  }

  /// The records in use, from the header to the free space; where they end. Behind it only records whose numbers go
  /// on: the header of a log that is being written is older than its records.
  private mutating func inUse(_ chunk: Span<UInt8>, _ header: ChunkHeader) -> Int {
    let stated = header.recordsEnd
    let end = min(stated ?? chunk.count, chunk.count)
    var position = ChunkHeader.byteCount
    while position < end {
      guard let record = RecordHeader(chunk, at: position) else {
        let next = RecordHeader.next(chunk, from: position + 1, end: end)
        // Where the end is not known, free space has no signature.
        if stated == nil, next == nil { break }
        add(
          position..<(next ?? end), .gap,
          ("evtx.record.signature", "no record begins here, among those in use"))
        position = next ?? end
        continue
      }
      if stated == nil, let lastID, record.id != lastID &+ 1 { break }
      position = use(chunk, record, at: position, end: end, chunkEnd: chunk.count)
    }
    var more = 0
    while stated != nil, let lastID, lastID != .max, let record = RecordHeader(chunk, at: position),
      record.id == lastID + 1, record.isWhole(chunk, at: position, end: chunk.count)
    {
      position = use(chunk, record, at: position, end: chunk.count, chunkEnd: chunk.count)
      more += 1
    }
    if more > 0 {
      problems.append(
        ("evtx.chunk.header-stale", "the chunk header is older than the chunk's last \(more) records"))
    }
    return position
  }

  /// Adds the record at `position`; where it ends.
  private mutating func use(
    _ chunk: Span<UInt8>, _ record: RecordHeader, at position: Int, end: Int, chunkEnd: Int
  ) -> Int {
    if firstID == nil { firstID = record.id }
    lastID = record.id
    if record.isWhole(chunk, at: position, end: chunkEnd) {
      let stop = position + Int(record.length)
      guard let inner = innerRecord(chunk, position + RecordHeader.smallestRecord..<stop) else {
        add(position..<stop, .record)
        return stop
      }
      add(
        position..<inner, .record,
        ("evtx.record.overlap", "the record says \(record.length) bytes, and other records begin within them")
      )
      return inner
    }
    let next = RecordHeader.next(chunk, from: position + 4, end: end) ?? end
    let stop = stop(chunk, record, at: position, next: next)
    add(
      position..<stop, .record,
      position + Int(record.length) > chunkEnd && stop == chunkEnd && chunkEnd < ChunkHeader.chunkBytes
        ? (
          "evtx.record.truncated",
          "the log ends within the record: \(stop - position) of \(record.length) bytes"
        )
        : nil)
    return stop
  }

  /// Where the damaged record at `position` ends: at `next`, where the next one begins, if its length stands before
  /// that; else where it says, but not behind that.
  private func stop(_ chunk: Span<UInt8>, _ record: RecordHeader, at position: Int, next: Int) -> Int {
    if chunk.uint32(at: next - 4).map({ Int($0) == next - position }) ?? false { return next }
    guard record.length >= RecordHeader.smallestRecord else { return next }
    return min(next, position + Int(record.length))
  }

  /// A record with BinXML within another one, whole or as long as the rest of that one: it would be hidden there.
  private func innerRecord(_ chunk: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard let inner = RecordHeader.next(chunk, from: range.lowerBound, end: range.upperBound),
      let record = RecordHeader(chunk, at: inner), RecordHeader.holdsBinXML(chunk, at: inner),
      record.isWhole(chunk, at: inner, end: range.upperBound)
        || Int(record.length) == range.upperBound - inner
    else { return nil }
    return inner
  }

  private mutating func compare(_ header: ChunkHeader) {
    if header.isEmpty, firstID == nil { return }
    guard header.firstRecordID != firstID || header.lastRecordID != lastID else { return }
    let found = firstID.flatMap { first in lastID.map { "\(first) to \($0)" } } ?? "none"
    problems.append(
      (
        "evtx.chunk.record-ids",
        "the chunk header says records \(header.firstRecordID) to \(header.lastRecordID), found \(found)"
      ))
  }

  // MARK: without

  private mutating func withoutHeader(_ chunk: Span<UInt8>) {
    carve(chunk, from: 0)
    let isZero = pieces.count == 1 && pieces[0].kind == .gap && chunk.isZero
    if !isZero {
      problems.append(
        (
          "evtx.chunk.signature",
          "neither file header nor chunk header stands here; records among the \(chunk.count) bytes are recovered by"
            + " their own signatures"
        ))
    }
  }

  /// Finds records by their signature: whole ones, and of others as much as is there.
  private mutating func carve(_ chunk: Span<UInt8>, from start: Int) {
    var position = start
    while position < chunk.count {
      let found = RecordHeader.next(chunk, from: position, end: chunk.count)
      add(position..<(found ?? chunk.count), .gap)
      guard let found, let record = RecordHeader(chunk, at: found) else { return }
      if record.isWhole(chunk, at: found, end: chunk.count) {
        position = found + Int(record.length)
        add(found..<position, .recovered)
        continue
      }
      let next = RecordHeader.next(chunk, from: found + 4, end: chunk.count) ?? chunk.count
      position = stop(chunk, record, at: found, next: next)
      add(found..<position, .recovered)
    }
  }
}
