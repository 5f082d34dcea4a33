package import GRDB

/// Column chunks of one row group as the case file holds them: read in one go, to be unpacked on any thread.
package struct PackedColumns: Sendable {
  fileprivate struct Chunk {
    var field: Int
    var values: Int
    var data: [UInt8]
  }

  private let row: GroupRow
  fileprivate let chunks: [Chunk]

  /// Reads the chunks of `fields` (catalogue ids); a field without a chunk is left out.
  ///
  /// - Throws: `case.damaged`, and what reading throws.
  package init(_ db: Database, _ row: GroupRow, fields: [Int]) throws {
    self.row = row
    let statement = try db.cachedStatement(
      sql: "SELECT data, value_count FROM column_chunk WHERE row_group_id = ? AND field_id = ?")
    chunks = try fields.compactMap { field in
      guard let found = try Row.fetchOne(statement, arguments: [row.id, field]) else { return nil }
      let values = try GroupStore.valueCount(found[1], row, field: field)
      return Chunk(field: field, values: values, data: found.blob(0))
    }
  }

  /// The chunks, by field.
  ///
  /// - Throws: `case.damaged`.
  package func unpacked(_ zstd: borrowing ZstdDecompressor) throws -> [(field: Int, chunk: ColumnChunk)] {
    var list: [(field: Int, chunk: ColumnChunk)] = []
    for chunk in chunks {
      list.append(
        (
          chunk.field,
          try GroupStore.unpack(chunk.data, values: chunk.values, row, field: chunk.field, zstd)
        ))
    }
    return list
  }
}

/// The layout of one row group as the case file holds it.
package struct PackedLayout: Sendable {
  fileprivate let row: GroupRow
  fileprivate let fields: [UInt8]
  fileprivate let layout: [UInt8]

  /// - Throws: `case.damaged` where the row is gone.
  package init(_ db: Database, _ row: GroupRow) throws {
    self.row = row
    let statement = try db.cachedStatement(
      sql: "SELECT fields, layout FROM row_group WHERE row_group_id = ?")
    guard let found = try Row.fetchOne(statement, arguments: [row.id]) else {
      throw GroupStore.gone(row)
    }
    fields = found.blob(0)
    layout = found.blob(1)
  }

  /// - Throws: `case.damaged`.
  package func unpacked(
    _ zstd: borrowing ZstdDecompressor
  ) throws -> (layout: GroupLayout, fieldIDs: [Int]) {
    try GroupStore.unpack(fields: fields, layout: layout, row, zstd)
  }
}
