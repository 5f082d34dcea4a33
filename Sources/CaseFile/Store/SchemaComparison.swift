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

  /// Compares the file's schema with the expected one, object by object, as text. Read before any table: a
  /// view may stand where a table stood, a trigger may alter what is written later, an index may leave rows
  /// out.
  static func differences(_ db: Database) throws -> [Difference] {
    var found: [(type: String, name: String, sql: String)] = []
    for row in try Row.fetchAll(db, sql: "SELECT type, name, sql FROM sqlite_schema ORDER BY rowid") {
      let cells = RowCells(row, table: "sqlite_schema")
      let name = try cells.text(1, "name")
      // SQLite's own: indexes of PRIMARY KEY and UNIQUE have no text of their own; ANALYZE leaves statistics.
      let isOwn = name.hasPrefix("sqlite_")
      if isOwn, cells.isNull(2) || name.hasPrefix("sqlite_stat") { continue }
      found.append((try cells.text(0, "type"), name, cells.isNull(2) ? "" : try cells.text(2, "sql")))
    }
    var differences: [Difference] = []
    for object in objects {
      let matches = found.filter { $0.name == object.name }
      guard let match = matches.first else {
        differences.append(
          Difference(
            name: object.name, reason: "\(object.name) is missing", expected: object.sql,
            isHarmless: isIndex(object.sql)))
        continue
      }
      if match.sql != object.sql || match.type != (isIndex(object.sql) ? "index" : "table")
        || matches.count > 1
      {
        differences.append(
          Difference(
            name: object.name, reason: "\(match.type) \(object.name) is not defined as it must be",
            expected: object.sql, found: match.sql))
      }
    }
    for object in found where !objects.contains(where: { $0.name == object.name }) {
      differences.append(
        Difference(
          name: object.name, reason: "\(object.type) \(object.name) does not belong in a case",
          found: object.sql))
    }
    return differences
  }
  private static func isIndex(_ sql: String) -> Bool {
    sql.hasPrefix("CREATE INDEX") || sql.hasPrefix("CREATE UNIQUE INDEX")
  }
}
