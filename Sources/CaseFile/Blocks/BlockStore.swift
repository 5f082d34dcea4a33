package import Evidence
package import GRDB
package import Integrity

/// A row of `block`, without its bytes.
package struct BlockRow: Sendable {
  package var id: Int
  package var source: Int
  package var sourceOffset: UInt64
  package var length: Int
  package var firstLeaf: Int
  package var spanCount: Int
  /// Records and gaps of the source before this block.
  package var firstRecord: Int
  package var firstGap: Int
  package var codec: Int

  package static let columns =
    "block_id, source_id, source_offset, length, first_leaf, span_count, first_record, first_gap, codec"

  /// - Throws: `case.damaged` with the row and the column.
  package init(_ row: Row) throws(AssayError) {
    let cells = RowCells(row, table: "block")
    id = try cells.natural(0, "block_id")
    source = try cells.natural(1, "source_id")
    sourceOffset = UInt64(try cells.natural(2, "source_offset"))
    length = try cells.natural(3, "length")
    firstLeaf = try cells.natural(4, "first_leaf")
    spanCount = try cells.natural(5, "span_count")
    firstRecord = try cells.natural(6, "first_record")
    firstGap = try cells.natural(7, "first_gap")
    codec = try cells.natural(8, "codec")
    guard length <= BlockStore.maxBlockBytes else {
      throw cells.damaged("length", "is \(length), out of range (at most \(BlockStore.maxBlockBytes))")
    }
    guard spanCount <= length else {
      throw cells.damaged("span_count", "is \(spanCount) in \(length) bytes")
    }
  }

  package var leaves: Range<Int> { firstLeaf..<firstLeaf + spanCount }
}

/// Reads blocks. All sizes are bounded by the index entry, and that by `maxBlockBytes`.
package enum BlockStore {
  /// No block is longer: the largest record limit that can be set, and a little more.
  package static let maxBlockBytes = 1 << 30

  /// Rows in leaf order.
  package static func rows(
    _ db: Database, where condition: String = "1", _ arguments: StatementArguments = []
  ) throws -> [BlockRow] {
    try Row.fetchAll(
      db, sql: "SELECT \(BlockRow.columns) FROM block WHERE \(condition) ORDER BY first_leaf",
      arguments: arguments
    ).map { try BlockRow($0) }
  }

  package static func spanTable(_ db: Database, _ row: BlockRow, _ zstd: borrowing ZstdDecompressor) throws
    -> SpanTable
  {
    let bytes = try [UInt8].fetchBlob(db, sql: "SELECT spans FROM block WHERE block_id = ?", row.id)
    return try SpanTable(bytes, count: row.spanCount, length: row.length, subject: "block \(row.id)", zstd)
  }

  /// The stored frame and its recorded digest.
  package static func frame(_ db: Database, _ row: BlockRow) throws -> (bytes: [UInt8], sha256: [UInt8]) {
    let statement = try db.cachedStatement(sql: "SELECT frame, frame_sha256 FROM block WHERE block_id = ?")
    guard let found = try Row.fetchOne(statement, arguments: [row.id]) else {
      throw AssayError("case.damaged", subject: "block \(row.id)", reason: "the row is gone")
    }
    return (found.blob(0), found.blob(1))
  }

  /// The block's bytes as in the source.
  package static func bytes(
    of frame: [UInt8], _ row: BlockRow, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) -> [UInt8] {
    let subject = "block \(row.id)"
    switch row.codec {
    case 0:
      guard frame.count == row.length else {
        throw AssayError(
          "case.frame", subject: subject, reason: "\(frame.count) bytes stored, \(row.length) recorded")
      }
      return frame
    case 1: return try zstd.decompress(frame.span, length: row.length, subject: subject)
    default: throw AssayError("case.frame", subject: subject, reason: "codec \(row.codec) is unknown")
    }
  }

  package static func bytes(_ db: Database, _ row: BlockRow, _ zstd: borrowing ZstdDecompressor) throws
    -> [UInt8]
  {
    try bytes(of: frame(db, row).bytes, row, zstd)
  }

  /// Leaf hashes of a range of record numbers, made again from the bytes.
  package static func leaves(
    _ db: Database, _ range: Range<Int>, _ zstd: borrowing ZstdDecompressor
  ) throws -> [Digest256] {
    var leaves: [Digest256] = []
    let rows = try rows(
      db, where: "first_leaf < ? AND first_leaf + span_count > ?", [range.upperBound, range.lowerBound])
    for row in rows {
      let bytes = try bytes(db, row, zstd)
      let table = try spanTable(db, row, zstd)
      var start = 0
      for (index, span) in table.spans.enumerated() {
        if range.contains(row.firstLeaf + index) {
          leaves.append(leafHash(bytes.span.extracting(start..<start + span.length)))
        }
        start += span.length
      }
    }
    guard leaves.count == range.count else {
      throw AssayError(
        "case.damaged", subject: "block", reason: "\(leaves.count) of \(range.count) records are there")
    }
    return leaves
  }
}

extension Row {
  /// A BLOB column; empty where it holds something else.
  package func blob(_ index: Int) -> [UInt8] {
    (try? withUnsafeData(atIndex: index) { data in data.map { [UInt8]($0) } }) ?? []
  }
}

extension [UInt8] {
  package static func fetchBlob(_ db: Database, sql: String, _ id: Int) throws -> [UInt8] {
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id]) else {
      throw AssayError("case.damaged", subject: sql, reason: "row \(id) is gone")
    }
    return row.blob(0)
  }
}
