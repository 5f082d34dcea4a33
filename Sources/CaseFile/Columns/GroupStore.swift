package import Evidence
package import Formats
import Foundation
package import GRDB

/// A row of `row_group`, without its blobs.
package struct GroupRow: Sendable {
  package var id: Int
  package var source: Int
  package var firstLeaf: Int
  package var spanCount: Int
  package var firstRecord: Int
  package var recordCount: Int
  package var unparsedCount: Int
  package var extractor: Int
  package var minTime: Int64?
  package var maxTime: Int64?
  /// Spans and records as stored: more than `spanCount` and `recordCount` where the case is looked at as it was
  /// when the group's last spans were not there yet.
  private(set) var storedSpanCount: Int
  private(set) var storedRecordCount: Int

  /// Whether only the first spans of the stored group are looked at.
  package var isCut: Bool { spanCount < storedSpanCount }

  package static let columns = """
    row_group_id, source_id, first_leaf, span_count, first_record, record_count, unparsed_count, extractor, \
    min_time_ns, max_time_ns
    """

  /// - Throws: `case.damaged` with the row and the column.
  package init(_ row: Row) throws(AssayError) {
    let cells = RowCells(row, table: "row_group")
    id = try cells.natural(0, "row_group_id")
    source = try cells.natural(1, "source_id")
    firstLeaf = try cells.natural(2, "first_leaf")
    spanCount = try cells.natural(3, "span_count")
    firstRecord = try cells.natural(4, "first_record")
    recordCount = try cells.natural(5, "record_count")
    unparsedCount = try cells.natural(6, "unparsed_count")
    extractor = try cells.natural(7, "extractor")
    minTime = try cells.isNull(8) ? nil : cells.integer(8, "min_time_ns")
    maxTime = try cells.isNull(9) ? nil : cells.integer(9, "max_time_ns")
    storedSpanCount = spanCount
    storedRecordCount = recordCount
    guard spanCount <= GroupStore.maxSpans, recordCount <= spanCount, unparsedCount <= recordCount else {
      throw cells.damaged(
        "record_count", "is \(recordCount) of \(spanCount) spans, \(unparsedCount) of them not parsed")
    }
  }
}

/// Writes and reads row groups and their column chunks.
package enum GroupStore {
  package static let maxSpans = 1 << 24
  /// Most bytes of an unpacked chunk, layout or time list.
  package static let maxPayload = 1 << 28

  package static func rows(
    _ db: Database, where condition: String = "1", _ arguments: StatementArguments = []
  ) throws -> [GroupRow] {
    try Row.fetchAll(
      db, sql: "SELECT \(GroupRow.columns) FROM row_group WHERE \(condition) ORDER BY first_leaf",
      arguments: arguments
    ).map { try GroupRow($0) }
  }

  /// Inserts a row group; `fieldIDs` are those of its columns, in order (0: not catalogued, left out).
  package static func insert(
    _ db: Database, id: Int, source: Int, firstLeaf: Int, firstRecord: Int, group: EncodedGroup,
    fieldIDs: [Int],
    contexts: [(firstSpan: Int, id: Int)], problems: [StoredProblem], zstd: borrowing ZstdCompressor
  ) throws {
    var fields = ByteWriter()
    fields.varint(fieldIDs.count)
    for field in fieldIDs { fields.varint(field) }
    // Without an order of the keys the same import would give other bytes each time.
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let problemBlob = problems.isEmpty ? nil : try PackedBytes.pack([UInt8](encoder.encode(problems)), zstd)
    try db.cachedStatement(
      sql: "INSERT INTO row_group VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ).execute(arguments: [
      id, source, firstLeaf, group.spans, firstRecord, group.records, group.unparsed, Schema.extractorVersion,
      group.timeBounds?.low, group.timeBounds?.high, Data(fields.bytes), Data(group.layout),
      Data(group.times),
      "[" + contexts.map { "[\($0.firstSpan),\($0.id)]" }.joined(separator: ",") + "]",
      problemBlob.map { Data($0) },
    ])
    let statement = try db.cachedStatement(
      sql: "INSERT INTO column_chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for (column, field) in zip(group.columns, fieldIDs) where field > 0 && column.chunk.values > 0 {
      var low: DatabaseValue = .null
      var high: DatabaseValue = .null
      switch column.chunk.bounds {
      case .none: break
      case .integers(let a, let b):
        low = a.databaseValue
        high = b.databaseValue
      case .bytes(let a, let b):
        low = Data(a).databaseValue
        high = Data(b).databaseValue
      }
      try statement.execute(arguments: [
        id, field, column.records, column.nulls, column.chunk.values, column.chunk.distinct,
        column.chunk.integers ? 1 : 0, low, high, Data(column.chunk.payload),
      ])
    }
  }

  /// The first `spans` spans of a group, as a group.
  ///
  /// - Throws: `case.damaged`.
  static func cut(
    _ db: Database, _ row: GroupRow, spans: Int, _ zstd: borrowing ZstdDecompressor
  ) throws -> GroupRow {
    let whole = try layout(db, row, zstd).layout
    var cut = row
    cut.spanCount = spans
    cut.recordCount = spans - whole.gapSpans.prefix { $0 < spans }.count
    cut.unparsedCount = whole.unparsed.prefix { $0 < cut.recordCount }.count
    let bounds = try times(db, cut, zstd).bounds
    cut.minTime = bounds?.0
    cut.maxTime = bounds?.1
    return cut
  }

  /// The group's layout: which record has which fields.
  package static func layout(
    _ db: Database, _ row: GroupRow, _ zstd: borrowing ZstdDecompressor
  ) throws -> (layout: GroupLayout, fieldIDs: [Int]) {
    try PackedLayout(db, row).unpacked(zstd)
  }

  static func gone(_ row: GroupRow) -> AssayError {
    AssayError("case.damaged", subject: "row group \(row.id)", reason: "the row is gone")
  }

  /// Unpacks the columns `fields` and `layout` of a row group.
  static func unpack(
    fields: [UInt8], layout packed: [UInt8], _ row: GroupRow, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) -> (layout: GroupLayout, fieldIDs: [Int]) {
    let subject = "row group \(row.id)"
    var cursor = ByteCursor(fields, subject: subject)
    var fieldIDs: [Int] = []
    for _ in 0..<(try cursor.count(upTo: cursor.remaining)) {
      fieldIDs.append(try cursor.count(upTo: 1 << 30))
    }
    let bytes = try PackedBytes.unpack(packed, limit: maxPayload, subject: subject, zstd)
    let layout = try GroupLayout(
      bytes, subject: subject, columns: fieldIDs.count, spans: row.storedSpanCount,
      records: row.storedRecordCount)
    return (row.isCut ? layout.prefix(spans: row.spanCount, records: row.recordCount) : layout, fieldIDs)
  }

  package static func times(_ db: Database, _ row: GroupRow, _ zstd: borrowing ZstdDecompressor) throws
    -> GroupTimes
  {
    let subject = "row group \(row.id)"
    let blob = try [UInt8].fetchBlob(db, sql: "SELECT times FROM row_group WHERE row_group_id = ?", row.id)
    let times = try GroupTimes(
      PackedBytes.unpack(blob, limit: maxPayload, subject: subject, zstd), subject: subject,
      records: row.storedRecordCount)
    return row.isCut ? times.prefix(records: row.recordCount) : times
  }

  /// Problems of the group, by span index.
  package static func problems(
    _ db: Database, _ row: GroupRow, _ zstd: borrowing ZstdDecompressor
  ) throws -> [StoredProblem] {
    let blob = try [UInt8].fetchBlob(db, sql: "SELECT problems FROM row_group WHERE row_group_id = ?", row.id)
    let problems = try problems(blob, group: row.id, zstd)
    return row.isCut ? problems.filter { $0.s < row.spanCount } : problems
  }

  /// The problems that `blob`, the column of a row group, holds; none in an empty one.
  static func problems(
    _ blob: [UInt8], group: Int, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) -> [StoredProblem] {
    if blob.isEmpty { return [] }
    let subject = "row group \(group)"
    let bytes = try PackedBytes.unpack(blob, limit: maxPayload, subject: subject, zstd)
    guard let problems = try? JSONDecoder().decode([StoredProblem].self, from: Data(bytes)),
      problems.allSatisfy({ (0...maxSpans).contains($0.s) })
    else { throw AssayError("case.damaged", subject: subject, reason: "its problems cannot be read") }
    return problems
  }

  /// The payload of a column chunk; nil where the group has none for the field.
  package static func column(
    _ db: Database, _ row: GroupRow, field: Int, _ zstd: borrowing ZstdDecompressor
  ) throws -> ColumnChunk? {
    try PackedColumns(db, row, fields: [field]).unpacked(zstd).first?.chunk
  }

  static func valueCount(_ value: DatabaseValue, _ row: GroupRow, field: Int) throws(AssayError) -> Int {
    guard let values = Int.fromDatabaseValue(value), (0...maxPayload).contains(values) else {
      throw AssayError(
        "case.damaged", subject: "row group \(row.id), field \(field)", reason: "its count is out of range")
    }
    return values
  }

  /// Unpacks the column `data` of a chunk of `values` values.
  static func unpack(
    _ data: [UInt8], values: Int, _ row: GroupRow, field: Int, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) -> ColumnChunk {
    let subject = "row group \(row.id), field \(field)"
    let payload = try PackedBytes.unpack(data, limit: maxPayload, subject: subject, zstd)
    let chunk = try ColumnChunk(payload, subject: subject, maxValues: values)
    guard chunk.count == values else {
      throw AssayError("case.damaged", subject: subject, reason: "\(chunk.count) values, \(values) recorded")
    }
    return chunk
  }

  /// The contexts that the group's extraction needs.
  package static func contexts(_ db: Database, _ row: GroupRow) throws -> [(
    firstSpan: Int, context: RecordContext
  )] {
    guard
      let found = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT row_group_id, contexts FROM row_group WHERE row_group_id = ?"),
        arguments: [row.id])
    else { throw AssayError("case.damaged", subject: "row group \(row.id)", reason: "the row is gone") }
    return try contexts(db, try RowCells(found, table: "row_group").text(1, "contexts"), of: row)
  }

  /// The contexts that `text`, the column of a row group, names.
  package static func contexts(_ db: Database, _ text: String, of row: GroupRow) throws -> [(
    firstSpan: Int, context: RecordContext
  )] {
    let subject = "row group \(row.id)"
    var contexts: [(firstSpan: Int, context: RecordContext)] = []
    let statement = try db.cachedStatement(
      sql: "SELECT context_id, data, source_id FROM context WHERE context_id = ?")
    for (firstSpan, id) in try contextIDs(text, group: row.id) {
      guard let found = try Row.fetchOne(statement, arguments: [id]) else {
        throw AssayError("case.damaged", subject: subject, reason: "context \(id) is missing")
      }
      let cells = RowCells(found, table: "context")
      let data = try cells.text(1, "data")
      guard try cells.natural(2, "source_id") == row.source else {
        throw AssayError("case.damaged", subject: subject, reason: "context \(id) is that of another source")
      }
      guard let context = try? JSONDecoder().decode(RecordContext.self, from: Data(data.utf8)) else {
        throw AssayError("case.damaged", subject: subject, reason: "context \(id) cannot be read")
      }
      contexts.append((firstSpan, context))
    }
    return contexts
  }

  /// From which span on which row of `context` holds: the column `contexts` of a row group.
  static func contextIDs(_ text: String, group: Int) throws(AssayError) -> [(firstSpan: Int, id: Int)] {
    guard let pairs = try? JSONDecoder().decode([[Int]].self, from: Data(text.utf8)),
      pairs.allSatisfy({ $0.count == 2 && (0...maxSpans).contains($0[0]) })
    else {
      throw AssayError(
        "case.damaged", subject: "row group \(group)", reason: "its contexts cannot be read")
    }
    return pairs.map { ($0[0], $0[1]) }
  }
}
