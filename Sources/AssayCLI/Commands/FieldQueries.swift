import CaseFile
import Evidence
import Query

/// The SQL behind `fields`.
struct FieldQueries {
  let casePath: String
  /// Which part of the case is asked.
  var scope = CaseScope()

  static let list = #"SELECT name, "column", records, type, examples FROM fields ORDER BY name"#

  /// Fields with their columns, by name.
  private func columns() throws -> [(name: String, column: String)] {
    var columns: [(String, String)] = []
    let session = try QuerySession(try CaseStore.open(casePath), scope: scope)
    try session.run(#"SELECT name, "column" FROM fields WHERE "column" IS NOT NULL"#, onColumns: { _ in }) {
      row in
      if case .text(let name) = row[0], case .text(let column) = row[1] {
        columns.append((String(decoding: name, as: UTF8.self), String(decoding: column, as: UTF8.self)))
      }
      return true
    }
    return columns
  }

  /// The column of a field.
  ///
  /// - Throws: `field.missing` with the name that was perhaps meant.
  func column(of name: String) throws -> String {
    let columns = try columns()
    guard
      let column = columns.first(where: { $0.name == name })?.column
        ?? columns.first(where: { $0.name.lowercased() == name.lowercased() })?.column
        ?? (EventColumns(fields: []).index(of: name) == nil ? nil : name)
    else {
      let meant = Suggestion.nearest(to: name, in: columns.map { $0.name })
      throw AssayError(
        "field.missing", subject: casePath, reason: "no record has a field '\(name)'",
        hint: (meant.map { "did you mean '\($0)'? " } ?? "") + "assay fields \(casePath) lists the fields")
    }
    return column
  }

  /// The values of a field, most frequent first.
  ///
  /// - Throws: `field.missing`.
  func values(of name: String) throws -> String {
    let quoted = Self.quoted(try column(of: name))
    return """
      SELECT \(quoted) AS value, count(*) AS records, min(time) AS first, max(time) AS last
      FROM events WHERE \(quoted) IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1
      """
  }

  /// One row for each record and field where `splunk.NAME` differs from `NAME`.
  func differences() throws -> String {
    let columns = try columns()
    let pairs = columns.filter { $0.name.hasPrefix("splunk.") }
    let parts = pairs.compactMap { pair -> String? in
      let name = String(pair.name.dropFirst(7))
      guard let raw = columns.first(where: { $0.name == name })?.column else { return nil }
      let label = name.replacing("'", with: "''")
      return """
          SELECT record, locator, '\(label)' AS field, CAST(\(Self.quoted(raw)) AS TEXT) AS raw,
            CAST(\(Self.quoted(pair.column)) AS TEXT) AS export
          FROM events WHERE \(Self.quoted(pair.column)) IS NOT NULL
        """
    }
    let none = "SELECT 0 AS record, '' AS locator, '' AS field, '' AS raw, '' AS export WHERE 0"
    return parts.isEmpty ? none : parts.joined(separator: " UNION ALL ") + " ORDER BY 1, 3"
  }

  /// A name of SQL.
  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}
