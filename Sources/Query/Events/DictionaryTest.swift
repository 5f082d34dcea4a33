import CaseFile
import Evidence

/// A constraint on a column that is decided once for each distinct value of a row group, not for each record. A
/// "yes" is checked by SQLite again; a "no" is final. For one thread.
enum DictionaryTest {
  /// Equal to one of these, as bytes.
  case isOneOf(Set<[UInt8]>)
  /// `value_match(column, …)`.
  case passes(ValueMatcher)
  case like(LikePattern)
  /// There is no value.
  case isNull

  /// Nil where the constraint says nothing that values could be asked.
  ///
  /// - Parameter isCancelled: asked while a regular expression works on a long value.
  init?(_ constraint: EventConstraint, isInteger: Bool, isCancelled: @escaping () -> Bool) throws {
    switch constraint.operation {
    case .passes:
      guard case .text(let test) = constraint.value else { return nil }
      self = .passes(try ValueMatcher(test, isCancelled: isCancelled))
    case .like, .glob:
      guard case .text(let pattern) = constraint.value,
        let pattern = LikePattern(pattern, isGlob: constraint.operation == .glob)
      else { return nil }
      self = .like(pattern)
    case .isNull: self = .isNull
    default:
      guard let alternatives = constraint.alternatives else { return nil }
      var wanted: Set<[UInt8]> = []
      for value in alternatives {
        switch value {
        case .text(let text) where !isInteger: wanted.insert(text)
        // A number is compared with a text column as text.
        case .integer(let number): wanted.insert(Array(String(number).utf8))
        case .null: continue
        default: return nil
        }
      }
      self = .isOneOf(wanted)
    }
  }

  /// Whether a value that is there can pass.
  func allows(_ value: [UInt8]) -> Bool {
    switch self {
    case .isOneOf(let wanted): wanted.contains(value)
    // What was not decided is asked again, and counted, by the function itself.
    case .passes(let matcher): matcher.matches(value) || matcher.takeLimit()
    case .like(let pattern): pattern.allows(value.span)
    case .isNull: false
    }
  }

  /// Which of a chunk's distinct values can pass.
  func allowed(_ chunk: ColumnChunk) -> [Bool] {
    if case .like(let pattern) = self { return pattern.allowed(chunk) }
    if case .isOneOf(let wanted) = self, wanted.count == 1, let only = wanted.first {
      return (0..<chunk.distinct).map { chunk.dictionary.span.extracting(chunk.range($0)).equals(only.span) }
    }
    return (0..<chunk.distinct).map { allows(Array(chunk.dictionary[chunk.range($0)])) }
  }
}
