internal import CSQLiteShim
import Evidence

// Hands a connection that is open to SQLite's own setters: they read and write its settings, and keep nothing.

/// Bounds on what one question may ask of memory. Meeting one is the error `sql.limit`, which names it.
package enum QueryLimits {
  /// Bytes of one statement's text.
  package static let statementBytes = 1 << 20
  /// Bytes of one value or row: eight times the longest record, so that its fields fit as JSON, escaped.
  package static let valueBytes = 256 << 20
  /// Bytes of memory of SQLite in this process.
  package static let memoryBytes = 512 << 20

  /// Bounds SQLite's memory, for the whole process: called once by the program, not by a library.
  package static func limitMemory() { sqlite3_hard_heap_limit64(Int64(memoryBytes)) }

  /// Sets the limits of a connection.
  static func apply(to db: OpaquePointer) {
    _ = unsafe sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0)
    _ = unsafe sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, Int32(statementBytes))
    _ = unsafe sqlite3_limit(db, SQLITE_LIMIT_LENGTH, Int32(valueBytes))
    // A matching of a long value with a long pattern cannot be stopped in the middle.
    _ = unsafe sqlite3_limit(db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, Int32(LikeAny.patternLimit))
  }

  /// The error for a limit that SQLite says was met; nil for another error.
  ///
  /// - Parameters:
  ///   - code: SQLite's result code.
  ///   - isLongStatement: the statement is longer than `statementBytes`.
  static func error(_ code: Int32, _ message: String, isLongStatement: Bool, subject: String) -> AssayError? {
    func met(_ reason: String, _ hint: String? = nil) -> AssayError {
      AssayError("sql.limit", subject: subject, reason: reason, hint: hint)
    }
    switch code {
    case SQLITE_TOOBIG:
      return isLongStatement
        ? met("the statement is longer than \(statementBytes) bytes, the limit")
        : met("a value would be longer than \(valueBytes) bytes, the limit")
    case SQLITE_NOMEM:
      return met(
        "the question needs more than \(memoryBytes) bytes of memory, the limit",
        "ask for fewer or shorter values, or for a shorter time")
    case SQLITE_FULL:
      return AssayError(
        "disk.full", subject: subject, reason: "there is no room for the temporary file of a sort",
        hint: "--temp DIR names another folder for it")
    default: break
    }
    let bounds = [
      "Expression tree is too large", "parser stack overflow", "too many ",
      "LIKE or GLOB pattern too complex",
      "at most ", "statement too long",
    ]
    return bounds.contains { message.hasPrefix($0) } ? met(message) : nil
  }
}
