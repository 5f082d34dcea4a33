import CaseFile

/// A constraint that SQLite hands over. SQLite checks each row again: a constraint here only saves work.
struct EventConstraint: Sendable {
  enum Operator: UInt8, Sendable {
    case equal = 61  // "="
    case greater = 62  // ">"
    case greaterOrEqual = 71  // "G"
    case less = 60  // "<"
    case lessOrEqual = 76  // "L"
    /// `IN (…)`.
    case isOneOf = 105  // "i"
    /// `value_match(column, value)`.
    case passes = 70  // "F"
    case like = 126  // "~"
    case glob = 42  // "*"
    case isNull = 110  // "n"
    /// `text_match(text, value)`.
    case holdsText = 84  // "T"

    /// Whether it is asked of distinct values only.
    var needsDictionary: Bool { self == .passes || self == .like || self == .glob || self == .isNull }
    /// Whether few records pass, as a rule.
    var isNarrow: Bool { needsDictionary || self == .equal || self == .isOneOf }
  }

  var column: Int
  var operation: Operator
  var value: SQLValue
  /// Of `isOneOf`.
  var list: [SQLValue] = []

  /// The values of which one must be equal; nil where the comparison is another one.
  var alternatives: [SQLValue]? {
    switch operation {
    case .equal: [value]
    case .isOneOf: list
    default: nil
    }
  }
}

extension [SQLValue] {
  /// The values as numbers; nil where one is neither an integer nor NULL, which is equal to nothing.
  var integers: [Int]? {
    var numbers: [Int] = []
    for value in self {
      switch value {
      case .integer(let number): numbers.append(Int(number))
      case .null: continue
      default: return nil
      }
    }
    return numbers
  }
}

extension GroupRow {
  /// Record numbers of its spans.
  var leaves: Range<Int> { firstLeaf..<firstLeaf + spanCount }
}
