import Evidence
import Formats

/// SQL functions that translated searches call, beside `value_match` and `text_match`. One entry here and in
/// docs/search.md for each.
enum SearchFunctions {
  static var scalars: [ScalarFunction] { [numberOf, notNumber, excerpt] }
  static var aggregates: [AggregateFunction] { [valueList] }

  /// `number_of(value)`: the number that a text is: INTEGER where 64 bits hold it, else REAL; NULL where it is none.
  static var numberOf: ScalarFunction {
    ScalarFunction("number_of", 1...1, takesReals: true) { arguments in
      switch arguments[0] {
      case .integer, .real: return arguments[0]
      case .text(let bytes):
        guard let number = DecimalNumber(bytes) else { return .null }
        return number.integer.map { .integer($0) } ?? .real(number.double)
      case .null, .blob: return .null
      }
    }
  }

  /// `not_number(value)`: 1 where a value is no number, or one of several values is none.
  static var notNumber: ScalarFunction {
    ScalarFunction("not_number", 1...1) { arguments in
      guard case .text(let bytes) = arguments[0] else { return .integer(0) }
      if DecimalNumber(bytes) != nil { return .integer(0) }
      guard let values = JSONElements.values(bytes), !values.isEmpty else { return .integer(1) }
      return .integer(values.allSatisfy { DecimalNumber($0) != nil } ? 0 : 1)
    }
  }

  /// Bytes of text shown before and behind a match.
  private static let before = 40
  private static let behind = 80

  /// `text_excerpt(text, term)`: the first place where `text_match` finds the term, with what stands around it.
  static var excerpt: ScalarFunction {
    ScalarFunction("text_excerpt", 2...2) { arguments in
      let text = arguments[0].bytes
      guard let match = try TextMatcher(arguments[1].bytes).firstMatch(in: text.span) else { return .null }
      var start = max(0, match.lowerBound - before)
      var end = min(text.count, match.upperBound + behind)
      // Whole characters.
      while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
      while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
      var out: [UInt8] = start > 0 ? Array("…".utf8) : []
      out += text[start..<end]
      if end < text.count { out += Array("…".utf8) }
      return .text(out)
    }
  }

  /// `value_list(value)`: the distinct values of a group as a JSON array, ordered by their bytes; a value that is
  /// a JSON array itself, several values of one field, counts as its elements. NULL where there is none.
  static var valueList: AggregateFunction {
    AggregateFunction("value_list", 1...1, takesReals: false) { ValueListState() }
  }
}

private final class ValueListState: AggregateState {
  private var values: Set<[UInt8]> = []

  func step(_ arguments: [SQLValue]) {
    guard arguments[0] != .null else { return }
    let bytes = arguments[0].bytes
    if let elements = JSONElements.values(bytes) {
      values.formUnion(elements)
    } else {
      values.insert(bytes)
    }
  }

  func result() -> SQLValue {
    if values.isEmpty { return .null }
    let sorted = values.sorted { $0.lexicographicallyPrecedes($1) }
    return .text(FieldsJSON.array(sorted.map { (.string, $0) }))
  }
}
