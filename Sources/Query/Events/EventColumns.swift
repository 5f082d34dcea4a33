package import CaseFile
package import Formats

/// The columns of `events` for one case (docs/sql.md).
package struct EventColumns {
  package enum Kind: Hashable, Sendable {
    case record, locator, sourceID, sourceName, format, raw, text, fields, time, timeNanoseconds
    case common(RecordFields.Common)
    case parsed, problem, spanOffset, spanLength
    /// Fields of the log that stand under one name.
    case field(ids: Set<Int>)
    /// One digest out of `Hashes` (`SHA256=…,MD5=…`).
    case hash(algorithm: String, ids: Set<Int>)
  }

  package struct Column: Sendable {
    package var name: String
    package var kind: Kind
    /// Declared INTEGER; otherwise TEXT (`raw`: BLOB).
    package var isInteger: Bool
    /// Reached by name, not listed by `SELECT *`.
    package var isHidden: Bool
  }

  /// SQLite's own bound on columns is 2000, and one is kept for the row id.
  package static let limit = 1990

  package private(set) var columns: [Column] = []
  /// Fields of the case that have no column because there are too many; `field(record, name)` reaches them.
  package private(set) var withoutColumn = 0
  private var indexes: [String: Int] = [:]

  /// Names of the log that *are* common fields of Windows events.
  private static let windowsCommon: Set<String> = ["Computer", "Channel", "Provider", "User"]

  package init(fields: [FieldCatalog.Field]) {
    addOwn(fields)
    var merged: [(name: String, key: String, ids: Set<Int>, integers: Bool, hidden: Bool)] = []
    var mergedIndex: [String: Int] = [:]
    for field in fields where !field.isCommon {
      let column = ColumnNames.column(for: field.name)
      var name = column
      var hidden = false
      if indexes[Self.key(column)] != nil {
        hidden = Self.windowsCommon.contains(column)
        name = "log." + column
      }
      let key = Self.key(name)
      if let index = mergedIndex[key] {
        merged[index].ids.insert(field.id)
        merged[index].integers = merged[index].integers && field.integersOnly
        merged[index].hidden = merged[index].hidden && hidden
      } else {
        mergedIndex[key] = merged.count
        merged.append((name, key, [field.id], field.integersOnly, hidden))
      }
    }
    for column in merged {
      guard columns.count < Self.limit else {
        withoutColumn += 1
        continue
      }
      add(
        Column(
          name: column.name, kind: .field(ids: column.ids), isInteger: column.integers,
          isHidden: column.hidden))
    }
    addAliases(fields)
    addHashes()
  }

  /// Position of a column by name, without regard to ASCII case.
  package func index(of name: String) -> Int? { indexes[Self.key(name)] }

  package static func key(_ name: String) -> String {
    String(decoding: name.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }

  private mutating func add(_ column: Column) {
    let key = Self.key(column.name)
    guard indexes[key] == nil, columns.count < Self.limit else { return }
    indexes[key] = columns.count
    columns.append(column)
  }

  private mutating func addOwn(_ fields: [FieldCatalog.Field]) {
    func own(_ name: String, _ kind: Kind, integer: Bool = false, hidden: Bool = false) {
      add(Column(name: name, kind: kind, isInteger: integer, isHidden: hidden))
    }
    own("record", .record, integer: true)
    own("locator", .locator)
    own("source_id", .sourceID, integer: true)
    own("source_name", .sourceName)
    own("format", .format)
    own("time", .time)
    own("time_ns", .timeNanoseconds, integer: true)
    for common in RecordFields.Common.allCases {
      let field = fields.first { $0.isCommon && $0.name == common.column }
      own(common.column, .common(common), integer: field?.integersOnly ?? false)
    }
    own("parsed", .parsed, integer: true)
    own("problem", .problem)
    own("span_offset", .spanOffset, integer: true)
    own("span_length", .spanLength, integer: true)
    own("raw", .raw)
    own("text", .text)
    own("fields", .fields)
  }

  /// The names that the log itself uses (`winlog.event_data.Image`) are further names of the column (`Image`).
  private mutating func addAliases(_ fields: [FieldCatalog.Field]) {
    for field in fields where !field.isCommon {
      let column = ColumnNames.column(for: field.name)
      guard column != field.name, indexes[Self.key(field.name)] == nil else { continue }
      let ids = Set(fields.filter { !$0.isCommon && Self.key($0.name) == Self.key(field.name) }.map(\.id))
      add(
        Column(name: field.name, kind: .field(ids: ids), isInteger: field.integersOnly, isHidden: true))
    }
  }

  private mutating func addHashes() {
    guard let index = index(of: "Hashes"), case .field(let ids) = columns[index].kind else { return }
    for algorithm in ["MD5", "SHA1", "SHA256", "IMPHASH"] {
      add(
        Column(
          name: "Hashes.\(algorithm)", kind: .hash(algorithm: algorithm, ids: ids), isInteger: false,
          isHidden: true))
    }
  }

  /// `CREATE TABLE` text for `sqlite3_declare_vtab`.
  package var declaration: String {
    let list = columns.map { column in
      let type = column.kind == .raw ? "BLOB" : column.isInteger ? "INTEGER" : "TEXT"
      let name = column.name.split(separator: "\"", omittingEmptySubsequences: false).joined(
        separator: "\"\"")
      return "\"\(name.filter { $0 != "\0" })\" \(type)\(column.isHidden ? " HIDDEN" : "")"
    }
    return "CREATE TABLE events(\(list.joined(separator: ", ")))"
  }
}
