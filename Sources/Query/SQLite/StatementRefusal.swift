internal import CSQLiteShim
import Evidence

/// What user SQL may not do, said by name: SQLite's own words for it ("not authorized") help nobody.
struct StatementRefusal {
  /// Functions that SQLite has, or its shell, and that a question must not call; each with the reason.
  static let functions: [String: String] = [
    "load_extension": "it would run code from a file",
    "fts3_tokenizer": "it would run code at an address",
    "readfile": "a question reads this case and no other file",
    "writefile": "a question writes nothing",
    "edit": "a question starts no program",
    "zipfile": "a question reads this case and no other file",
    "fsdir": "a question reads this case and no other file",
    "lsmode": "a question reads this case and no other file",
    "randomblob": "the same question must give the same answer",
    "sqlite_log": "it writes into the program's log",
  ]

  /// First words of statements other than questions, with what they would do.
  private static let statements: [String: String] = [
    "INSERT": writes, "REPLACE": writes, "UPDATE": writes, "DELETE": writes, "CREATE": writes, "DROP": writes,
    "ALTER": writes, "REINDEX": writes, "ANALYZE": writes, "VACUUM": writes,
    "ATTACH": "a question reads this case and no other file",
    "DETACH": "a question reads this case and no other file",
    "PRAGMA": "settings of the connection are not a question's to change; the tables are in docs/sql.md",
    "BEGIN": transactions, "COMMIT": transactions, "END": transactions, "ROLLBACK": transactions,
    "SAVEPOINT": transactions, "RELEASE": transactions,
  ]
  private static let writes = "a question changes nothing: only SELECT is allowed"
  private static let transactions = "a question needs no transaction: only SELECT is allowed"

  /// The case that is asked.
  let subject: String

  private func refusal(_ what: String, _ why: String) -> AssayError {
    AssayError("sql.not-allowed", subject: subject, reason: "\(what) is refused: \(why)")
  }

  /// The refusal of a statement by its first word; nil for a question, and for what SQLite is to judge.
  func ofStatement(_ sql: String) -> AssayError? {
    var words = SQLWords(sql)
    var word = words.next()?.uppercased()
    // EXPLAIN [QUERY PLAN] asks how a statement would run.
    if word == "EXPLAIN" {
      word = words.next()?.uppercased()
      if word == "QUERY" {
        _ = words.next()
        word = words.next()?.uppercased()
      }
    }
    guard let word, let why = Self.statements[word] else { return nil }
    return refusal(word, why)
  }

  /// Of a question that names a pragma's table: SQLite itself says only that making it would write.
  func ofPragmaTable(in sql: String) -> AssayError? {
    let text = sql.lowercased()
    guard let first = text.firstMatch(of: /[a-z]+/), ["select", "with"].contains(first.0),
      let table = text.firstMatch(of: /\bpragma_[a-z_]+/)
    else { return nil }
    return ofAction(SQLITE_READ, String(table.0), nil)
  }

  /// What the authorizer says no to; nil where it says yes.
  func ofAction(_ action: Int32, _ first: String?, _ second: String?) -> AssayError? {
    switch action {
    case SQLITE_SELECT, SQLITE_RECURSIVE: return nil
    case SQLITE_FUNCTION:
      let name = second?.lowercased() ?? ""
      return Self.functions[name].map { refusal("the function \(name)", $0) }
    case SQLITE_READ:
      let table = first?.lowercased() ?? ""
      let isInternal = ["sqlite_", "pragma_", "dbstat"].contains { table.hasPrefix($0) }
      return isInternal
        ? refusal("the table \(table)", "it is SQLite's own; the tables of a case are in docs/sql.md") : nil
    default:
      let what = Self.actions[action] ?? "this statement"
      return refusal(what, "a question changes nothing: only SELECT is allowed")
    }
  }

  private static let actions: [Int32: String] = [
    SQLITE_INSERT: "INSERT", SQLITE_UPDATE: "UPDATE", SQLITE_DELETE: "DELETE", SQLITE_ATTACH: "ATTACH",
    SQLITE_DETACH: "DETACH", SQLITE_PRAGMA: "PRAGMA", SQLITE_TRANSACTION: "a transaction",
    SQLITE_SAVEPOINT: "SAVEPOINT", SQLITE_CREATE_TABLE: "CREATE TABLE", SQLITE_CREATE_VIEW: "CREATE VIEW",
    SQLITE_CREATE_INDEX: "CREATE INDEX", SQLITE_CREATE_TRIGGER: "CREATE TRIGGER",
    SQLITE_CREATE_TEMP_TABLE: "CREATE TEMP TABLE", SQLITE_CREATE_VTABLE: "CREATE VIRTUAL TABLE",
    SQLITE_DROP_TABLE: "DROP TABLE", SQLITE_ALTER_TABLE: "ALTER TABLE", SQLITE_REINDEX: "REINDEX",
    SQLITE_ANALYZE: "ANALYZE",
  ]

  /// The refusal behind one of SQLite's messages; nil where it is another error.
  func ofMessage(_ message: String) -> AssayError? {
    if let name = Self.tail(message, behind: "no such function: "),
      let why = Self.functions[name.lowercased()]
    {
      return refusal("the function \(name)", why)
    }
    for prefix in ["vtable constructor failed: ", "no such table: "] {
      guard let name = Self.tail(message, behind: prefix) else { continue }
      if let refused = ofAction(SQLITE_READ, name, nil) { return refused }
      if let why = Self.functions[name.lowercased()] { return refusal("the table \(name)", why) }
    }
    if message.hasSuffix("may not be modified") {
      return refusal("changing a table", "a question changes nothing: only SELECT is allowed")
    }
    return nil
  }

  private static func tail(_ text: String, behind prefix: String) -> String? {
    text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
  }
}

/// The first words of a statement, comments and white space left out.
private struct SQLWords: IteratorProtocol {
  private var rest: Substring.UTF8View

  init(_ sql: String) { rest = Substring(sql).utf8 }

  /// The next word of letters; nil where something else follows.
  mutating func next() -> String? {
    skipBlanks()
    let word = rest.prefix { (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: "_") }
    rest = rest.dropFirst(word.count)
    return word.isEmpty ? nil : String(Substring(word))
  }

  private mutating func skipBlanks() {
    while true {
      rest = rest.drop { $0 == 32 || (9...13).contains($0) || $0 == UInt8(ascii: ";") }
      if rest.starts(with: "--".utf8) {
        rest = rest.drop { $0 != 10 }
      } else if rest.starts(with: "/*".utf8) {
        var end = rest.dropFirst(2)
        while !end.isEmpty, !end.starts(with: "*/".utf8) { end = end.dropFirst() }
        rest = end.dropFirst(2)
      } else {
        return
      }
    }
  }
}
