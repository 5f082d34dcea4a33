import CaseFile
import Evidence
import Foundation
import GRDB
import Integrity

/// A block taken apart, to be changed and put together again as a careful forger would: frame, its digest and
/// the leaf prefixes all fit.
struct EditableBlock {
  var bytes: [UInt8]
  var spans: [SourceSpan]

  /// - Parameter keepsPrefixes: whether the leaf prefixes stay those of the true bytes.
  static func edit(
    _ casePath: String, _ block: Int, keepsPrefixes: Bool = true, _ body: (inout EditableBlock) throws -> Void
  ) throws {
    let zstd = try ZstdDecompressor()
    let compressor = try ZstdCompressor()
    let (row, bytes, table) = try Session.read(casePath) { db in
      let row = try require2(BlockStore.rows(db, where: "block_id = ?", [block]).first)
      return (row, try BlockStore.bytes(db, row, zstd), try BlockStore.spanTable(db, row, zstd))
    }
    var block = EditableBlock(bytes: bytes, spans: table.spans)
    try body(&block)
    var prefixes: [UInt8] = []
    var start = 0
    for span in block.spans {
      prefixes += leafHash(Array(block.bytes[start..<start + span.length])).bytes.prefix(4)
      start += span.length
    }
    let frame = try compressor.compress(block.bytes.span)
    let spans = try SpanTable.encode(
      block.spans[...], prefixes: keepsPrefixes ? table.prefixes : prefixes, compressor)
    try Session.tamper(casePath) { db in
      try db.execute(
        sql: """
          UPDATE block SET codec = 1, frame = ?, frame_sha256 = ?, spans = ?, length = ?, span_count = ?
          WHERE block_id = ?
          """,
        arguments: [
          Data(frame), Data(Digest256.of(frame).bytes), Data(spans), block.bytes.count, block.spans.count,
          row.id,
        ])
    }
  }

  /// Where span `index` stands.
  func range(_ index: Int) -> Range<Int> {
    let start = spans[..<index].reduce(0) { $0 + $1.length }
    return start..<start + spans[index].length
  }

  /// Flips a bit in the middle of a stored frame.
  static func flipFrame(_ casePath: String, _ block: Int) throws {
    try Session.tamper(casePath) { db in
      let row = try Row.fetchOne(db, sql: "SELECT frame FROM block WHERE block_id = ?", arguments: [block])
      var frame = row?.blob(0) ?? []
      frame[frame.count / 2] ^= 4
      try db.execute(
        sql: "UPDATE block SET frame = ? WHERE block_id = ?", arguments: [Data(frame), block])
    }
  }
}

/// The value, or an error: for places where `#require` does not fit.
func require2<T>(_ value: T?) throws -> T {
  guard let value else { throw AssayError("test", subject: "test", reason: "nothing there") }
  return value
}
