import CaseFile
import Evidence
import GRDB

/// What a field's name means in a case.
struct SearchFields {
  /// A field as a piece of SQL over `events`.
  struct Reference: Equatable {
    /// Name of the column, or of the field that has none.
    var name: String
    /// Expression over `events`.
    var sql: String
    var isInteger: Bool
    /// Whether a record can have several values, so that the column shows a JSON array.
    var maybeSeveral: Bool
    var isTime: Bool
  }

  let columns: EventColumns
  private let reader: CaseReader

  init(_ reader: CaseReader) {
    self.reader = reader
    columns = EventColumns(fields: reader.fields)
  }

  /// The field of that name, without regard to case; nil if no record has it.
  func reference(_ name: String) throws -> Reference? {
    if let index = columns.index(of: name) {
      let column = columns.columns[index]
      var isSeveral = false
      if case .field(let ids) = column.kind { isSeveral = try maybeSeveral(ids) }
      return Reference(
        name: column.name, sql: SearchSQL.name(column.name), isInteger: column.isInteger,
        maybeSeveral: isSeveral, isTime: column.kind == .time)
    }
    let named = reader.fields.filter { !$0.isCommon && EventColumns.key($0.name) == EventColumns.key(name) }
    guard let field = named.first(where: { $0.name == name }) ?? named.first else { return nil }
    return Reference(
      name: field.name, sql: "field(record, \(SearchSQL.text(field.name)))", isInteger: false,
      maybeSeveral: true, isTime: false)
  }

  /// Spellings of a field that share one column.
  func spellings(_ name: String) -> [String] {
    let key = EventColumns.key(name)
    // A common field is one value, whatever the log's fields of that name are called.
    if let index = columns.index(of: name) {
      guard case .field = columns.columns[index].kind else { return [] }
    }
    return reader.fields.filter { !$0.isCommon && EventColumns.key($0.name) == key }.map(\.name)
  }

  /// Whether two columns hold the same thing, so that showing one is enough.
  func isCommonField(_ name: String) -> Bool {
    guard let index = columns.index(of: name) else { return false }
    if case .common = columns.columns[index].kind { return true }
    return ["eventid", "eventrecordid", "time", "locator", "record", "text"].contains(
      EventColumns.key(columns.columns[index].name))
  }

  /// Whether records can be counted together that agree in the field.
  func isShared(_ name: String) -> Bool {
    columns.index(of: name).map { columns.columns[$0].kind.isShared } ?? false
  }

  /// The nearest name that there is.
  func nearest(to name: String) -> String? {
    Suggestion.nearest(to: name, in: columns.columns.map(\.name))
  }

  /// False only if no record of the case has more than one value under these fields.
  private func maybeSeveral(_ ids: Set<Int>) throws -> Bool {
    let list = ids.sorted().map(String.init).joined(separator: ",")
    return try reader.read { db, _ in
      // A JSON null is counted as a record and is no value, and could hide a second value elsewhere.
      try Row.fetchOne(
        db,
        sql: """
          SELECT 1 FROM column_chunk WHERE field_id IN (\(list)) GROUP BY row_group_id
          HAVING count(*) > 1 OR max(value_count + null_count) > max(record_count) LIMIT 1
          """) != nil
    }
  }
}

/// Pieces of SQL text.
enum SearchSQL {
  /// A quoted name. The declaration of `events` leaves NUL out.
  static func name(_ name: String) -> String {
    "\"" + String(decoding: name.utf8.filter { $0 != 0 }, as: UTF8.self).replacing("\"", with: "\"\"") + "\""
  }

  /// A text literal.
  static func text(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
