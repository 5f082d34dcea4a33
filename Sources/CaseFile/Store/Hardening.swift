internal import CSQLiteShim
import Evidence
import GRDB

// Hands a connection that GRDB lends within its closure to SQLite's own setters: they set it up, and keep nothing but
// a budget of their own that the connection frees.

/// How a case file is opened: it may come from an attacker (https://sqlite.org/security.html, "Defense against the dark
/// arts"; docs/integrity.md says what is done). GRDB keeps the authorizer of its connections for itself.
enum Hardening {
  /// Switches of `sqlite3_db_config`. DEFENSIVE also turns `writable_schema` off.
  private static let switches: [(option: Int32, value: Int32)] = [
    (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
    (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
    (SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0), (SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0),
  ]

  /// Longest text of a statement, those of a hostile schema among them. Assay's own are below 4 KiB.
  private static let statementBytes: Int32 = 1 << 16
  /// Most columns of a table or terms of a question; Assay's own have up to 20.
  private static let columns: Int32 = 200
  /// Most steps of a prepared statement, and most terms of a compound one.
  private static let instructions: Int32 = 100_000
  private static let compound: Int32 = 20
  /// A value can be longer than the file only if pages are read more than once; it may grow while it is read.
  private static let leastValueBytes: UInt64 = 64 << 20
  /// Steps of one statement: a page holds at most some hundred rows, and a row of `integrity_check` takes some hundred
  /// steps. Many times what a sound file needs, which is what bounds time and memory for another.
  private static let stepsPerPage: Int64 = 20_000
  private static let leastSteps: Int64 = 5_000_000

  /// - Parameter byteCount: length of the file.
  static func apply(_ db: Database, readOnly: Bool, byteCount: UInt64) throws {
    if let connection = unsafe db.sqliteConnection {
      for (option, value) in switches {
        _ = unsafe assay_sqlite3_db_config_bool(connection, option, value)
      }
      for (limit, value) in [
        (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_SQL_LENGTH, statementBytes), (SQLITE_LIMIT_COLUMN, columns),
        (SQLITE_LIMIT_VDBE_OP, instructions), (SQLITE_LIMIT_COMPOUND_SELECT, compound),
        (SQLITE_LIMIT_TRIGGER_DEPTH, 1),
      ] {
        _ = unsafe sqlite3_limit(connection, limit, value)
      }
      if readOnly {
        let bytes = Int32(clamping: max(leastValueBytes, byteCount))
        _ = unsafe sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, bytes)
      }
      unsafe assay_sqlite3_limit_steps(connection, leastSteps, stepsPerPage)
    }
    try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0")
  }

  /// What a limit that was met says of the file; nil for another error.
  static func words(_ error: DatabaseError) -> String? {
    switch error.resultCode {
    case .SQLITE_INTERRUPT:
      "reading it takes more steps than a sound file of its length can: its pages refer to one another"
    case .SQLITE_TOOBIG: "a value or a statement in it is longer than the file, or than a case has any"
    case .SQLITE_NOMEM: "reading it takes more memory than a case needs"
    default: nil
    }
  }

  /// Lets one file be attached while `body` runs: `VACUUM INTO` attaches the copy that it writes. Nothing of the case's own
  /// text runs meanwhile.
  static func allowingCopy(_ db: Database, _ body: () throws -> Void) throws {
    guard let connection = unsafe db.sqliteConnection else { return try body() }
    let before = unsafe sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 1)
    defer { _ = unsafe sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, before) }
    try body()
  }
}
