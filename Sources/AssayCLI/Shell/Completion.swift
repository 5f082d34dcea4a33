import Query

/// The words that a case and the languages offer.
package struct ShellVocabulary {
  package var tables: [String] = []
  /// Names of columns of `events`, hidden ones too, and of the other tables.
  package var columns: [String] = []
  package var functions: [String] = []
  /// Values of a column that begin with a text.
  package var values: (_ column: String, _ prefix: String) -> [String] = { _, _ in [] }

  package init() {}

  static let keywords = [
    "SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "JOIN", "LEFT JOIN", "USING",
    "DISTINCT",
    "COUNT", "BETWEEN", "LIKE", "GLOB", "REGEXP", "IS NULL", "IS NOT NULL", "AND", "OR", "NOT", "IN",
    "EXISTS",
    "CASE", "WHEN", "THEN", "ELSE", "END", "AS", "WITH", "MATERIALIZED", "RECURSIVE", "UNION ALL", "UNION",
    "VALUES", "EXPLAIN QUERY PLAN", "DESC", "ASC", "OVER", "PARTITION BY", "CAST", "COLLATE NOCASE",
  ]
  static let pipes = SearchWords.pipes
  static let firstWords = ["SELECT ", "VALUES ", "WITH ", "EXPLAIN QUERY PLAN "]
}

/// What could stand at the cursor.
package struct Completion: Equatable, Sendable {
  /// Characters that a candidate replaces.
  package var range: Range<Int>
  package var candidates: [String]

  /// The longest beginning that all candidates have in common.
  package var common: String {
    guard var common = candidates.first else { return "" }
    for candidate in candidates.dropFirst() {
      common = String(zip(common, candidate).prefix { $0 == $1 }.map { $0.0 })
    }
    return common
  }

  /// - Parameter isSQL: whether the text is SQL and not a search.
  package init(_ text: [Character], cursor: Int, isSQL: Bool, vocabulary: ShellVocabulary) {
    let before = Array(text[..<cursor])
    if before.first == "." {
      self = Self.dotCommand(before, vocabulary)
    } else if isSQL {
      self = Self.sql(before, vocabulary)
    } else {
      self = Self.search(before, vocabulary)
    }
  }

  private init(_ range: Range<Int>, _ candidates: [String]) {
    self.range = range
    self.candidates = candidates
  }

  private static func matching(_ words: [String], _ prefix: String) -> [String] {
    let wanted = prefix.lowercased()
    var seen: Set<String> = []
    return words.filter { $0.lowercased().hasPrefix(wanted) && seen.insert($0).inserted }
  }

  private static func isName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_.".contains(character)
  }

  /// Start of the name that ends at the end of `text`.
  private static func nameStart(_ text: [Character]) -> Int {
    (text.lastIndex { !isName($0) } ?? -1) + 1
  }

  // MARK: dot commands

  private static func dotCommand(_ text: [Character], _ vocabulary: ShellVocabulary) -> Completion {
    guard let blank = text.firstIndex(of: " ") else {
      return Completion(0..<text.count, matching(DotCommand.all.map(\.name), String(text)))
    }
    let start = nameStart(text)
    let words: [String] =
      switch String(text[..<blank]) {
      case ".mode": ShellMode.allCases.map(\.rawValue)
      case ".timer": ["on", "off"]
      case ".schema": vocabulary.tables
      case ".fields": vocabulary.columns
      case ".help": DotCommand.all.map { String($0.name.dropFirst()) }
      default: []
      }
    return Completion(start..<text.count, matching(words, String(text[start...])))
  }

  // MARK: SQL

  private static func sql(_ text: [Character], _ vocabulary: ShellVocabulary) -> Completion {
    if let value = sqlValue(text, vocabulary) { return value }
    if let open = openQuote(text, "\"") {
      let names = matching(vocabulary.columns, String(text[(open + 1)...]))
      return Completion(open..<text.count, names.map(quotedName))
    }
    let start = nameStart(text)
    let prefix = String(text[start...])
    let word = lastWord(text[..<start]).uppercased()
    if ["FROM", "JOIN"].contains(word) {
      return Completion(start..<text.count, matching(vocabulary.tables, prefix))
    }
    let keywords = ShellVocabulary.keywords.map { inCase(of: prefix, $0) }
    // Names of the case before the words of SQL, which all know.
    let names = matching(vocabulary.columns, prefix).map { $0.allSatisfy(isPlain) ? $0 : quotedName($0) }
    return Completion(
      start..<text.count,
      names + matching(vocabulary.functions.map { $0 + "(" } + vocabulary.tables + keywords, prefix))
  }

  /// A word of SQL in the case in which the person writes.
  private static func inCase(of prefix: String, _ word: String) -> String {
    prefix.first?.isLowercase == true ? word.lowercased() : word
  }

  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_")
  }

  private static func quotedName(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  /// `column = 'pre`: values of the column.
  private static func sqlValue(_ text: [Character], _ vocabulary: ShellVocabulary) -> Completion? {
    guard let open = openQuote(text, "'") else { return nil }
    var front = text[..<open]
    while let last = front.last, last == " " || "=<>!(,".contains(last) { front.removeLast() }
    for word in ["LIKE", "GLOB", "IN", "NOT"] where lastWord(front).uppercased() == word {
      front.removeLast(word.count)
      while front.last == " " { front.removeLast() }
    }
    let column: String
    if front.last == "\"" {
      guard let start = front.dropLast().lastIndex(of: "\"") else { return nil }
      column = String(front[(start + 1)..<(front.endIndex - 1)])
    } else {
      column = lastWord(front)
    }
    let values = vocabulary.values(column, String(text[(open + 1)...]).replacing("''", with: "'"))
    return Completion(open..<text.count, values.map { "'" + $0.replacing("'", with: "''") + "'" })
  }

  /// Where a quote was opened that is not closed.
  private static func openQuote(_ text: [Character], _ quote: Character) -> Int? {
    var open: (place: Int, quote: Character)?
    for (place, character) in text.enumerated() where character == "'" || character == "\"" {
      if open == nil { open = (place, character) } else if open?.quote == character { open = nil }
    }
    return open?.quote == quote ? open?.place : nil
  }

  private static func lastWord(_ text: ArraySlice<Character>) -> String {
    var rest = text
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest.suffix(from: (rest.lastIndex { !isName($0) } ?? rest.startIndex - 1) + 1))
  }

  // MARK: search

  private static func search(_ text: [Character], _ vocabulary: ShellVocabulary) -> Completion {
    var start = (text.lastIndex { $0.isWhitespace || $0 == "(" || $0 == "|" } ?? -1) + 1
    // A value in quotes may hold blanks.
    if let open = openQuote(text, "\""), open > 0, text[open - 1] == ":" {
      start = (text[..<open].lastIndex { $0.isWhitespace || $0 == "(" } ?? -1) + 1
    }
    var token = text[start...]
    while let first = token.first, first == "-" { token.removeFirst() }
    if let colon = token.firstIndex(of: ":") {
      let prefix = String(text[(colon + 1)...].drop { $0 == "\"" || $0 == "=" })
      let values = vocabulary.values(String(token[..<colon]), prefix)
      return Completion((colon + 1)..<text.count, values.map(searchValue))
    }
    let isBehindPipe = text[..<start].last { !$0.isWhitespace } == "|"
    let prefix = String(token)
    // The first word can also begin a statement.
    let words = start == 0 ? matching(ShellVocabulary.firstWords.map { inCase(of: prefix, $0) }, prefix) : []
    if isBehindPipe {
      return Completion(token.startIndex..<text.count, matching(ShellVocabulary.pipes, prefix))
    }
    // In a pipe's arguments names stand alone; before it a colon and a value follow.
    let suffix = text.contains("|") ? "" : ":"
    return Completion(
      token.startIndex..<text.count, matching(vocabulary.columns, prefix).map { $0 + suffix } + words)
  }

  /// A value as a search writes it: in quotes where it has blanks or signs, with their escapes.
  private static func searchValue(_ value: String) -> String {
    if value.allSatisfy({ isPlain($0) || ".-/".contains($0) }) { return value }
    let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"" + escaped + "\""
  }
}
