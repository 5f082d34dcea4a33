package import Integrity
package import Query

/// What one column of one row holds: a value of SQLite's types, or, in the commands' own lists, something that
/// only JSON has (a list, true and false).
package enum Cell: Sendable {
  case sql(SQLValue)
  case json(JSONValue)

  /// NULL.
  package static var null: Cell { .sql(.null) }

  /// A number; NULL if nil.
  package static func integer(_ value: Int?) -> Cell { .sql(value.map { .integer(Int64($0)) } ?? .null) }

  /// A text; NULL if nil.
  package static func text(_ value: String?) -> Cell { .sql(value.map { .text(Array($0.utf8)) } ?? .null) }

  /// True or false.
  package static func flag(_ value: Bool) -> Cell { .json(.bool(value)) }

  /// A list of texts.
  package static func list(_ values: [String]) -> Cell { .json(.array(values.map { .string($0) })) }
}
