/// A search as it was written: what records must be, then what is done with them.
struct SearchQuery: Sendable, Equatable {
  /// Nil: all records.
  var filter: SearchExpression?
  var pipes: [SearchPipe]
  /// The whole text.
  var text: String
  /// What the person who asks may have meant otherwise.
  var notes: [String] = []
}

/// Where something stands in the search's text, in bytes.
typealias SearchPlace = Range<Int>

/// What a record must be.
indirect enum SearchExpression: Sendable, Equatable {
  /// The record's text holds it.
  case text(TextTerm)
  /// A field has such a value.
  case field(FieldTerm)
  case and([SearchExpression])
  case or([SearchExpression])
  case not(SearchExpression)
}

/// A word or quoted phrase, to be found in a record's text.
struct TextTerm: Sendable, Equatable {
  /// As written, with its quotes, wildcards and escapes: what `text_match` reads.
  var source: String
  var place: SearchPlace
}

/// `field:value`.
struct FieldTerm: Sendable, Equatable {
  var field: FieldName
  var test: ValueTest
  /// The value as written: what `value_match` reads.
  var source: String
}

/// A field or column as the user spelled it.
struct FieldName: Sendable, Equatable {
  var name: String
  var place: SearchPlace
}

/// What stands behind `field:`.
indirect enum ValueTest: Sendable, Equatable {
  /// `*`: there is a value.
  case present
  /// A value with or without wildcards; case does not matter. An address is also compared as an address.
  case like(Wildcard)
  /// `=Value`: this value, and case matters.
  case exact([UInt8])
  /// `/…/`
  case regex(String)
  /// `>5`
  case compare(Comparison, [UInt8])
  /// `[1 TO 5]`, `{1 TO 5}`; nil is an open end.
  case range(low: [UInt8]?, includesLow: Bool, high: [UInt8]?, includesHigh: Bool)
  /// `10.0.0.0/8`
  case network(IPNetwork)
  /// `(a OR b)`
  case any([ValueTest])

  enum Comparison: String, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// Whether numbers are compared, so that values that are no numbers must be counted.
  var comparesNumbers: Bool {
    switch self {
    case .compare(_, let bound): DecimalNumber(bound) != nil
    case .range(let low, _, let high, _):
      [low, high].allSatisfy { $0 == nil || $0.flatMap { DecimalNumber($0) } != nil }
        && (low != nil || high != nil)
    case .any(let tests): tests.contains { $0.comparesNumbers }
    case .present, .like, .exact, .regex, .network: false
    }
  }
}
