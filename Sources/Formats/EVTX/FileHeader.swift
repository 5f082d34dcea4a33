import Evidence

/// The file header: the first 4096 bytes of a log, of which 128 are used (docs/evtx.md, "File header").
struct FileHeader {
  /// Bytes of the block that the header stands in; the first chunk follows.
  static let blockBytes = 4096
  static let signature: StaticString = "ElfFile\0"

  /// Number of the oldest chunk and of the one written last.
  var firstChunk: UInt64
  var lastChunk: UInt64
  var nextRecordID: UInt64
  var blockByteCount: UInt16
  var chunkCount: UInt16
  var flags: UInt32
  var checksum: UInt32
  var computedChecksum: UInt32

  /// The log was not closed: the header is as old as the last time it was.
  var isDirty: Bool { flags & 1 != 0 }
  /// The writer kept no checksums.
  var hasNoChecksums: Bool { flags & 4 != 0 }

  /// Nil where the bytes do not begin with the signature, or are fewer than the header's 128.
  init?(_ bytes: Span<UInt8>) {
    guard bytes.starts(with: FileHeader.signature, at: 0), let first = bytes.uint64(at: 8),
      let last = bytes.uint64(at: 16), let next = bytes.uint64(at: 24), let block = bytes.uint16(at: 40),
      let chunks = bytes.uint16(at: 42), let flags = bytes.uint32(at: 120), let sum = bytes.uint32(at: 124)
    else { return nil }
    firstChunk = first
    lastChunk = last
    nextRecordID = next
    blockByteCount = block
    chunkCount = chunks
    self.flags = flags
    checksum = sum
    var crc = CRC32()
    crc.update(bytes.extracting(0..<120))
    computedChecksum = crc.value
  }

  /// What is wrong with it, for the gap that it is.
  var problems: [(code: String, reason: String)] {
    var found: [(code: String, reason: String)] = []
    if checksum != computedChecksum, !hasNoChecksums {
      found.append(
        (
          "evtx.header.checksum",
          "the file header says its checksum is \(hexText(checksum)), its bytes give \(hexText(computedChecksum))"
        ))
    }
    if Int(blockByteCount) != FileHeader.blockBytes {
      found.append(
        (
          "evtx.header.block-size",
          "the file header says that it takes \(blockByteCount) bytes; chunks are found by their signature"
        ))
    }
    return found
  }
}

/// `0x1f2e` as problems write numbers of the format.
func hexText(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
  "0x" + String(value, radix: 16)
}
