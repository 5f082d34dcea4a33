import ArgumentParser
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

  /// The values of a field.
  ///
  /// - Throws: `field.missing`.
  func values(of name: String, order: ValueOrder) throws -> String {
    let quoted = Self.quoted(try column(of: name))
    return """
      SELECT \(quoted) AS value, count(*) AS records, min(time) AS first, max(time) AS last,
        value_type(\(quoted)) AS type
      FROM events WHERE \(quoted) IS NOT NULL GROUP BY 1 ORDER BY \(order.sql)
      """
  }

  /// How many records have no value of a field, and what the values of the others look like, most frequent first.
  func types(of name: String) throws -> (absent: Int, types: [(type: String, records: Int)]) {
    let quoted = Self.quoted(try column(of: name))
    let session = try QuerySession(try CaseStore.open(casePath), scope: scope) { Interruption.isRequested }
    var absent = 0
    var types: [(type: String, records: Int)] = []
    try session.run(
      "SELECT value_type(\(quoted)), count(*) FROM events GROUP BY 1 ORDER BY 2 DESC, 1", onColumns: { _ in }
    ) { row in
      guard case .integer(let count) = row[1] else { return true }
      if case .text(let type) = row[0] {
        types.append((String(decoding: type, as: UTF8.self), Int(count)))
      } else {
        absent = Int(count)
      }
      return true
    }
    return (absent, types)
  }

  /// One row for each record and field where `splunk.NAME` differs from `NAME`.
  func differences() throws -> String {
    try differing() + " SELECT record, locator, field, raw, export FROM d ORDER BY record, field"
  }

  /// The same, one row a field: how often, in which way, and the first place.
  func differingFields() throws -> String {
    try differing() + """
       SELECT field, count(*) AS records, sum(raw IS NULL) AS raw_absent, sum(export = '') AS export_empty,
        sum(raw IS NOT NULL AND export <> '' AND length(export) < length(raw)
          AND substr(raw, 1, length(export)) = export) AS export_cut,
        min(record) AS record, locator, raw, export
      FROM d GROUP BY field ORDER BY records DESC, field
      """
  }

  /// `WITH d`: a row for each record and field that differs.
  private func differing() throws -> String {
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
    // SQLite takes 500 SELECTs in a row: more are put together in parts.
    let chunks = stride(from: 0, to: parts.count, by: Self.mostTogether).map { start in
      "SELECT * FROM ("
        + parts[start..<min(start + Self.mostTogether, parts.count)].joined(separator: "\nUNION ALL ")
        + ")"
    }
    return "WITH d AS (\(chunks.isEmpty ? none : chunks.joined(separator: "\nUNION ALL ")))"
  }

  private static let mostTogether = 200

  /// A name of SQL.
  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}

/// Order of a field's values.
enum ValueOrder: String, CaseIterable, ExpressibleByArgument {
  /// Most frequent first.
  case count
  /// Rarest first.
  case rare
  case value
  /// First seen first.
  case first
  /// Last seen last.
  case last

  /// Total: a value comes once.
  var sql: String {
    switch self {
    case .count: "records DESC, value"
    case .rare: "records, value"
    case .value: "value"
    case .first: "first IS NULL, first, value"
    case .last: "last IS NULL, last, value"
    }
  }
}
