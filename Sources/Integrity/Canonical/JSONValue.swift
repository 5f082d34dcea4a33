/// A JSON value as RFC 7493 (I-JSON) has it: names of an object are unique, numbers are binary64.
package indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  /// Within ±(2^53 - 1): a larger one is refused when written. Larger numbers are kept as strings.
  case int(Int64)
  /// Finite: others are refused when written.
  case double(Double)
  case string(String)
  case array([JSONValue])
  /// In any order: canonical text sorts them.
  case object([Member])

  /// Largest integer that binary64 and so JSON keeps exactly: 2^53 - 1 (RFC 7493 §2.2).
  package static let maximumInteger: Int64 = 9_007_199_254_740_991

  /// A name and its value in an object.
  package struct Member: Sendable {
    /// The name, without quotes and escapes.
    package var name: String
    /// Its value.
    package var value: JSONValue

    /// A member of an object.
    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// Value of the member of that name, if this is an object that has it.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  /// The text, if this is a string.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The number, if this is an integer.
  package var int: Int64? {
    guard case .int(let number) = self else { return nil }
    return number
  }

  /// The texts, if this is an array of strings.
  package var strings: [String]? {
    guard case .array(let elements) = self else { return nil }
    let texts = elements.compactMap(\.string)
    return texts.count == elements.count ? texts : nil
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  /// An object. A name that stands twice is refused when written.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }

  /// An array.
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  /// A string.
  package init(stringLiteral value: String) { self = .string(value) }

  /// An integer.
  package init(integerLiteral value: Int64) { self = .int(value) }

  /// `true` or `false`.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// Why text is no JSON, or a value cannot be written as canonical JSON.
package enum JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text breaks the grammar of RFC 8259 at a byte offset.
  case syntax(String, offset: Int)
  /// A name stands twice in one object.
  case duplicateName(String)
  /// Nesting is deeper than the limit.
  case tooDeep(limit: Int)
  /// A number that is not finite, or an integer outside ±(2^53 - 1).
  case number(String)
  /// The text is JSON, but not its canonical form.
  case notCanonical(offset: Int)

  /// What is wrong and where, in words.
  package var description: String {
    switch self {
    case .syntax(let what, let offset): "\(what) at byte \(offset)"
    case .duplicateName(let name): "the name '\(name)' stands twice"
    case .tooDeep(let limit): "nesting is deeper than \(limit)"
    case .number(let text): "\(text) is no number of I-JSON"
    case .notCanonical(let offset): "not in canonical form (RFC 8785) from byte \(offset)"
    }
  }
}
