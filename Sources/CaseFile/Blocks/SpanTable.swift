package import Evidence

/// The `spans` of a block: how its bytes divide, and four bytes of each leaf hash, so that damage is told to
/// the record.
///
/// Layout: packed (see `PackedBytes`) varint pairs (`length << 1 | kind`, `length - properLength`), then
/// 4 bytes a span.
package struct SpanTable: Sendable {
  package var spans: [SourceSpan] = []
  /// First four bytes of each leaf hash, one after the other.
  package var prefixes: [UInt8] = []

  package static func encode(
    _ spans: ArraySlice<SourceSpan>, prefixes: [UInt8], _ zstd: borrowing ZstdCompressor
  ) throws(AssayError) -> [UInt8] {
    var lengths = ByteWriter()
    for span in spans {
      lengths.varint(span.length << 1 | Int(span.kind.rawValue))
      lengths.varint(span.length - span.properLength)
    }
    let packed = try PackedBytes.pack(lengths.bytes, zstd)
    var out = ByteWriter()
    out.varint(packed.count)
    out.raw(packed)
    out.raw(prefixes)
    return out.bytes
  }

  /// - Throws: `case.damaged` unless there are `count` spans that tile `length` bytes.
  package init(
    _ bytes: [UInt8], count: Int, length: Int, subject: String, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) {
    var cursor = ByteCursor(bytes, subject: subject)
    let packed = Array(try cursor.take(cursor.count(upTo: cursor.remaining)))
    guard count <= cursor.remaining / 4, cursor.remaining == count * 4 else {
      throw cursor.damaged("\(cursor.remaining) bytes of leaf prefixes for \(count) spans")
    }
    prefixes = Array(try cursor.take(count * 4))
    // A pair of varints takes at most 20 bytes.
    var lengths = ByteCursor(
      try PackedBytes.unpack(packed, limit: count * 20, subject: subject, zstd), subject: subject)
    spans.reserveCapacity(count)
    var total = 0
    for _ in 0..<count {
      let value = try lengths.count(upTo: Int(Int32.max) << 1)
      let trailing = try lengths.count(upTo: value >> 1)
      let kind: SourceSpan.Kind = value & 1 == 0 ? .record : .gap
      spans.append(SourceSpan(kind: kind, length: value >> 1, properLength: (value >> 1) - trailing))
      total += value >> 1
      guard value >> 1 > 0, total <= length else { throw lengths.damaged("spans do not tile the block") }
    }
    guard total == length, lengths.remaining == 0 else {
      throw lengths.damaged("spans cover \(total) of \(length) bytes")
    }
  }
}
