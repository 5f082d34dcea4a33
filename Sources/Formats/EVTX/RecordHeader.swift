import Evidence

/// The 24 bytes before a record's BinXML: signature (`**`, zero, zero), length, number and time (docs/evtx.md, "Record"). The length
/// stands once more in the record's last four bytes.
package struct RecordHeader: Sendable {
  static let byteCount = 24
  /// A header and the closing length: no record is shorter.
  static let smallestRecord = 28

  /// Of the whole record, header and closing length included, as it says.
  package var length: UInt32
  /// The log's own number of the record (`header_record_id`). `EventRecordID` inside the event may differ.
  package var id: UInt64
  /// When it was written: FILETIME. May be 0 in exported logs; the event's own time is TimeCreated.
  package var written: UInt64

  /// Nil where no signature stands at `offset`, or fewer than 24 bytes.
  package init?(_ bytes: Span<UInt8>, at offset: Int) {
    guard bytes.has(RecordHeader.byteCount, at: offset), bytes[offset] == 0x2A, bytes[offset + 1] == 0x2A,
      bytes[offset + 2] == 0, bytes[offset + 3] == 0, let length = bytes.uint32(at: offset + 4),
      let id = bytes.uint64(at: offset + 8), let written = bytes.uint64(at: offset + 16)
    else { return nil }
    self.length = length
    self.id = id
    self.written = written
  }

  /// Whether the record that begins at `offset` of `bytes` is whole: it ends before `end`, with its length.
  func isWhole(_ bytes: Span<UInt8>, at offset: Int, end: Int) -> Bool {
    guard length >= RecordHeader.smallestRecord, Int(length) <= end - offset else { return false }
    return bytes.uint32(at: offset + Int(length) - 4) == length
  }

  /// Whether BinXML begins behind the header: with a fragment header of version 1.1, as every record's does.
  static func holdsBinXML(_ bytes: Span<UInt8>, at offset: Int) -> Bool {
    bytes.byte(at: offset + 24) == 0x0F && bytes.byte(at: offset + 25) == 1
      && bytes.byte(at: offset + 26) == 1
  }

  /// The first signature at or after `start` and before `end` that a record can begin with: one that is whole,
  /// or is followed by BinXML. Nil where there is none.
  static func next(_ bytes: Span<UInt8>, from start: Int, end: Int) -> Int? {
    let part = bytes.extracting(0..<end)
    // By its first byte: a search for zeros as well would stop everywhere in UTF-16 and unused space.
    var i = part.firstIndex(of: 0x2A, from: min(start, end))
    while i < end {
      if let header = RecordHeader(part, at: i),
        header.isWhole(part, at: i, end: end) || holdsBinXML(part, at: i)
      {
        return i
      }
      i = part.firstIndex(of: 0x2A, from: i + 1)
    }
    return nil
  }
}
