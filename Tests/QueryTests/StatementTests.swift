import Evidence
import Query
import Synchronization
import Testing

@Suite("Statements that a user may run")
struct StatementTests {
  static let one = #"{"a":1,"b":"x"}"# + "\n" + #"{"a":2,"b":"y"}"# + "\n"

  static let refused = [
    "INSERT INTO events (a) VALUES (1)", "UPDATE events SET a = 2", "DELETE FROM events",
    "REPLACE INTO events (a) VALUES (1)",
    "CREATE TABLE t (x)", "CREATE TEMP TABLE t (x)", "CREATE VIEW v AS SELECT 1",
    "CREATE INDEX i ON events (a)",
    "CREATE VIRTUAL TABLE t USING events", "CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END",
    "DROP TABLE events", "ALTER TABLE events ADD COLUMN z", "ATTACH '/tmp/x.db' AS x", "DETACH main",
    "PRAGMA table_info(events)", "PRAGMA writable_schema = 1", "SELECT * FROM pragma_table_info('events')",
    "VACUUM",
    "VACUUM INTO '/tmp/x.db'", "REINDEX", "ANALYZE", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT s",
    "RELEASE s",
    "SELECT load_extension('/tmp/x.so')", "SELECT writefile('/tmp/x', 'y')", "SELECT readfile('/etc/passwd')",
    "SELECT * FROM fsdir('/')", "SELECT edit('x')", "INSERT INTO sources (name) VALUES ('x')",
    "WITH x AS (SELECT 1) DELETE FROM events", "INSERT INTO sqlite_schema (name) VALUES ('x')",
    "SELECT fts3_tokenizer('x')", "SELECT * FROM dbstat", "SELECT * FROM sqlite_dbpage",
  ]

  @Test("whatever is not a question is refused, and changes nothing", arguments: refused)
  func refuses(sql: String) async throws {
    let fixture = try await CaseFixture(Self.one)
    let failure = try #require(try fixture.failure(sql))
    #expect(["sql.not-allowed", "sql.failed"].contains(failure.code))
    #expect(try fixture.texts("SELECT a, b FROM events") == [["1", "x"], ["2", "y"]])
  }

  @Test("a statement that begins as a question and is none is refused too")
  func several() async throws {
    let fixture = try await CaseFixture(Self.one)
    for sql in [
      "SELECT 1; SELECT 2", "SELECT 1; DELETE FROM events", "SELECT 1;;; x", "SELECT 1; /* */ SELECT 2",
      "SELECT 1\0; DROP",
    ] {
      #expect(try fixture.failure(sql)?.code == "sql.several", "\(sql)")
    }
    for sql in ["", " ", ";", "-- nothing", "/* nothing */"] {
      #expect(try fixture.failure(sql)?.code == "sql.empty", "\(sql)")
    }
  }

  @Test(
    "semicolons, white space and comments may follow",
    arguments: [
      "SELECT 1;", "SELECT 1 ;\n ; ", "SELECT 1; -- done", "SELECT 1; /* done */ -- so", "SELECT 1; /* open",
    ])
  func trailing(sql: String) async throws {
    #expect(try await CaseFixture(Self.one).texts(sql) == [["1"]])
  }

  @Test("a syntax error shows the line with a caret under the place")
  func caret() async throws {
    let fixture = try await CaseFixture(Self.one)
    let failure = try #require(try fixture.failure("SELECT a,\n  b FORM events"))
    #expect(failure.code == "sql.failed")
    #expect(failure.hint?.contains("  b FORM events\n") == true)
    let lines = (failure.hint ?? "").split(separator: "\n")
    #expect(lines.last?.last == "^")
    #expect(lines.last?.count == "  b FORM ".count + 1)
  }

  @Test("an unknown column is an error, quoted or not: never its own name as text")
  func unknownColumn() async throws {
    let fixture = try await CaseFixture(Self.one)
    for sql in [
      "SELECT c FROM events", "SELECT \"c\" FROM events", "SELECT a FROM events WHERE \"B c\" = 'x'",
      "SELECT \"winlog.event_data.Image\" FROM events",
    ] {
      let failure = try #require(try fixture.failure(sql), "\(sql)")
      #expect(failure.reason.contains("no such column"), "\(sql)")
    }
  }

  @Test("a recursion without end stops when it is cancelled")
  func cancelled() async throws {
    let fixture = try await CaseFixture(Self.one)
    let asked = Mutex(0)
    let session = try fixture.session(isCancelled: {
      asked.withLock {
        $0 += 1
        return $0 > 50
      }
    })
    let error = #expect(throws: AssayError.self) {
      _ = try session.rows(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
    }
    #expect(error?.code == "interrupted")
    #expect(asked.withLock { $0 } == 51)
  }

  @Test("a caller that has enough rows gets no more")
  func stop() async throws {
    let session = try await CaseFixture(Self.one).session()
    var rows = 0
    try session.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", onColumns: { _ in },
      onRow: { _ in
        rows += 1
        return rows < 10
      })
    #expect(rows == 10)
  }

  @Test("what SQL offers for asking works: joins, subqueries, CTE, windows, LIMIT, IN, BETWEEN, LIKE, NULL")
  func language() async throws {
    let fixture = try await CaseFixture(
      """
      {"id":1,"parent":null,"name":"init","timestamp":"2024-01-01T00:00:03Z"}
      {"id":2,"parent":1,"name":"sshd","timestamp":"2024-01-01T00:00:01Z"}
      {"id":3,"parent":2,"name":"bash","timestamp":"2024-01-01T00:00:02Z"}
      {"id":4,"parent":3,"name":"","timestamp":"2024-01-01T00:00:04Z"}
      {"id":5,"parent":9}

      """)
    let answers: [(String, [[String?]])] = [
      (
        "SELECT c.name, p.name FROM events c JOIN events p ON c.parent = p.id ORDER BY c.id",
        [["sshd", "init"], ["bash", "sshd"], ["", "bash"]]
      ),
      (
        "SELECT c.id, p.id FROM events c LEFT JOIN events p ON c.parent = p.id ORDER BY c.id",
        [["1", nil], ["2", "1"], ["3", "2"], ["4", "3"], ["5", nil]]
      ),
      (
        """
        WITH RECURSIVE up(id, depth) AS (SELECT 4, 0 UNION ALL
          SELECT e.parent, depth + 1 FROM up JOIN events e ON e.id = up.id WHERE e.parent IS NOT NULL)
        SELECT id FROM up ORDER BY depth
        """, [["4"], ["3"], ["2"], ["1"]]
      ),
      (
        "SELECT id FROM events WHERE parent IN (SELECT id FROM events WHERE id < 3) ORDER BY 1",
        [["2"], ["3"]]
      ),
      ("SELECT id FROM events WHERE id IN (5, 1, 77) ORDER BY id", [["1"], ["5"]]),
      ("SELECT id FROM events WHERE id NOT IN (5, 1, 77) ORDER BY id", [["2"], ["3"], ["4"]]),
      ("SELECT id FROM events WHERE name IN ('bash', 'sshd') ORDER BY id", [["2"], ["3"]]),
      ("SELECT id FROM events WHERE id BETWEEN 2 AND 3 ORDER BY id", [["2"], ["3"]]),
      ("SELECT id FROM events WHERE name LIKE '%SH%' ORDER BY id", [["2"], ["3"]]),
      ("SELECT id FROM events WHERE name GLOB '*sh*' AND name <> 'bash'", [["2"]]),
      ("SELECT id FROM events WHERE parent IS NULL", [["1"]]),
      ("SELECT id FROM events WHERE parent IS 9", [["5"]]),
      ("SELECT count(*), count(parent), count(name), count(time) FROM events", [["5", "4", "4", "4"]]),
      ("SELECT id FROM events WHERE name = ''", [["4"]]),
      ("SELECT id FROM events WHERE name IS NULL", [["5"]]),
      ("SELECT id FROM events WHERE time IS NOT NULL ORDER BY time LIMIT 2", [["2"], ["3"]]),
      ("SELECT id FROM events ORDER BY time DESC LIMIT 2 OFFSET 1", [["1"], ["3"]]),
      (
        "SELECT id FROM events WHERE id = 2 OR name = 'bash' OR record = 0 ORDER BY id",
        [["1"], ["2"], ["3"]]
      ),
      ("SELECT id, lag(id) OVER (ORDER BY id) FROM events WHERE id < 3", [["1", nil], ["2", "1"]]),
      (
        "SELECT id FROM events WHERE EXISTS (SELECT 1 FROM events p WHERE p.id = events.parent) ORDER BY 1",
        [["2"], ["3"], ["4"]]
      ),
      ("SELECT DISTINCT name IS NULL FROM events ORDER BY 1", [["0"], ["1"]]),
      (
        "SELECT name, count(*) FROM events GROUP BY name HAVING name > '' ORDER BY name DESC",
        [["sshd", "1"], ["init", "1"], ["bash", "1"]]
      ),
      ("SELECT name FROM events GROUP BY name", [[nil], [""], ["bash"], ["init"], ["sshd"]]),
      ("SELECT max(id), min(name), group_concat(id) FROM events WHERE id < 4", [["3", "bash", "1,2,3"]]),
      (
        "SELECT id FROM events UNION SELECT parent FROM events WHERE parent > 4 ORDER BY 1 DESC LIMIT 2",
        [["9"], ["5"]]
      ),
      ("VALUES (1, 'a')", [["1", "a"]]),
    ]
    for (sql, answer) in answers { #expect(try fixture.texts(sql) == answer, "\(sql)") }
  }

  @Test("a collation of the question's own is SQLite's business, and finds what it should")
  func collation() async throws {
    let fixture = try await CaseFixture(Self.one + #"{"a":3,"b":"X"}"# + "\n")
    #expect(try fixture.column("SELECT a FROM events WHERE b = 'X' COLLATE NOCASE ORDER BY a") == ["1", "3"])
    #expect(
      try fixture.column("SELECT a FROM events WHERE b > 'W' COLLATE NOCASE ORDER BY a") == ["1", "2", "3"])
    #expect(
      try fixture.texts("SELECT count(*) FROM events GROUP BY b COLLATE NOCASE ORDER BY 1") == [["1"], ["2"]])
    #expect(try fixture.texts("SELECT DISTINCT b COLLATE NOCASE FROM events").count == 2)
  }
}
