import CaseFile
import Evidence
import Foundation
import Query
import Synchronization
import Testing

/// What hostile or careless SQL is told.
@Suite("SQL that is refused")
struct RefusalTests {
  struct Refused: Sendable, CustomTestStringConvertible {
    var sql: String
    var code = "sql.not-allowed"
    /// What the message must name.
    var name: String
    var testDescription: String { String(sql.prefix(60)) }
  }

  static let statements: [Refused] = [
    Refused(sql: "INSERT INTO events(record) VALUES (1)", name: "INSERT"),
    Refused(sql: "/* ; */ -- x\n ; replace INTO fields VALUES (1)", name: "REPLACE"),
    Refused(sql: "UPDATE sources SET name = 'x'", name: "UPDATE"),
    Refused(sql: "DELETE FROM events", name: "DELETE"),
    Refused(sql: "WITH x AS (SELECT 1) DELETE FROM events", name: "changing a table"),
    Refused(sql: "CREATE TABLE t(a)", name: "CREATE"),
    Refused(sql: "CREATE TEMP TABLE t AS SELECT 1", name: "CREATE"),
    Refused(sql: "CREATE VIRTUAL TABLE t USING fts5(a)", name: "CREATE"),
    Refused(sql: "DROP TABLE events", name: "DROP"),
    Refused(sql: "ALTER TABLE events ADD x", name: "ALTER"),
    Refused(sql: "VACUUM INTO 'x.db'", name: "VACUUM"),
    Refused(sql: "REINDEX", name: "REINDEX"),
    Refused(sql: "ANALYZE", name: "ANALYZE"),
    Refused(sql: "ATTACH 'x.db' AS y", name: "ATTACH"),
    Refused(sql: "DETACH y", name: "DETACH"),
    Refused(sql: "PRAGMA writable_schema = ON", name: "PRAGMA"),
    Refused(sql: "PRAGMA journal_mode", name: "PRAGMA"),
    Refused(sql: "BEGIN EXCLUSIVE", name: "BEGIN"),
    Refused(sql: "SAVEPOINT x", name: "SAVEPOINT"),
    Refused(sql: "EXPLAIN DELETE FROM events", name: "DELETE"),
    Refused(sql: "EXPLAIN QUERY PLAN UPDATE events SET time = 1", name: "UPDATE"),
    Refused(sql: "SELECT load_extension('x.so')", name: "load_extension"),
    Refused(
      sql: "SELECT count(*) FROM events WHERE load_extension('x', 'y') IS NULL", name: "load_extension"),
    Refused(sql: "SELECT randomblob(10)", name: "randomblob"),
    Refused(sql: "SELECT fts3_tokenizer('x', x'00')", name: "fts3_tokenizer"),
    Refused(sql: "SELECT readfile('/etc/passwd')", name: "readfile"),
    Refused(sql: "SELECT writefile('x', 'y')", name: "writefile"),
    Refused(sql: "SELECT edit('x')", name: "edit"),
    Refused(sql: "SELECT * FROM fsdir('/')", name: "fsdir"),
    Refused(sql: "SELECT sqlite_log(1, 'x')", name: "sqlite_log"),
    Refused(sql: "SELECT * FROM sqlite_master", name: "sqlite_master"),
    Refused(sql: "SELECT sql FROM sqlite_schema", name: "sqlite_"),
    Refused(sql: "SELECT * FROM sqlite_dbpage", name: "sqlite_dbpage"),
    Refused(sql: "SELECT * FROM dbstat", name: "dbstat"),
    Refused(sql: "SELECT * FROM pragma_table_info('events')", name: "pragma_table_info"),
    Refused(sql: "SELECT 1; SELECT 2", code: "sql.several", name: "one statement"),
    Refused(sql: "", code: "sql.empty", name: "no statement"),
    Refused(sql: "-- nothing\n;", code: "sql.empty", name: "no statement"),
    Refused(sql: "SELECT ?1", code: "sql.failed", name: "parameter"),
    Refused(sql: "SELECT :name", code: "sql.failed", name: "parameter"),
    Refused(sql: "SELEC 1", code: "sql.failed", name: "SELEC"),
  ]

  @Test("every statement but a question is refused, and the message names what", arguments: statements)
  func refused(_ statement: Refused) async throws {
    let fixture = try await CaseFixture("{\"a\":1}\n")
    let error = try #require(try fixture.failure(statement.sql))
    #expect(error.code == statement.code)
    #expect(error.reason.contains(statement.name), "\(error.reason)")
    // The session goes on.
    #expect(try fixture.texts("SELECT a FROM events") == [["1"]])
  }

  static let limits: [(label: String, sql: String)] = [
    ("brackets", "SELECT " + String(repeating: "(", count: 1200) + "1" + String(repeating: ")", count: 1200)),
    ("operators", "SELECT 1" + String(repeating: "+1", count: 3000)),
    ("text", "SELECT '" + String(repeating: "x", count: 1_100_000) + "'"),
    ("zeroblob", "SELECT zeroblob(300000000)"),
    ("pattern", "SELECT 'a' LIKE '" + String(repeating: "%a", count: 3000) + "'"),
    ("union", "SELECT 1" + String(repeating: " UNION ALL SELECT 1", count: 600)),
    ("arguments", "SELECT max(" + String(repeating: "1,", count: 200) + "1)"),
  ]

  @Test("limits are errors that say so", arguments: limits)
  func met(label: String, sql: String) async throws {
    let fixture = try await CaseFixture("{\"a\":1}\n")
    #expect(try fixture.failure(sql)?.code == "sql.limit", "\(label)")
  }

  @Test("one statement may be followed by comments, and may be EXPLAIN, VALUES or WITH")
  func allowed() async throws {
    let fixture = try await CaseFixture("{\"a\":1}\n")
    for sql in [
      "SELECT a FROM events; -- done", "VALUES (1)", "WITH x AS (SELECT 1) SELECT * FROM x",
      "EXPLAIN QUERY PLAN SELECT 1", "SELECT a FROM events WHERE 'update' <> 'drop'",
    ] {
      #expect(try fixture.failure(sql) == nil, "\(sql)")
    }
  }

  static let carets: [(sql: String, column: Int)] = [
    // Columns counted by hand: é is one, 漢 two, a combining accent none.
    ("SELECT nope FROM events", 7),
    ("SELECT 'é', nope FROM events", 12),
    ("SELECT '漢字', nope FROM events", 15),
    ("SELECT 'e\u{301}', nope FROM events", 12),
    ("SELECT 1,\n  'ü', nope FROM events", 7),
  ]

  @Test("the caret stands under the place, also behind wide and combined characters", arguments: carets)
  func caret(sql: String, column: Int) async throws {
    let fixture = try await CaseFixture("{\"a\":1}\n")
    let hint = try #require(try fixture.failure(sql)?.hint)
    let lines = hint.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 2)
    #expect(lines.last.map(String.init) == String(repeating: " ", count: column) + "^")
  }

  @Test("of a long line the part around the place is shown")
  func longLine() {
    let text = Array(
      (String(repeating: "a", count: 5000) + "\u{1b}X" + String(repeating: "b", count: 5000)).utf8)
    let lines = CaretText.lines(text, at: 5001).split(separator: "\n")
    #expect(
      lines[0] == "…" + String(repeating: "a", count: 69) + " X" + String(repeating: "b", count: 69) + "…")
    #expect(lines[1] == String(repeating: " ", count: 71) + "^")
  }
}

/// What stops a question: the closure that a session asks.
@Suite("A question that is stopped")
struct StoppedQuestionTests {
  static let questions = [
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c",
    "SELECT count(*) FROM events a, events b, events c WHERE a.text > b.text",
    "SELECT count(*) FROM events WHERE text LIKE '%e%e%e%e%' AND nope IS NULL",
    "SELECT text FROM events ORDER BY text",
    "SELECT sum(levenshtein(text, raw)) FROM events",
    "SELECT count(*) FROM events WHERE value_match(n, '/(1|11)+x/')",
    "SELECT count(*) FROM events WHERE text_match(text, 'nothing')",
    "SELECT DISTINCT n FROM events",
    "SELECT locator FROM gaps",
  ]

  @Test("a question stops when asked at once, and the session goes on", arguments: questions)
  func stops(_ sql: String) async throws {
    let line = #"{"n":11111111111111111111111,"nope":null,"s":"ee"}"#
    let text = Array((String(repeating: line + "\n\n", count: 3000)).utf8)
    let fixture = try await CaseFixture(files: [("x.ndjson", text)])
    let isStopped = Mutex(false)
    let session = try fixture.session { isStopped.withLock { $0 } }
    isStopped.withLock { $0 = true }
    #expect(throws: AssayError("interrupted", subject: "", reason: "")) { try session.rows(sql) }
    isStopped.withLock { $0 = false }
    #expect(try session.texts("SELECT count(*) FROM events") == [["3000"]])
  }

  @Test("a raw search that finds nothing stops, and counts no block that it did not finish")
  func rawSearch() async throws {
    let fixture = try await CaseFixture(String(repeating: "{\"a\":1}\n", count: 500))
    let reader = try CaseReader(CaseStore.open(fixture.path))
    let search = RawSearch(
      reader, pattern: try Pattern("nowhere", options: PatternOptions()), threads: 2, isCancelled: { true })
    let summary = try await search.run(firstPerSpan: false) { _ in true }
    #expect(summary.records == 0)
    #expect(summary.matches == 0)
  }
}
