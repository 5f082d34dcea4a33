internal import CSQLiteShim
package import CaseFile
import Evidence
import Formats
import Foundation

// Runs user SQL. Sound because the connection and its statement belong to this object, are used by one thread,
// and are finalized and closed in `deinit`; what callbacks hold is retained by the session.

/// User SQL over a case: read-only, on an in-memory connection of its own that holds nothing but virtual
/// tables, under an authorizer. No statement can reach the case file except through them.
@safe package final class QuerySession {
  package let reader: CaseReader
  private let claimReader: CaseReader
  private var db: OpaquePointer?
  private let events: EventsTable
  private let eventCounts: EventsTable
  private let claims: EventsTable
  /// Tables of records; all report to one `MatchingReport`.
  private var recordTables: [EventsTable] { [events, eventCounts, claims] }
  private var boxes: [TableBox] = []
  /// In the order in which they were made known.
  var tableNames: [(name: String, table: any VirtualTable)] = []
  /// What the answer's reader must know, without repetition.
  package private(set) var notes: [String] = []
  private let isCancelled: () -> Bool
  private let isPushingDown: Bool
  /// Version of the SQLite library: its functions answer as it does.
  package static var sqliteVersion: String { unsafe String(cString: sqlite3_libversion()) }
  private let refusal: StatementRefusal
  /// What the authorizer said no to while a statement was prepared.
  private var refused: AssayError?
  /// Told how many of how many pieces of a long analysis are done.
  package var onProgress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  /// How often `value_match` or `text_match` met the step limit of a regular expression.
  package var undecided: Int { events.matching.undecided }
  /// Whether the search filter was asked, so that row groups could stay unopened. `event_counts` asks through `events`.
  package var asksSearchFilter: Bool { events.asksSearchFilter || claims.asksSearchFilter }

  /// - Parameters:
  ///   - scope: which part of the case is asked.
  ///   - pushdown: false opens every row group, to prove that pruning changes no answer.
  ///   - threads: how many unpack row groups at the same time; no answer depends on it.
  ///   - isCancelled: asked every few hundred steps of a statement, before each call of a function of ours, and
  ///     before each row group and block that is read.
  package init(
    _ store: CaseStore, scope: CaseScope = CaseScope(), pushdown: Bool = true,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount, isCancelled: @escaping () -> Bool = { false }
  ) throws {
    reader = try CaseReader(store, scope: scope)
    events = EventsTable(reader, pushdown: pushdown, threads: threads)
    eventCounts = events.counting()
    claimReader = try reader.claims()
    claimReader.isCancelled = isCancelled
    claims = EventsTable(claimReader, pushdown: pushdown, threads: threads, matching: events.matching)
    for table in [events, eventCounts, claims] { table.isCancelled = isCancelled }
    refusal = StatementRefusal(subject: store.path)
    self.isCancelled = isCancelled
    reader.isCancelled = isCancelled
    events.matching.isCancelled = isCancelled
    isPushingDown = pushdown
    try open()
  }

  deinit { unsafe sqlite3_close_v2(db) }

  private func open() throws {
    var connection: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY
    guard unsafe sqlite3_open_v2(":memory:", &connection, flags, nil) == SQLITE_OK,
      let opened = unsafe connection
    else {
      throw AssayError("memory", subject: "sqlite", reason: "no connection")
    }
    unsafe db = opened
    unsafe QueryLimits.apply(to: opened)
    // A mistyped "Colum" is an error, not the text 'Colum' (SQLite's DQS misfeature).
    _ = unsafe assay_sqlite3_db_config_bool(opened, SQLITE_DBCONFIG_DQS_DML, 0)
    for table in recordTables {
      table.onTextComparedWithNumber = { [unowned self] name in
        note(
          "column \"\(name)\" holds text, compared here with a number as text; for numbers write "
            + "CAST(\"\(name)\" AS INTEGER)")
      }
    }
    if events.columns.withoutColumn > 0 {
      notes.append(
        "\(events.columns.withoutColumn) of \(reader.fields.count) fields have no column (SQLite allows 2000); "
          + "field(record, 'name') reaches them")
    }
    try register("events", events)
    try register("event_counts", eventCounts)
    try register("claims", claims)
    for (name, table) in CaseTables.all(reader) { try register(name, table) }
    let analyses = AnalysisTables.all(
      reader, ask: { [unowned self] in try rows(of: $0) },
      step: { [unowned self] done, total in
        if isCancelled() { throw AssayError("interrupted", subject: reader.store.path, reason: "stopped") }
        onProgress(done, total)
      })
    for (name, table) in analyses {
      try register(name, table)
    }
    try unsafe SQLFunctions.register(opened, reader, claims: claimReader, isCancelled: isCancelled)
    try unsafe SearchMatching.register(opened, events.matching)
    // Several values are a JSON array: SQLite's own tables take it apart. Connected now, as `register` does.
    for name in ["json_each", "json_tree"] {
      _ = unsafe sqlite3_exec(opened, "SELECT 1 FROM \(name)('[]')", nil, nil, nil)
    }
    unsafe sqlite3_progress_handler(
      opened, 200,
      { context in
        guard let context = unsafe context else { return 0 }
        let session = unsafe Unmanaged<QuerySession>.fromOpaque(context).takeUnretainedValue()
        return session.isCancelled() ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
    unsafe sqlite3_set_authorizer(
      opened,
      { context, action, first, second, _, _ in
        guard let context = unsafe context else { return SQLITE_DENY }
        let session = unsafe Unmanaged<QuerySession>.fromOpaque(context).takeUnretainedValue()
        return session.authorize(
          action, unsafe first.map { unsafe String(cString: $0) },
          unsafe second.map { unsafe String(cString: $0) })
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Whether a part of a statement may run, asked while it is prepared.
  private func authorize(_ action: Int32, _ first: String?, _ second: String?) -> Int32 {
    // Preparing can take long by itself, where each table of a WITH reads the one before twice.
    if action == SQLITE_READ, let first, let second { noteReading(first, column: second) }
    let no = isCancelled() ? interruption : refusal.ofAction(action, first, second)
    if refused == nil { refused = no }
    return no == nil ? SQLITE_OK : SQLITE_DENY
  }

  private var interruption: AssayError {
    AssayError("interrupted", subject: reader.store.path, reason: "stopped")
  }

  /// The statement being prepared reads a column: the tables unpack what is named, ahead.
  private func noteReading(_ table: String, column: String) {
    switch table {
    case "events": events.reads(column)
    case "event_counts": eventCounts.reads(column)
    case "claims": claims.reads(column)
    default: break
    }
  }

  private func register(_ name: String, _ table: any VirtualTable) throws {
    let box = TableBox(table)
    boxes.append(box)
    tableNames.append((name, table))
    let code = unsafe sqlite3_create_module_v2(
      db, name, virtualTableModule, Unmanaged.passUnretained(box).toOpaque(), nil)
    guard code == SQLITE_OK else { throw sqlError(sql: "") }
    // Connects the table now: declaring its columns is a CREATE TABLE, which the authorizer forbids later.
    guard unsafe sqlite3_exec(db, "SELECT 1 FROM \(name) LIMIT 0", nil, nil, nil) == SQLITE_OK else {
      throw sqlError(sql: "")
    }
  }

  private func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// Runs one statement; `onRow` gets each row and may return false to stop.
  ///
  /// - Throws: `sql.empty`, `sql.several`, `sql.not-allowed`, `sql.limit`, `sql.failed`, `interrupted`.
  package func run(
    _ sql: String, onColumns: ([String]) throws -> Void, onRow: ([SQLValue]) throws -> Bool
  ) throws {
    let rows = try rows(of: sql)
    try onColumns(rows.columns)
    while let row = try rows.next() {
      if try !onRow(row) { return }
    }
  }

  /// The rows of one statement. A virtual table that is computed from others asks with it, too.
  func rows(of sql: String) throws -> QueryRows {
    if let refused = refusal.ofStatement(sql) { throw refused }
    refused = nil
    for table in recordTables { table.beginStatement() }
    var statement: OpaquePointer?
    let rest = try unsafe sql.withCString { text -> String in
      var tail: UnsafePointer<CChar>?
      guard unsafe sqlite3_prepare_v2(db, text, -1, &statement, &tail) == SQLITE_OK else {
        throw sqlError(sql: sql)
      }
      return unsafe tail.map { unsafe String(cString: $0) } ?? ""
    }
    guard let statement = unsafe statement else {
      throw AssayError("sql.empty", subject: sql, reason: "there is no statement")
    }
    let rows = unsafe QueryRows(self, statement, sql: sql)
    guard isBlank(rest), !sql.utf8.contains(0) else {
      throw AssayError("sql.several", subject: sql, reason: "only one statement can be run at a time")
    }
    guard !rows.columns.isEmpty else {
      throw AssayError("sql.not-allowed", subject: reader.store.path, reason: "only SELECT is allowed")
    }
    guard unsafe sqlite3_bind_parameter_count(statement) == 0 else {
      throw AssayError(
        "sql.failed", subject: reader.store.path, reason: "the statement has a parameter without a value",
        hint: "a question mark or a name with : @ $ that is text stands in quotes")
    }
    if let counted = unsafe counted(sql) {
      return unsafe QueryRows(self, counted, sql: sql, columns: rows.columns)
    }
    return rows
  }

  /// The same question put to `event_counts`, if it is one that counts; see `CountedStatement`.
  private func counted(_ sql: String) -> OpaquePointer? {
    guard isPushingDown, let counted = CountedStatement(sql, columns: events.columns) else { return nil }
    for table in recordTables { table.beginStatement() }
    var statement: OpaquePointer?
    guard unsafe sqlite3_prepare_v2(db, counted.sql, -1, &statement, nil) == SQLITE_OK else { return nil }
    return unsafe statement
  }

  /// Whether there is nothing but white space, semicolons and comments.
  private func isBlank(_ text: String) -> Bool {
    var rest = text.drop { $0.isWhitespace || $0 == ";" }
    while !rest.isEmpty {
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        guard let end = rest.dropFirst(2).firstRange(of: "*/") else { return true }
        rest = rest[end.upperBound...]
      } else {
        return false
      }
      rest = rest.drop { $0.isWhitespace || $0 == ";" }
    }
    return true
  }

  func sqlError(sql: String) -> AssayError {
    let message = unsafe String(cString: sqlite3_errmsg(db))
    let code = unsafe sqlite3_errcode(db)
    // A table of SQLite's own is refused in the middle of its making: its name says more than that step.
    if let refused { return refusal.ofMessage(message) ?? refusal.ofPragmaTable(in: sql) ?? refused }
    if code == SQLITE_INTERRUPT { return interruption }
    let isLong = sql.utf8.count > QueryLimits.statementBytes
    if let refused = refusal.ofMessage(message)
      ?? QueryLimits.error(code, message, isLongStatement: isLong, subject: reader.store.path)
    {
      return refused
    }
    let offset = unsafe sqlite3_error_offset(db)
    var error = AssayError("sql.failed", subject: reader.store.path, reason: message)
    if offset >= 0 {
      error.hint = CaretText.lines(Array(sql.utf8), at: Int(offset))
    } else if message.hasPrefix("no such column") {
      error.hint = "assay fields \(reader.store.path) lists the fields"
    }
    return error
  }
}
