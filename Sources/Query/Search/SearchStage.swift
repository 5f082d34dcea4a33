/// The rows after a step of a search: one common table expression.
struct SearchStage {
  struct Column: Equatable {
    var name: String
    /// SQL's own order and arithmetic are right for it.
    var isNumeric: Bool
    var isTime = false

    var sql: String { SearchSQL.name(name) }
  }

  /// Name of the expression, such as `s2`.
  var name: String
  var columns: [Column]
  /// Columns that the answer shows, by name.
  var output: [String]
  /// `ORDER BY` terms: a total order as far as there is one.
  var order: [String]
  /// Rows are records: `record` and `time` are among the columns.
  var isRecords: Bool
  /// Column that says how many records a row stands for; nil: each row is one.
  var weight: String?

  /// An aggregate that counts records.
  var counting: String { weight.map { "sum(\($0))" } ?? "count(*)" }

  /// The same where there may be no row at all.
  var countingAll: String { weight.map { "coalesce(sum(\($0)), 0)" } ?? "count(*)" }

  func column(_ name: String) -> Column? {
    columns.first { EventColumns.key($0.name) == EventColumns.key(name) }
  }

  /// All columns, to be carried on.
  var list: String { columns.map(\.sql).joined(separator: ", ") }

  var orderBy: String { order.isEmpty ? "" : "ORDER BY " + order.joined(separator: ", ") }

  /// The same order from its end.
  var reversedOrderBy: String {
    if order.isEmpty { return "" }
    return "ORDER BY "
      + order.map { $0.hasSuffix(" DESC") ? String($0.dropLast(5)) : $0 + " DESC" }.joined(separator: ", ")
  }

  /// Time, then record number; records without time last.
  static let timeOrder = [EventColumns.timeKeyName, "record"]

  /// Terms that order by a column: numbers by size, then texts, then nothing.
  static func terms(_ column: Column, isDescending: Bool) -> [String] {
    let direction = isDescending ? " DESC" : ""
    let sql = column.sql
    if column.isNumeric || column.isTime { return ["\(sql) IS NULL", sql + direction] }
    return [
      "\(sql) IS NULL", "number_of(\(sql)) IS NULL", "number_of(\(sql))" + direction, sql + direction,
    ]
  }
}
