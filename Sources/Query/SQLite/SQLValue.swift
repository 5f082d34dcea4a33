/// A value of a result: SQLite's five storage classes. Text is bytes, since logs hold text that is not UTF-8.
package enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text([UInt8])
  case blob([UInt8])

  /// Text from a string.
  package init(_ text: String) { self = .text(Array(text.utf8)) }

  /// An integer.
  package init(_ number: Int) { self = .integer(Int64(number)) }
}
