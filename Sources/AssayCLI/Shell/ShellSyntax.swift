/// What a person wrote at the prompt.
package enum ShellInput: Equatable, Sendable {
  case nothing
  /// `.word arguments`
  case dot(String)
  /// One or more statements, without their semicolons.
  case sql([String])
  case search(String)
}

/// Tells SQL, search and dot commands apart.
///
/// The rule: a line that begins with `.` is a dot command. Otherwise, where neither `.sql` nor `.search` says so, a
/// text whose first word is one with which a statement of SQL can begin, or that begins with a comment, is SQL, up to
/// a semicolon and over several lines; anything else is a search, of one line (a `|` at its end goes on).
package struct ShellSyntax: Sendable, Equatable {
  package enum Mode: String, Sendable {
    case auto, sql, search
  }

  package var mode = Mode.auto

  package init(mode: Mode = .auto) { self.mode = mode }

  private static let statementWords: Set<String> = [
    "SELECT", "WITH", "VALUES", "EXPLAIN", "PRAGMA", "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE",
    "DROP",
    "ALTER", "ATTACH", "DETACH", "BEGIN", "COMMIT", "ROLLBACK", "VACUUM", "ANALYZE", "REINDEX", "SAVEPOINT",
  ]

  /// Whether Enter asks it.
  package func isComplete(_ text: String) -> Bool {
    let body = text.drop(while: \.isWhitespace)
    if body.isEmpty || body.first == "." { return true }
    if isSQL(body) { return SQLStatements(text).rest == nil }
    return text.last { !$0.isWhitespace } != "|"
  }

  package func input(_ text: String) -> ShellInput {
    let body = text.drop(while: \.isWhitespace)
    if body.isEmpty { return .nothing }
    if body.first == "." { return .dot(String(body)) }
    guard isSQL(body) else { return .search(String(body)) }
    let statements = SQLStatements(text)
    return .sql(statements.complete + (statements.rest.map { [$0] } ?? []))
  }

  /// Whether a text, without white space before it, is read as SQL.
  package func isSQL(_ text: Substring) -> Bool {
    switch mode {
    case .sql: return true
    case .search: return false
    case .auto: break
    }
    if text.hasPrefix("--") || text.hasPrefix("/*") { return true }
    let word = text.prefix { $0.isASCII && $0.isLetter }
    guard Self.statementWords.contains(word.uppercased()) else { return false }
    // `select:1` and `with-error` are searches.
    let next = text.dropFirst(word.count).first
    return next.map { $0.isWhitespace || "(;*/'\"".contains($0) } ?? true
  }
}

/// The statements of a text of SQL, parted by semicolons that stand in no text, name or comment.
package struct SQLStatements: Sendable {
  /// Each with its text, without the semicolon; empty ones are left out.
  package private(set) var complete: [String] = []
  /// What follows the last semicolon, if that is more than white space and comments.
  package private(set) var rest: String?

  package init(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    var index = 0
    var hasWords = false
    var isOpen = false
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: ";"):
        if hasWords { complete.append(Self.string(bytes[start..<index])) }
        hasWords = false
        index += 1
        start = index
        continue
      case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "["):
        hasWords = true
        let close = byte == UInt8(ascii: "[") ? UInt8(ascii: "]") : byte
        let end = bytes[(index + 1)...].firstIndex(of: close)
        isOpen = end == nil
        index = (end ?? bytes.count - 1) + 1
        continue
      case UInt8(ascii: "-") where index + 1 < bytes.count && bytes[index + 1] == byte:
        index = bytes[index...].firstIndex(of: 10) ?? bytes.count
        continue
      case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "*"):
        index += 2
        while index < bytes.count,
          !(bytes[index] == UInt8(ascii: "*") && index + 1 < bytes.count
            && bytes[index + 1] == UInt8(ascii: "/"))
        {
          index += 1
        }
        isOpen = index >= bytes.count
        index += 2
        continue
      case 9...13, 32: break
      default: hasWords = true
      }
      index += 1
    }
    if hasWords || isOpen { rest = Self.string(bytes[start...]) }
  }

  private static func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
