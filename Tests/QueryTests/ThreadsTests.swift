import Query
import Testing

@Suite("Threads: the same answers")
struct ThreadsTests {
  @Test("generated questions have the same rows in the same order for 1, 2 and 8 threads", arguments: 0..<4)
  func generated(seed: Int) async throws {
    let fixture = try await ManyGroups.fixture.value
    var generator = GeneratedQuestion(seed: UInt64(200 + seed))
    let sessions = try [1, 2, 8].map { try fixture.session(threads: $0) }
    for _ in 0..<40 {
      let sql = generator.next().replacing(" ORDER BY record", with: "")
      let answers = try sessions.map { try $0.rows(sql) }
      #expect(answers[0] == answers[1], "seed \(seed): \(sql)")
      #expect(answers[0] == answers[2], "seed \(seed): \(sql)")
    }
    #expect(sessions[0].reader.openedGroups == sessions[1].reader.openedGroups)
  }

  @Test("a statement can be asked again, and another one between its rows")
  func nested() async throws {
    let fixture = try await ManyGroups.fixture.value
    let session = try fixture.session(threads: 3)
    var outer: [[SQLValue]] = []
    try session.run("SELECT record, word FROM events WHERE n > 0", onColumns: { _ in }) { row in
      outer.append(row)
      if outer.count == 500 {
        let inner = try session.texts("SELECT count(*) FROM events WHERE word = 'alpha'")
        #expect(inner.count == 1)
      }
      return true
    }
    #expect(try fixture.session(threads: 1).rows("SELECT record, word FROM events WHERE n > 0") == outer)
    #expect(try session.rows("SELECT record, word FROM events WHERE n > 0") == outer)
  }

  @Test("a statement that is left early leaves nothing behind", arguments: [1, 2, 8])
  func leftEarly(threads: Int) async throws {
    let fixture = try await ManyGroups.fixture.value
    let session = try fixture.session(threads: threads)
    for _ in 0..<50 {
      var count = 0
      try session.run("SELECT record FROM events", onColumns: { _ in }) { _ in
        count += 1
        return count < 100
      }
      #expect(count == 100)
    }
  }

  @Test(
    "long values, several values, NUL and what is not UTF-8 pass LIKE and GLOB as SQLite says",
    arguments: [1, 2])
  func like(threads: Int) async throws {
    let long = String(repeating: "long value ", count: 40) + "END"
    var lines: [UInt8] = []
    for i in 0..<30 {
      // Several sources would be several row groups; here one has all kinds of values.
      for value in [
        "\"Alpha\(i)\"", "\"\(long)\(i)\"", "[\"one\",\"two\(i)\"]", "\"a\\u0000b\(i)\"", "null", "\(i)",
        "\"É\"",
      ] {
        lines += Array("{\"v\":\(value)}\n".utf8)
      }
      lines += Array("{\"v\":\"x".utf8) + [0xFF, 0xC3] + Array("y\(i)\"}\n".utf8)
    }
    // A file that was added before is not added again: each has a first line of its own.
    let files = ["a", "b", "c"].map {
      (name: "\($0).ndjson", bytes: Array("{\"file\":\"\($0)\"}\n".utf8) + lines)
    }
    let fixture = try await CaseFixture(files: files)
    let patterns = [
      "%END%", "%end1%", "long%", "%0", "%two1%", "[%", "%b%", "a", "a%", "alpha_", "%É%", "é", "_", "x%y%",
      "%\u{FFFD}%", "%x%", "1%", "", "%", "%%", "%a%1%",
    ]
    let with = try fixture.session(threads: threads)
    let without = try fixture.session(pushdown: false, threads: threads)
    for pattern in patterns {
      for sql in [
        "SELECT record, v FROM events WHERE v LIKE \(literal(pattern))",
        "SELECT record FROM events WHERE v NOT LIKE \(literal(pattern))",
        "SELECT record FROM events WHERE v GLOB \(literal(pattern.replacing("%", with: "*")))",
        "SELECT sum(event_count) FROM event_counts WHERE v LIKE \(literal(pattern))",
      ] { #expect(try with.rows(sql) == without.rows(sql), "\(sql)") }
    }
    #expect(try with.texts("SELECT count(*) FROM events WHERE v LIKE '%END%'") == [["90"]])
    #expect(
      try with.rows("SELECT 1 FROM events WHERE v LIKE 'zz' || char(0) || '%'")
        == without.rows("SELECT 1 FROM events WHERE v LIKE 'zz' || char(0) || '%'"))
  }

  @Test(
    "the shared corpora: LIKE and counts of every field are those without pushdown",
    .enabled(if: Corpora.areThere, "the shared corpora are not there"))
  func corpora() async throws {
    let fixture = try await Corpora.sharedCase.value
    let with = try fixture.session(threads: 2)
    let without = try fixture.session(pushdown: false, threads: 1)
    let names = try with.texts(
      "SELECT \"column\" FROM fields WHERE \"column\" IS NOT NULL ORDER BY records DESC LIMIT 40")
    for name in names.compactMap({ $0[0] }) {
      let column = quoted(name)
      let plain = try without.rows(
        "SELECT \(column), count(*) FROM events WHERE record >= 0 GROUP BY 1 ORDER BY 1")
      #expect(
        try with.rows("SELECT \(column), sum(event_count) FROM event_counts GROUP BY 1 ORDER BY 1") == plain)
      for pattern in ["%e%", "%00%", "\\%", "%exe"] {
        let sql = "SELECT record FROM events WHERE \(column) LIKE \(literal(pattern))"
        #expect(try with.rows(sql) == without.rows(sql), "\(sql)")
      }
    }
  }
}
