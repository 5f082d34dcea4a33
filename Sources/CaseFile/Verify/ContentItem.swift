import Evidence
import Formats
import GRDB
import Integrity

/// What one worker checks at a time: the blocks of a row group, or one block that no row group covers.
struct ContentItem: Sendable {
  var source: SourceRow?
  var limits: Limits
  var blocks: [StoredBlock]
  /// They cover the blocks exactly, or there is none.
  var groups: [StoredGroup]
}

/// A block as it lies in the file.
struct StoredBlock: Sendable {
  var row: BlockRow
  var frame: [UInt8] = []
  var sha256: [UInt8] = []
  var spans: [UInt8] = []
  /// Why nothing of it could be read.
  var unreadable: String?
}

/// A row group as it lies in the file.
struct StoredGroup: Sendable {
  var row: GroupRow
  var fields: [UInt8] = []
  var layout: [UInt8] = []
  var times: [UInt8] = []
  var problems: [UInt8] = []
  var contexts: [(firstSpan: Int, context: RecordContext)] = []
  var chunks: [StoredChunk] = []
  var unreadable: String?

  var isStale: Bool { row.extractor != Schema.extractorVersion }
}

/// A row of `column_chunk`.
struct StoredChunk: Sendable {
  var field: Int
  var records: Int
  var nulls: Int
  var values: Int
  var distinct: Int
  var integers: Int
  var low: DatabaseValue
  var high: DatabaseValue
  var data: [UInt8]

  static let columns = """
    field_id, record_count, null_count, value_count, distinct_count, integers, min, max, data
    """

  init(_ row: Row) throws(AssayError) {
    let cells = RowCells(row, table: "column_chunk")
    field = try cells.natural(0, "field_id")
    records = try cells.natural(1, "record_count")
    nulls = try cells.natural(2, "null_count")
    values = try cells.natural(3, "value_count")
    distinct = try cells.natural(4, "distinct_count")
    integers = try cells.natural(5, "integers")
    low = row[6]
    high = row[7]
    data = try cells.blob(8, "data")
  }
}

/// Reads items from the file. What cannot be read is marked, so that the rest is checked all the same.
struct ContentReader {
  let queue: DatabaseQueue
  let includesViews: Bool

  func read(_ blocks: ArraySlice<BlockRow>, _ groups: [GroupRow], _ source: SourceRow?, _ limits: Limits)
    -> ContentItem
  {
    var item = ContentItem(
      source: source, limits: limits, blocks: blocks.map { StoredBlock(row: $0) },
      groups: groups.map { StoredGroup(row: $0) })
    do {
      try queue.read { db in
        for i in item.blocks.indices { read(&item.blocks[i], db) }
        for i in item.groups.indices where includesViews { read(&item.groups[i], db) }
      }
    } catch {
      for i in item.blocks.indices where item.blocks[i].frame.isEmpty {
        item.blocks[i].unreadable = StructureCheck.words(error)
      }
    }
    return item
  }

  private func read(_ block: inout StoredBlock, _ db: Database) {
    do {
      let statement = try db.cachedStatement(
        sql: "SELECT block_id, frame, frame_sha256, spans FROM block NOT INDEXED WHERE block_id = ?")
      guard let row = try Row.fetchOne(statement, arguments: [block.row.id]) else {
        block.unreadable = "the row is gone"
        return
      }
      let cells = RowCells(row, table: "block")
      block.frame = try cells.blob(1, "frame")
      block.sha256 = try cells.blob(2, "frame_sha256")
      block.spans = try cells.blob(3, "spans")
    } catch {
      block.unreadable = StructureCheck.words(error)
    }
  }

  private func read(_ group: inout StoredGroup, _ db: Database) {
    do {
      let statement = try db.cachedStatement(
        sql: """
          SELECT row_group_id, fields, layout, times, problems, contexts FROM row_group NOT INDEXED
          WHERE row_group_id = ?
          """)
      guard let row = try Row.fetchOne(statement, arguments: [group.row.id]) else {
        group.unreadable = "the row is gone"
        return
      }
      let cells = RowCells(row, table: "row_group")
      group.fields = try cells.blob(1, "fields")
      group.layout = try cells.blob(2, "layout")
      group.times = try cells.blob(3, "times")
      group.problems = cells.isNull(4) ? [] : try cells.blob(4, "problems")
      group.contexts = try GroupStore.contexts(db, cells.text(5, "contexts"), of: group.row)
      let chunks = try db.cachedStatement(
        sql: "SELECT \(StoredChunk.columns) FROM column_chunk WHERE row_group_id = ? ORDER BY field_id")
      let cursor = try Row.fetchCursor(chunks, arguments: [group.row.id])
      while let row = try cursor.next() { group.chunks.append(try StoredChunk(row)) }
    } catch {
      group.unreadable = StructureCheck.words(error)
    }
  }
}
