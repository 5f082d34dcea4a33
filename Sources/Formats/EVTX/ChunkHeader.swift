import Evidence

/// The header of a chunk: 128 bytes, then 64 offsets of names and 32 of template definitions (docs/evtx.md,
/// "Chunk header"). The tables are hash buckets for whoever writes; a reader needs neither.
struct ChunkHeader {
  static let signature: StaticString = "ElfChnk\0"
  /// Bytes of a chunk.
  static let chunkBytes = 65_536
  /// Bytes of the header with both tables; the first record follows.
  static let byteCount = 512

  /// Position of the first and last record among the log's records, from 1. An empty chunk has 1 and 2^64-1.
  var firstRecordNumber: UInt64
  var lastRecordNumber: UInt64
  var firstRecordID: UInt64
  var lastRecordID: UInt64
  /// From the start of the chunk: where the last record begins, and where the next one would.
  var lastRecordOffset: UInt32
  var freeSpaceOffset: UInt32
  var recordsChecksum: UInt32
  var flags: UInt32
  var checksum: UInt32

  /// Nil where the bytes do not begin with the signature, or are fewer than 512.
  init?(_ chunk: Span<UInt8>) {
    guard chunk.count >= ChunkHeader.byteCount, chunk.starts(with: ChunkHeader.signature, at: 0),
      let firstNumber = chunk.uint64(at: 8), let lastNumber = chunk.uint64(at: 16),
      let firstID = chunk.uint64(at: 24), let lastID = chunk.uint64(at: 32),
      let lastOffset = chunk.uint32(at: 44), let free = chunk.uint32(at: 48),
      let recordsSum = chunk.uint32(at: 52), let flags = chunk.uint32(at: 120),
      let sum = chunk.uint32(at: 124)
    else { return nil }
    firstRecordNumber = firstNumber
    lastRecordNumber = lastNumber
    firstRecordID = firstID
    lastRecordID = lastID
    lastRecordOffset = lastOffset
    freeSpaceOffset = free
    recordsChecksum = recordsSum
    self.flags = flags
    checksum = sum
  }

  /// The chunk holds no record, by its own statement.
  var isEmpty: Bool { lastRecordNumber == .max }

  /// Where the records end, if the header can be believed.
  var recordsEnd: Int? {
    let end = Int(freeSpaceOffset)
    return end >= ChunkHeader.byteCount && end <= ChunkHeader.chunkBytes ? end : nil
  }

  /// CRC-32 of bytes 0 to 119 and 128 to 511.
  static func computedChecksum(_ chunk: Span<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(chunk.extracting(0..<120))
    crc.update(chunk.extracting(128..<ChunkHeader.byteCount))
    return crc.value
  }
}
