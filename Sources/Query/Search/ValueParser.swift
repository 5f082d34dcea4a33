import Evidence

/// Reads words and values: what stands behind `field:`, and bare words. The SQL functions `value_match` and
/// `text_match` read their patterns with it too.
struct ValueParser {
  /// Bytes that a backslash makes plain. Any other backslash is itself, so that most Windows paths need none.
  private static let escapable = Set("*?\\\"()|: ".utf8)

  /// A test as a text of its own, as `value_match` gets it.
  ///
  /// - Throws: `search.value-missing` and others, with the place.
  static func test(_ text: [UInt8]) throws(AssayError) -> ValueTest {
    var cursor = SearchCursor(text)
    let test = try value(&cursor, after: "")
    guard cursor.isAtEnd else {
      throw cursor.error("search.value", "this does not belong to the value", hint: "quote it: \"two words\"")
    }
    return test
  }

  /// The value behind `field:`.
  static func value(_ cursor: inout SearchCursor, after field: String) throws(AssayError) -> ValueTest {
    guard let byte = cursor.peek(), !SearchCursor.isBlank(byte), byte != UInt8(ascii: ")"),
      byte != UInt8(ascii: "|")
    else { throw missing(cursor, field) }
    switch byte {
    case UInt8(ascii: "\""): return .like(Wildcard(literal: try endOfQuoted(&cursor)))
    case UInt8(ascii: "("): return try list(&cursor, field)
    case UInt8(ascii: "/"):
      if let regex = regex(&cursor) { return .regex(regex) }
    case UInt8(ascii: "="):
      cursor.position += 1
      return .exact(try plain(&cursor, field))
    case UInt8(ascii: "<"), UInt8(ascii: ">"): return try comparison(&cursor, field)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      if let range = try range(&cursor) { return range }
    default: break
    }
    let start = cursor.position
    let wildcard = try word(&cursor)
    if cursor.text[start..<cursor.position].elementsEqual([UInt8(ascii: "*")]) { return .present }
    if let text = wildcard.literalText, text.contains(UInt8(ascii: "/")), let network = IPNetwork(text) {
      return .network(network)
    }
    return .like(wildcard)
  }

  private static func missing(_ cursor: SearchCursor, _ field: String) -> AssayError {
    let reason = field.isEmpty ? "expected a value" : "expected a value after '\(field):'"
    let name = field.isEmpty ? "field" : field
    return cursor.error(
      "search.value-missing", reason, hint: "write \(name):4688, or \(name):\"\" for an empty value")
  }

  // MARK: words

  /// Whether a word ends at the position.
  static func isWordEnd(_ cursor: SearchCursor) -> Bool {
    guard let byte = cursor.peek() else { return true }
    return SearchCursor.isBlank(byte) || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "|")
  }

  /// A word with wildcards and escapes.
  static func word(_ cursor: inout SearchCursor) throws(AssayError) -> Wildcard {
    var wildcard = Wildcard()
    while !isWordEnd(cursor), let byte = cursor.peek() {
      switch byte {
      case UInt8(ascii: "*"): wildcard.appendMany()
      case UInt8(ascii: "?"): wildcard.appendOne()
      case UInt8(ascii: "\""):
        throw cursor.error(
          "search.quote-inside", "a quote within a word", hint: "quote the whole, or write \\\"")
      case UInt8(ascii: "\\"):
        if let next = cursor.peek(1), escapable.contains(next) {
          cursor.position += 1
          wildcard.append(next)
        } else {
          wildcard.append(byte)
        }
      default: wildcard.append(byte)
      }
      cursor.position += 1
    }
    return wildcard
  }

  /// A word or quoted text in which wildcards are plain.
  private static func plain(_ cursor: inout SearchCursor, _ field: String) throws(AssayError) -> [UInt8] {
    if cursor.isAt("\"") { return try endOfQuoted(&cursor) }
    guard !isWordEnd(cursor) else { throw missing(cursor, field) }
    var bytes: [UInt8] = []
    while !isWordEnd(cursor), let byte = cursor.peek() {
      if byte == UInt8(ascii: "\\"), let next = cursor.peek(1), escapable.contains(next) {
        cursor.position += 1
        bytes.append(next)
      } else {
        bytes.append(byte)
      }
      cursor.position += 1
    }
    return bytes
  }

  /// A quoted text behind which a word ends.
  static func endOfQuoted(_ cursor: inout SearchCursor) throws(AssayError) -> [UInt8] {
    let value = try cursor.quoted()
    guard isWordEnd(cursor) else {
      throw cursor.error(
        "search.quote-inside", "expected a blank behind the closing quote",
        hint: "write \\\" for a quote within quotes")
    }
    return value
  }

  // MARK: forms

  private static func comparison(
    _ cursor: inout SearchCursor, _ field: String
  ) throws(AssayError) -> ValueTest {
    let isLess = cursor.isAt("<")
    cursor.position += 1
    let orEqual = cursor.take("=")
    let comparison: ValueTest.Comparison =
      isLess ? (orEqual ? .lessOrEqual : .less) : (orEqual ? .greaterOrEqual : .greater)
    return .compare(comparison, try plain(&cursor, field))
  }

  /// `/…/`, where the closing slash ends the word; anything else that begins with a slash is a path. Nil, and
  /// the cursor unmoved, if it is none.
  private static func regex(_ cursor: inout SearchCursor) -> String? {
    var look = cursor
    look.position += 1
    var pattern: [UInt8] = []
    while let byte = look.peek() {
      look.position += 1
      if byte == UInt8(ascii: "\\"), let next = look.peek() {
        if next != UInt8(ascii: "/") { pattern.append(byte) }
        pattern.append(next)
        look.position += 1
      } else if byte == UInt8(ascii: "/") {
        guard !pattern.isEmpty, isWordEnd(look) else { return nil }
        cursor = look
        return String(decoding: pattern, as: UTF8.self)
      } else {
        pattern.append(byte)
      }
    }
    return nil
  }

  /// `[1 TO 5]`; braces leave the end out, `*` is an open end. Nil if it is none (`{GUID}` is a word).
  private static func range(_ cursor: inout SearchCursor) throws(AssayError) -> ValueTest? {
    var look = cursor
    let includesLow = look.isAt("[")
    look.position += 1
    look.skipBlanks()
    guard let low = try bound(&look) else { return nil }
    look.skipBlanks()
    guard look.takeKeyword("TO") else { return nil }
    look.skipBlanks()
    guard let high = try bound(&look) else {
      throw look.error("search.range", "expected the range's upper end", hint: "write [1 TO 5] or [1 TO *]")
    }
    look.skipBlanks()
    let includesHigh = look.isAt("]")
    guard includesHigh || look.isAt("}") else {
      throw look.error("search.range", "expected ] or } at the end of the range", hint: "write [1 TO 5]")
    }
    look.position += 1
    guard isWordEnd(look) else {
      throw look.error("search.range", "expected a blank behind the range")
    }
    cursor = look
    return .range(
      low: low == [UInt8(ascii: "*")] ? nil : low, includesLow: includesLow,
      high: high == [UInt8(ascii: "*")] ? nil : high, includesHigh: includesHigh)
  }

  private static func bound(_ cursor: inout SearchCursor) throws(AssayError) -> [UInt8]? {
    if cursor.isAt("\"") { return try cursor.quoted() }
    let start = cursor.position
    while let byte = cursor.peek(), !SearchCursor.isBlank(byte), byte != UInt8(ascii: "]"),
      byte != UInt8(ascii: "}")
    {
      cursor.position += 1
    }
    return cursor.position > start ? Array(cursor.text[start..<cursor.position]) : nil
  }

  /// `(a OR b)`.
  private static func list(_ cursor: inout SearchCursor, _ field: String) throws(AssayError) -> ValueTest {
    let start = cursor.position
    cursor.position += 1
    var tests: [ValueTest] = []
    while true {
      cursor.skipBlanks()
      guard !cursor.isAt("(") else {
        throw cursor.error("search.list", "a list within a list", hint: "write \(field):(a OR b OR c)")
      }
      tests.append(try value(&cursor, after: field))
      cursor.skipBlanks()
      if cursor.take(")") { break }
      if cursor.isAtEnd {
        throw cursor.error("search.bracket-open", "this bracket is never closed", at: start)
      }
      guard cursor.takeKeyword("OR") else {
        throw cursor.error(
          "search.list", "expected OR or ) in the list of values",
          hint: "write \(field):(a OR b); for both at once: \(field):a \(field):b")
      }
    }
    guard isWordEnd(cursor) else {
      throw cursor.error("search.list", "expected a blank behind the list")
    }
    return tests.count == 1 ? tests[0] : .any(tests)
  }
}
