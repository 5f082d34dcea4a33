import Evidence

/// Reads pieces of SQL within a search, without understanding more of them than quotes and brackets.
enum SQLScanner {
  /// SQL up to a `|` that stands alone (`||` joins texts) or the end.
  static func text(_ cursor: inout SearchCursor) throws(AssayError) -> SearchPipe.SQLText {
    cursor.skipBlanks()
    let start = cursor.position
    var depth = 0
    while let byte = cursor.peek() {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): try skipQuoted(&cursor, byte)
      case UInt8(ascii: "|"):
        guard cursor.peek(1) == byte else { return try made(cursor, start, depth) }
        cursor.position += 2
      case UInt8(ascii: ";"): throw cursor.error("search.sql", "an expression has no semicolon")
      case UInt8(ascii: "/") where cursor.peek(1) == UInt8(ascii: "*"):
        throw cursor.error("search.sql", "comments are not read here")
      case UInt8(ascii: "-") where cursor.peek(1) == byte:
        throw cursor.error("search.sql", "comments are not read here", hint: "write - -1 for minus minus one")
      case UInt8(ascii: "("):
        depth += 1
        cursor.position += 1
      case UInt8(ascii: ")"):
        guard depth > 0 else { throw cursor.error("search.bracket-close", "there is no open bracket") }
        depth -= 1
        cursor.position += 1
      default: cursor.position += 1
      }
    }
    return try made(cursor, start, depth)
  }

  private static func made(
    _ cursor: SearchCursor, _ start: Int, _ depth: Int
  ) throws(AssayError) -> SearchPipe.SQLText {
    var end = cursor.position
    while end > start, SearchCursor.isBlank(cursor.text[end - 1]) { end -= 1 }
    guard end > start else {
      throw cursor.error(
        "search.sql", "expected an SQL expression", at: start, hint: "write where EventID = 1")
    }
    guard depth == 0 else { throw cursor.error("search.bracket-open", "a bracket is never closed", at: end) }
    return SearchPipe.SQLText(text: cursor.string(start..<end), place: start..<end)
  }

  private static func skipQuoted(_ cursor: inout SearchCursor, _ quote: UInt8) throws(AssayError) {
    let start = cursor.position
    cursor.position += 1
    while let byte = cursor.peek() {
      cursor.position += 1
      // A doubled quote ends one text and begins the next: the same for us.
      if byte == quote { return }
    }
    throw cursor.error("search.quote-open", "this quote is never closed", at: start)
  }

  /// The pieces between commas that stand in no brackets and no quotes.
  static func parts(_ sql: SearchPipe.SQLText) -> [SearchPipe.SQLText] {
    let bytes = Array(sql.text.utf8)
    var parts: [SearchPipe.SQLText] = []
    var start = 0
    var depth = 0
    var quote: UInt8?
    func add(_ end: Int) {
      parts.append(
        SearchPipe.SQLText(
          text: String(decoding: bytes[start..<end], as: UTF8.self),
          place: sql.place.lowerBound + start..<sql.place.lowerBound + end))
      start = end + 1
    }
    for (index, byte) in bytes.enumerated() {
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): quote = byte
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: ",") where depth == 0: add(index)
      default: break
      }
    }
    add(bytes.count)
    return parts
  }

  /// Every name that can be a column: words and quoted names. Too many is harmless, too few is not.
  static func names(_ sql: String) -> [String] {
    var names: [String] = []
    var cursor = SearchCursor(Array(sql.utf8))
    while let byte = cursor.peek() {
      let start = cursor.position
      if byte == UInt8(ascii: "'") {
        do { try skipQuoted(&cursor, byte) } catch { return names }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") {
        do { try skipQuoted(&cursor, byte) } catch { return names }
        names.append(cursor.string(start + 1..<cursor.position - 1))
      } else if byte == UInt8(ascii: "[") {
        while let next = cursor.peek(), next != UInt8(ascii: "]") { cursor.position += 1 }
        names.append(cursor.string(start + 1..<cursor.position))
      } else if SearchCursor.isWord(byte) {
        cursor.position = cursor.word().upperBound
        names.append(cursor.string(start..<cursor.position))
      } else {
        cursor.position += 1
      }
    }
    return names
  }
}
