/// A statement that counts records by columns and asks nothing else of them, such as `SELECT event_id, count(*) FROM
/// events GROUP BY 1`, put to `event_counts` instead, which has fewer rows. Only the plain form is known here; any
/// other statement is left alone. The answer is the same, row by row.
struct CountedStatement {
  /// The statement over `event_counts`.
  let sql: String

  /// Nil unless the statement has the form, and all columns that it names are such that many records agree in them.
  ///
  /// - Parameter sql: a statement that SQLite has accepted.
  init?(_ sql: String, columns: EventColumns) {
    guard let tokens = SQLToken.list(sql) else { return nil }
    var form = Form(tokens: tokens, columns: columns)
    guard form.isMatched() else { return nil }
    // Without groups there is one row, also where no record fits.
    let count = form.hasGroups ? "sum(event_count)" : "coalesce(sum(event_count), 0)"
    var text = ""
    for token in tokens {
      text += form.replaced[token.start].map { $0 == "count" ? count : $0 } ?? token.text + " "
    }
    self.sql = text
  }

  /// Reads `SELECT … FROM events [WHERE …] [GROUP BY …] [HAVING …] [ORDER BY …] [LIMIT …]`.
  private struct Form {
    let tokens: [SQLToken]
    let columns: EventColumns
    private var position = 0
    /// By start of the token: `count` for `count(*)`, otherwise the text that takes its place.
    private(set) var replaced: [Int: String] = [:]
    private(set) var hasGroups = false
    /// Column of each item of the list; nil: a count.
    private var items: [Int?] = []
    private var aliases: Set<String> = []
    private var groups: Set<Int> = []

    init(tokens: [SQLToken], columns: EventColumns) {
      self.tokens = tokens
      self.columns = columns
    }

    private var next: SQLToken? { position < tokens.count ? tokens[position] : nil }

    private mutating func take(_ word: String) -> Bool {
      guard next?.keyword == word else { return false }
      position += 1
      return true
    }

    mutating func isMatched() -> Bool {
      guard take("SELECT"), list(), take("FROM"), let table = next, table.name == "events" else {
        return false
      }
      replaced[table.start] = "event_counts "
      position += 1
      if take("WHERE"), !condition() { return false }
      if take("GROUP") {
        guard take("BY"), groupTerms() else { return false }
        hasGroups = true
      }
      // What is shown must be grouped by; all else would be the value of one of many records.
      guard items.allSatisfy({ $0.map(groups.contains) ?? true }), items.contains(where: { $0 == nil }) else {
        return false
      }
      return rest()
    }

    private mutating func list() -> Bool {
      repeat {
        if takeCount() {
          items.append(nil)
        } else if let index = takeColumn() {
          items.append(index)
        } else {
          return false
        }
        if take("AS") || next?.name != nil && next?.keyword != "FROM" {
          // A name that is a column too could mean either.
          guard let name = next?.name, columns.index(of: name) == nil else { return false }
          aliases.insert(EventColumns.key(name))
          position += 1
        }
      } while take(",")
      return true
    }

    /// `count(*)`.
    private mutating func takeCount() -> Bool {
      let words = ["COUNT", "(", "*", ")"]
      guard position + 4 <= tokens.count,
        zip(words, tokens[position...]).allSatisfy({ $0 == $1.keyword })
      else { return false }
      replaced[tokens[position].start] = "count"
      for offset in 1...3 { replaced[tokens[position + offset].start] = " " }
      position += 4
      return true
    }

    /// A column in which many records agree, by its name alone.
    private mutating func takeColumn() -> Int? {
      guard let name = next?.name, let index = columns.index(of: name), columns.columns[index].kind.isShared,
        position + 1 == tokens.count || ![".", "("].contains(tokens[position + 1].keyword)
      else { return nil }
      position += 1
      return index
    }

    private mutating func groupTerms() -> Bool {
      repeat {
        if let index = takeColumn() {
          groups.insert(index)
        } else if let number = next?.number, items.indices.contains(number - 1), let index = items[number - 1]
        {
          groups.insert(index)
          position += 1
        } else {
          return false
        }
      } while take(",")
      return true
    }

    private static let words: Set<String> = [
      "AND", "OR", "NOT", "IN", "IS", "NULL", "ISNULL", "NOTNULL", "LIKE", "GLOB", "BETWEEN", "ESCAPE",
      "COLLATE",
      "NOCASE", "BINARY", "(", ")", ",", "=", "==", "<", "<=", ">", ">=", "<>", "!=", "+", "-", "*", "/",
      "%", "||",
    ]

    /// Behind `WHERE`: anything of columns, literals and signs, but no functions.
    private mutating func condition() -> Bool {
      while let token = next, !["GROUP", "HAVING", "ORDER", "LIMIT"].contains(token.keyword) {
        if token.isLiteral || Self.words.contains(token.keyword) {
          position += 1
        } else if takeColumn() == nil {
          return false
        }
      }
      return true
    }

    /// `HAVING`, `ORDER BY`, `LIMIT`: of counts, grouped columns and names of the list.
    private mutating func rest() -> Bool {
      let words = Self.words.union([
        "HAVING", "ORDER", "BY", "ASC", "DESC", "NULLS", "FIRST", "LAST", "LIMIT", "OFFSET",
      ])
      while let token = next {
        if takeCount() { continue }
        if let name = token.name, token.isQuoted || !words.contains(token.keyword) {
          guard columns.index(of: name).map(groups.contains) ?? aliases.contains(EventColumns.key(name))
          else {
            return false
          }
          position += 1
        } else if token.isLiteral || words.contains(token.keyword) {
          position += 1
        } else {
          return false
        }
      }
      return true
    }
  }
}

/// A piece of SQL: a word, a quoted name, a literal or one sign.
struct SQLToken {
  /// Offset in the statement, in bytes.
  var start: Int
  var text: String
  var isQuoted = false
  var isLiteral = false

  /// In capitals; empty for a quoted name and a literal.
  var keyword: String { isQuoted || isLiteral ? "" : text.uppercased() }

  /// What it names; nil for signs and literals.
  var name: String? {
    if isQuoted { return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"") }
    guard !isLiteral, let first = text.utf8.first, SearchCursor.isWord(first) else { return nil }
    return text
  }

  /// A whole number.
  var number: Int? { isLiteral ? Int(text) : nil }

  /// The tokens of a statement; nil where it holds a comment, a parameter or more than is understood here.
  static func list(_ sql: String) -> [SQLToken]? {
    let bytes = Array(sql.utf8)
    var tokens: [SQLToken] = []
    var i = 0
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    while i < bytes.count {
      let byte = bytes[i]
      let start = i
      if SearchCursor.isBlank(byte) {
        i += 1
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        guard let end = endOfQuoted(bytes, i) else { return nil }
        i = end
        tokens.append(
          SQLToken(
            start: start, text: text(start..<end), isQuoted: byte == UInt8(ascii: "\""),
            isLiteral: byte == UInt8(ascii: "'")))
      } else if (48...57).contains(byte) {
        while i < bytes.count, SearchCursor.isWord(bytes[i]) || bytes[i] == UInt8(ascii: ".") { i += 1 }
        guard bytes[start..<i].allSatisfy({ (48...57).contains($0) }) else { return nil }
        tokens.append(SQLToken(start: start, text: text(start..<i), isLiteral: true))
      } else if SearchCursor.isWord(byte) {
        while i < bytes.count, SearchCursor.isWord(bytes[i]) { i += 1 }
        // A BLOB: x'…'.
        if i < bytes.count, bytes[i] == UInt8(ascii: "'") { return nil }
        tokens.append(SQLToken(start: start, text: text(start..<i)))
      } else if byte == UInt8(ascii: ";") {
        // Nothing but blanks may follow.
        guard bytes[(i + 1)...].allSatisfy(SearchCursor.isBlank) else { return nil }
        return tokens
      } else {
        let following = i + 1 < bytes.count ? bytes[i + 1] : 0
        guard "(),*=<>!+-/%|.".utf8.contains(byte), !(byte == UInt8(ascii: "-") && following == byte),
          !(byte == UInt8(ascii: "/") && following == UInt8(ascii: "*"))
        else { return nil }
        // Signs of two characters stay together.
        i += "=<>!|".utf8.contains(byte) && "=>|".utf8.contains(following) ? 2 : 1
        tokens.append(SQLToken(start: start, text: text(start..<i)))
      }
    }
    return tokens
  }

  private static func endOfQuoted(_ bytes: [UInt8], _ start: Int) -> Int? {
    var i = start + 1
    while i < bytes.count {
      if bytes[i] == bytes[start] {
        if i + 1 < bytes.count, bytes[i + 1] == bytes[start] { i += 1 } else { return i + 1 }
      }
      i += 1
    }
    return nil
  }
}
