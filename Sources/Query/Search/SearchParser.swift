import Evidence

/// Reads a search. Grammar:
///
/// ```
/// search := [or] ('|' pipe)*
/// or     := and ('OR' and)*
/// and    := not (['AND'] not)*
/// not    := ('NOT' | '-') not | '(' or ')' | field ':' value | word | quoted
/// ```
struct SearchParser {
  private var cursor: SearchCursor
  private var depth = 0
  private var notes: [String] = []

  /// Brackets and NOTs within each other.
  private static let maxDepth = 64

  private init(_ text: String) { cursor = SearchCursor(Array(text.utf8)) }

  /// - Throws: codes `search.…`, each with a caret at the place and what was expected there.
  static func parse(_ text: String) throws(AssayError) -> SearchQuery {
    var parser = SearchParser(text)
    return try parser.query(text)
  }

  private mutating func query(_ text: String) throws(AssayError) -> SearchQuery {
    cursor.skipBlanks()
    var filter: SearchExpression?
    if !cursor.isAtEnd, !cursor.isAt("|") { filter = try or() }
    cursor.skipBlanks()
    if cursor.isAt(")") {
      throw cursor.error(
        "search.bracket-close", "there is no open bracket", hint: "write \\) for the character")
    }
    var pipes: [SearchPipe] = []
    while cursor.take("|") {
      pipes.append(try PipeParser.pipe(&cursor))
      cursor.skipBlanks()
    }
    return SearchQuery(filter: filter, pipes: pipes, text: text, notes: notes)
  }

  private var isAtTermEnd: Bool { cursor.isAtEnd || cursor.isAt("|") || cursor.isAt(")") }

  // MARK: operators

  private mutating func or() throws(AssayError) -> SearchExpression {
    var terms = [try and()]
    cursor.skipBlanks()
    while cursor.isAtKeyword("OR") {
      _ = cursor.takeKeyword("OR")
      cursor.skipBlanks()
      guard !isAtTermEnd else { throw missingTerm(after: "OR") }
      terms.append(try and())
      cursor.skipBlanks()
    }
    guard terms.count > 1 else { return terms[0] }
    if terms.contains(where: { if case .and = $0 { true } else { false } }) {
      note(
        "AND binds before OR: a b OR c is (a AND b) OR c (Splunk reads a AND (b OR c)); brackets decide it")
    }
    return .or(terms)
  }

  private mutating func and() throws(AssayError) -> SearchExpression {
    var terms = [try not()]
    while true {
      cursor.skipBlanks()
      if isAtTermEnd || cursor.isAtKeyword("OR") { break }
      if cursor.takeKeyword("AND") {
        cursor.skipBlanks()
        guard !isAtTermEnd, !cursor.isAtKeyword("OR") else { throw missingTerm(after: "AND") }
      }
      terms.append(try not())
    }
    return terms.count == 1 ? terms[0] : .and(terms)
  }

  private mutating func not() throws(AssayError) -> SearchExpression {
    cursor.skipBlanks()
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maxDepth else {
      throw cursor.error("search.too-deep", "brackets are nested more than \(Self.maxDepth) deep")
    }
    let place = cursor.position
    if cursor.takeKeyword("NOT") {
      cursor.skipBlanks()
      guard !isAtTermEnd else { throw missingTerm(after: "NOT") }
      return .not(try not())
    }
    if cursor.isAt("-"), let next = cursor.peek(1), !SearchCursor.isBlank(next), next != UInt8(ascii: ")"),
      next != UInt8(ascii: "|")
    {
      cursor.position += 1
      return .not(try not())
    }
    if cursor.take("(") {
      cursor.skipBlanks()
      guard !isAtTermEnd else {
        throw cursor.error("search.term-missing", "there is nothing in the brackets")
      }
      let inner = try or()
      cursor.skipBlanks()
      guard cursor.take(")") else {
        throw cursor.error("search.bracket-open", "this bracket is never closed", at: place)
      }
      return inner
    }
    return try term()
  }

  private func missingTerm(after word: String) -> AssayError {
    cursor.error(
      "search.term-missing", "expected a term after \(word)",
      hint: "for the word itself, quote it: \"\(word)\"")
  }

  // MARK: terms

  private mutating func term() throws(AssayError) -> SearchExpression {
    for word in ["AND", "OR"] where cursor.isAtKeyword(word) && !isFollowedByColon(cursor.word()) {
      throw cursor.error(
        "search.term-missing", "expected a term before \(word)",
        hint: "for the word itself, quote it: \"\(word)\"")
    }
    if let field = try fieldName() { return .field(try fieldTerm(field)) }
    let start = cursor.position
    if cursor.isAt("\"") {
      let value = try ValueParser.endOfQuoted(&cursor)
      guard !value.isEmpty else {
        throw cursor.error(
          "search.term-missing", "there is nothing in the quotes", at: start,
          hint: "for an empty value: field:\"\"")
      }
    } else {
      _ = try ValueParser.word(&cursor)
    }
    let place = start..<cursor.position
    let source = cursor.string(place)
    if ["and", "or", "not"].contains(source) {
      note("'\(source)' is searched as a word; the operator is \(source.uppercased())")
    }
    return .text(TextTerm(source: source, place: place))
  }

  private func isFollowedByColon(_ range: Range<Int>) -> Bool {
    range.upperBound < cursor.end && cursor.text[range.upperBound] == UInt8(ascii: ":")
  }

  /// The name before a colon, which is stepped over; nil, and nothing moved, if there is none.
  private mutating func fieldName() throws(AssayError) -> FieldName? {
    var look = cursor
    let start = look.position
    let name: String
    if look.isAt("\"") {
      name = String(decoding: try look.quoted(), as: UTF8.self)
    } else {
      while let byte = look.peek(), SearchCursor.isFieldByte(byte) { look.position += 1 }
      name = look.string(start..<look.position)
    }
    let place = start..<look.position
    guard !name.isEmpty, look.take(":") else { return nil }
    cursor = look
    return FieldName(name: name, place: place)
  }

  private mutating func fieldTerm(_ field: FieldName) throws(AssayError) -> FieldTerm {
    let start = cursor.position
    let test = try ValueParser.value(&cursor, after: field.name)
    if case .regex(let pattern) = test { try checkRegex(pattern, at: start) }
    let source = cursor.string(start..<cursor.position)
    if case .like = test, !source.hasPrefix("\""), source.contains("\\*") && !source.contains("\\\\*") {
      note(
        "in '\(source)' the * is a character, since \\ stands before it; a backslash and a wildcard are \\\\*"
      )
    }
    return FieldTerm(field: field, test: test, source: source)
  }

  private func checkRegex(_ pattern: String, at place: Int) throws(AssayError) {
    do {
      _ = try Pattern(pattern, options: PatternOptions())
    } catch {
      throw cursor.error(
        "search.regex", "this is no regular expression: \(error.reason)",
        at: place + 1 + Int(error.offset ?? 0))
    }
  }

  private mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }
}
