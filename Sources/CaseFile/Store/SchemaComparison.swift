import GRDB

extension Schema {
  /// An object of the file that is not as it must be.
  struct Difference: Sendable {
    var name: String
    var reason: String
    var expected: String?
    var found: String?
    /// An index that is not there costs time, and nothing else.
    var isHarmless = false
  }

  /// Compares the file's schema with the one of its format, object by object, as text. Read before any table: a
  /// view may stand where a table stood, a trigger may alter what is written later, an index may leave rows
  /// out.
  static func differences(_ db: Database) throws -> [Difference] {
    var found: [SchemaRow] = []
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid"
    for row in try Row.fetchAll(db, sql: sql) {
      let cells = RowCells(row, table: "sqlite_schema")
      found.append(
        SchemaRow(
          type: try cells.text(0, "type"), name: try cells.text(1, "name"),
          table: try cells.text(2, "tbl_name"),
          sql: cells.isNull(3) ? nil : try cells.text(3, "sql")))
    }
    let expected =
      objects(of: try version(db)).map { SchemaRow($0.name, $0.sql) } + automaticIndexes
    var differences: [Difference] = []
    for object in expected {
      let matches = found.filter { $0.name == object.name }
      guard let match = matches.first else {
        differences.append(
          Difference(
            name: object.name, reason: "\(object.name) is missing", expected: object.sql,
            isHarmless: object.type == "index" && object.sql != nil))
        continue
      }
      if match != object || matches.count > 1 {
        differences.append(
          Difference(
            name: object.name, reason: "\(match.type) \(object.name) is not defined as it must be",
            expected: object.sql, found: match.sql))
      }
    }
    let names = Set(expected.map(\.name))
    for object in found where !names.contains(object.name) && !statistics.contains(object) {
      differences.append(
        Difference(
          name: object.name, reason: "\(object.type) \(object.name) does not belong in a case",
          found: object.sql))
    }
    return differences
  }

  /// What SQLite makes by itself for PRIMARY KEY and UNIQUE: such an index has no text.
  private static let automaticIndexes = ["field", "column_chunk"].map {
    SchemaRow(type: "index", name: "sqlite_autoindex_\($0)_1", table: $0, sql: nil)
  }

  /// What ANALYZE leaves: numbers for choosing a plan.
  private static let statistics = [
    SchemaRow("sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
    SchemaRow("sqlite_stat4", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"),
  ]
}

/// A row of `sqlite_schema`.
private struct SchemaRow: Equatable {
  var type: String
  var name: String
  var table: String
  var sql: String?
}

extension SchemaRow {
  /// As SQLite writes it for a statement that makes a table or an index.
  init(_ name: String, _ sql: String) {
    let isIndex = sql.hasPrefix("CREATE INDEX") || sql.hasPrefix("CREATE UNIQUE INDEX")
    // `CREATE INDEX name ON table (…)`
    let words = sql.split(separator: " ")
    let table = words.firstIndex(of: "ON").map { String(words[$0 + 1]) }
    self.init(type: isIndex ? "index" : "table", name: name, table: isIndex ? table ?? name : name, sql: sql)
  }
}
