internal import CSQLiteShim
import CaseFile
import Evidence

// Sound because the statement belongs to this object, is used by the thread that uses its connection, and is
// finalized once, in `deinit`; the session outlives it (it is held here).

/// The rows of one statement, fetched one by one.
@safe final class QueryRows {
  private let session: QuerySession
  private let statement: OpaquePointer
  private let sql: String
  /// Names of the columns.
  let columns: [String]

  /// - Parameter columns: their names, where they are not those of the statement.
  init(_ session: QuerySession, _ statement: OpaquePointer, sql: String, columns: [String]? = nil) {
    self.session = session
    unsafe self.statement = statement
    self.sql = sql
    let count = unsafe sqlite3_column_count(statement)
    self.columns =
      columns ?? (0..<count).map { unsafe String(cString: sqlite3_column_name(statement, $0)) }
  }

  deinit { unsafe sqlite3_finalize(statement) }

  /// The next row; nil at the end.
  ///
  /// - Throws: `sql.failed`, `interrupted`.
  func next() throws -> [SQLValue]? {
    switch unsafe sqlite3_step(statement) {
    case SQLITE_ROW:
      return (0..<Int32(columns.count)).map { unsafe sqlValue(sqlite3_column_value(statement, $0)) }
    case SQLITE_DONE: return nil
    case SQLITE_INTERRUPT:
      throw AssayError("interrupted", subject: session.reader.store.path, reason: "stopped")
    default: throw session.sqlError(sql: sql)
    }
  }
}
