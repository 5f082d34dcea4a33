package import Evidence
import Foundation
package import GRDB

/// An open case file. One connection for the life of the command.
package final class CaseStore: Sendable {
  package let path: String
  package let queue: DatabaseQueue
  package let isReadOnly: Bool

  private init(path: String, queue: DatabaseQueue, isReadOnly: Bool) {
    self.path = path
    self.queue = queue
    self.isReadOnly = isReadOnly
  }

  /// Opens a case for asking: read-only. After a kill in the middle of a write, SQLite first rolls back what
  /// was not committed, for which the file is opened for writing once.
  ///
  /// - Throws: `case.missing`, `case.not-a-case`, `case.format-too-new`, `case.schema`, `case.locked`,
  ///   `case.journal`, `case.damaged`.
  package static func open(_ path: String) throws(AssayError) -> CaseStore {
    try checkIsFile(path)
    do throws(AssayError) {
      return try connect(path, readOnly: true, create: false)
    } catch {
      guard error.code == "case.needs-rollback" else { throw error }
      return try connect(path, readOnly: false, create: false)
    }
  }

  /// Opens a case for asking as it lies there: nothing is written, rolled back or locked, whatever lies beside it.
  ///
  /// - Throws: as `open`.
  package static func openUnchanged(_ path: String) throws(AssayError) -> CaseStore {
    try checkIsFile(path)
    do {
      let store = CaseStore(path: path, queue: try ImmutableCase.open(path), isReadOnly: true)
      try store.checkFormat(create: false)
      return store
    } catch {
      throw translate(error, path: path)
    }
  }

  /// Opens a case for adding; creates it if `create` and it is not there.
  ///
  /// - Throws: as `open`, and `case.unwritable`.
  package static func openForWriting(_ path: String, create: Bool) throws(AssayError) -> CaseStore {
    if !create || FileManager.default.fileExists(atPath: path) { try checkIsFile(path) }
    return try connect(path, readOnly: false, create: create)
  }

  private static func checkIsFile(_ path: String) throws(AssayError) {
    let status: FileStatus
    do throws(AssayError) {
      status = try FilePath(path).status()
    } catch {
      throw AssayError(
        error.code == "file.missing" ? "case.missing" : "case.unreadable", subject: path,
        reason: error.reason,
        hint: error.code == "file.missing" ? "make one: assay add \(path) LOGS…" : nil)
    }
    guard status.kind == .file else {
      throw AssayError("case.not-a-case", subject: path, reason: "is not a file")
    }
  }

  private static func connect(_ path: String, readOnly: Bool, create: Bool) throws(AssayError) -> CaseStore {
    try Sidecar.refuseHostile(beside: path)
    do {
      var configuration = Configuration()
      configuration.readonly = readOnly
      configuration.busyMode = .timeout(2)
      configuration.prepareDatabase { db in try harden(db, readOnly: readOnly, path: path) }
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      let store = CaseStore(path: path, queue: queue, isReadOnly: readOnly)
      try store.checkFormat(create: create)
      return store
    } catch let error as AssayError {
      throw error
    } catch {
      throw Self.translate(error, path: path)
    }
  }

  /// spec: SQLite's "Defense against the dark arts". The case file may come from an attacker.
  ///
  /// - Parameter path: of the file, as the file system has it.
  static func harden(_ db: Database, readOnly: Bool, path: String) throws {
    try Hardening.apply(db, readOnly: readOnly, byteCount: FileReader.statusOfFile(FilePath(path))?.size ?? 0)
    if !readOnly {
      // A rollback journal, not WAL: what an import writes is new pages, and those are written once. The case
      // stays one file at every moment but during a commit (docs/decisions/0002).
      try db.execute(
        sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA cache_size = -16384")
    }
  }

  private func checkFormat(create: Bool) throws {
    let (application, version, tables) = try queue.read { db in
      (
        try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
        try Int.fetchOne(db, sql: "SELECT count(1) FROM sqlite_schema") ?? 0
      )
    }
    if application == 0, version == 0, tables == 0, create, !isReadOnly {
      try createSchema()
      return
    }
    guard application == Schema.applicationID else {
      throw AssayError("case.not-a-case", subject: path, reason: "is not an Assay case")
    }
    guard version <= Schema.version else {
      throw AssayError(
        "case.format-too-new", subject: path,
        reason: "written by format \(version); this Assay reads up to \(Schema.version)",
        hint: "nothing was changed; use the newer assay, or the reader in docs/reader.py")
    }
    guard version >= Schema.oldestVersion else {
      throw AssayError("case.format-unknown", subject: path, reason: "format \(version) never existed")
    }
    try checkSchema()
  }

  /// Before any table is read: a view may stand where a table stood, an index may leave rows out.
  private func checkSchema() throws {
    let differences = try queue.read { db in try Schema.differences(db).filter { !$0.isHarmless } }
    guard let first = differences.first else { return }
    throw AssayError(
      "case.schema", subject: path,
      reason: "was altered by something else than Assay: \(first.reason)"
        + (differences.count > 1 ? ", and \(differences.count - 1) more" : ""),
      hint: "assay verify \(path) says what is left; docs/reader.py gives the sources back")
  }

  private func createSchema() throws {
    try queue.inDatabase { db in
      try db.execute(sql: "PRAGMA page_size = 4096")
      try db.inTransaction(.immediate) {
        for object in Schema.objects(of: Schema.version) { try db.execute(sql: object.sql) }
        try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
        return .commit
      }
    }
  }

  /// Differences between the file's schema and the expected one, in words; empty when it is as it must be.
  package func schemaDifferences() throws -> [String] {
    try queue.read { db in try Schema.differences(db).map(\.reason) }
  }

  /// A SQLite error in the words of a user.
  package static func translate(_ error: any Error, path: String) -> AssayError {
    if let error = error as? AssayError { return error }
    guard let error = error as? DatabaseError else {
      return AssayError("case.error", subject: path, reason: "\(error)")
    }
    if let reason = Hardening.words(error) {
      return AssayError(
        "case.damaged", subject: path, reason: reason, hint: "assay verify \(path) says what is left")
    }
    switch error.resultCode {
    case .SQLITE_NOTADB: return AssayError("case.not-a-case", subject: path, reason: "is not an Assay case")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return AssayError(
        "case.locked", subject: path, reason: "another process is writing to it",
        hint: "try again when it is done")
    case .SQLITE_FULL:
      return AssayError(
        "disk.full", subject: path, reason: "the disk is full; what was committed is safe",
        hint: "make room, then the same command goes on from there")
    case .SQLITE_READONLY where error.extendedResultCode.rawValue == 776:
      return AssayError(
        "case.needs-rollback", subject: path, reason: "an interrupted write must be rolled back first")
    case .SQLITE_READONLY, .SQLITE_PERM:
      return AssayError("case.unwritable", subject: path, reason: "cannot be written")
    case .SQLITE_CANTOPEN: return AssayError("case.unreadable", subject: path, reason: "cannot be opened")
    case .SQLITE_CORRUPT:
      return AssayError(
        "case.damaged", subject: path, reason: "the SQLite file is damaged: \(error.message ?? "")",
        hint: "assay verify \(path) says what is left")
    case .SQLITE_IOERR:
      return AssayError("case.io", subject: path, reason: "reading or writing failed: \(error.message ?? "")")
    default: return AssayError("case.error", subject: path, reason: error.message ?? "\(error.resultCode)")
    }
  }
}
