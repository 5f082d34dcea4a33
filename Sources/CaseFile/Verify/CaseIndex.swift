import Evidence
import GRDB

/// The rows that say what lies where, read without indexes: an index may leave a row out.
struct CaseIndex {
  var sources: [SourceRow] = []
  /// In order of first leaf.
  var blocks: [BlockRow] = []
  /// In order of first leaf.
  var groups: [GroupRow] = []
  var fields: [FieldCatalog.Field] = []

  init() {}

  init(_ db: Database, _ log: inout FailureLog) {
    sources = Self.rows(db, "source", "source_id", SourceRow.columns, &log) { try SourceRow($0) }
    blocks = Self.rows(db, "block", "block_id", BlockRow.columns, &log) { try BlockRow($0) }
    blocks.sort { ($0.firstLeaf, $0.id) < ($1.firstLeaf, $1.id) }
    groups = Self.rows(db, "row_group", "row_group_id", GroupRow.columns, &log) { try GroupRow($0) }
    groups.sort { ($0.firstLeaf, $0.id) < ($1.firstLeaf, $1.id) }
    fields = Self.rows(db, "field", "field_id", FieldCatalog.Field.columns, &log) { try .init($0) }
    for (name, number) in [
      ("sources", sources.count), ("blocks", blocks.count), ("row_groups", groups.count),
      ("fields", fields.count),
    ] { log.count(name, number) }
  }

  func source(_ id: Int) -> SourceRow? { sources.first { $0.id == id } }

  /// Rows from the front, and, where a damaged page stops that, also from the back.
  private static func rows<T>(
    _ db: Database, _ table: String, _ key: String, _ columns: String, _ log: inout FailureLog,
    _ decode: (Row) throws -> T
  ) -> [T] {
    var rows: [T] = []
    var last: Int64?
    func read(_ order: String, from limit: Int64?, _ log: inout FailureLog) -> (any Error)? {
      do {
        let cursor = try Row.fetchCursor(
          db, sql: "SELECT \(columns) FROM \(table) NOT INDEXED ORDER BY \(table).\(key) \(order)")
        while let row = try cursor.next() {
          let id = Int64.fromDatabaseValue(row[0])
          if let limit, let id, id <= limit { return nil }
          if limit == nil { last = id ?? last }
          do { rows.append(try decode(row)) } catch {
            log.add(
              VerifyReport.Failure("structure.value", reason: StructureCheck.words(error)))
          }
        }
        return nil
      } catch { return error }
    }
    if let error = read("ASC", from: nil, &log) {
      _ = read("DESC", from: last ?? Int64.min, &log)
      log.add(
        VerifyReport.Failure(
          "structure.sqlite",
          reason:
            "table \(table) can be read in part only (\(rows.count) rows): \(StructureCheck.words(error))"))
    }
    return rows
  }
}
