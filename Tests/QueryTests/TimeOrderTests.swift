import CaseFile
import Query
import Testing

/// Small cases whose sources overlap in time, with ties, records out of order and records without a time.
private enum OverlappingSources {
  static func files(seed: UInt64, sources: Int = 9, far: Bool = false) -> [(name: String, bytes: [UInt8])] {
    var random = Seeded(state: seed &* 104_729 &+ 3)
    return (0..<sources).map { source in
      var text = ""
      let start = Int.random(in: 0...40, using: &random)
      let isOrdered = Bool.random(using: &random)
      for i in 0..<Int.random(in: 1...30, using: &random) {
        // Few seconds for many records: most times are there more than once.
        let second = start + (isOrdered ? i / 2 : Int.random(in: 0...15, using: &random))
        var time = "\"@timestamp\":\"2024-03-01T10:\(two(second / 60)):\(two(second % 60)).25Z\","
        switch Int.random(in: 0..<20, using: &random) {
        case 0, 1: time = ""
        case 2 where source % 4 == 3: text += "\n"
        case 3 where far: time = "\"@timestamp\":\"1601-01-01T00:00:00Z\","
        case 4 where far: time = "\"@timestamp\":\"2400-06-01T00:00:00Z\","
        default: break
        }
        // The last source has no times at all.
        if source == sources - 1 { time = "" }
        text += "{\(time)\"n\":\(i),\"word\":\"w\(Int.random(in: 0...3, using: &random))\"}\n"
      }
      return ("s\(two(source)).ndjson", Array(text.utf8))
    }
  }

  private static func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
}

@Suite("Order of time: merged rows stand as sorted ones do")
struct TimeOrderTests {
  static let orders = [
    "time_key, record", "time_key DESC, record DESC", "time_key, record DESC", "time_key DESC, record",
    "time, record", "time DESC, record DESC", "time DESC, record", "time, record DESC",
    "time_ns, record", "time_ns DESC, record DESC", "time_key, record, word", "record",
  ]
  static let conditions = [
    "", "WHERE word = 'w1'", "WHERE n IN (2, 5, 7)", "WHERE time >= '2024-03-01T10:00:20'",
    "WHERE time IS NULL", "WHERE word LIKE 'w%' AND n > 3", "WHERE text LIKE '%w2%'", "WHERE source_id <> 2",
    "WHERE word = 'nowhere'",
  ]

  private func isSorting(_ sql: String, _ session: QuerySession) throws -> Bool {
    try session.texts("EXPLAIN QUERY PLAN " + sql).contains {
      $0.contains { $0?.contains("TEMP B-TREE") == true }
    }
  }

  @Test("every order by time, with and without conditions, for 1, 2 and 8 threads", arguments: 0..<6)
  func merged(seed: Int) async throws {
    let fixture = try await CaseFixture(files: OverlappingSources.files(seed: UInt64(seed)))
    // Without pushdown SQLite sorts.
    let sorting = try fixture.session(pushdown: false)
    let merging = try [1, 2, 8].map { try fixture.session(threads: $0) }
    for order in Self.orders {
      for condition in Self.conditions {
        let sql = "SELECT record, time, word, text FROM events \(condition) ORDER BY \(order)"
        #expect(try isSorting(sql, sorting), "\(sql)")
        let expected = try sorting.rows(sql)
        for session in merging {
          #expect(try !isSorting(sql, session), "\(sql)")
          #expect(try session.rows(sql) == expected, "seed \(seed): \(sql)")
          #expect(try session.rows(sql + " LIMIT 7 OFFSET 2") == Array(expected.dropFirst(2).prefix(7)))
        }
      }
    }
  }

  @Test("time_key is the time, and behind every time where there is none")
  func key() async throws {
    let fixture = try await CaseFixture(
      "{\"n\":1}\n{\"time\":\"2024-05-01T09:00:00Z\",\"n\":2}\n{\"time\":\"2400-01-01T00:00:00Z\",\"n\":3}\n")
    #expect(
      try fixture.texts("SELECT n, time_key FROM events ORDER BY time_key, record") == [
        ["2", "2024-05-01T09:00:00.000000000Z"], ["3", "2400-01-01T00:00:00.000000000Z"], ["1", "~"],
      ])
    #expect(try fixture.column("SELECT n FROM events ORDER BY time_key DESC, record") == ["1", "3", "2"])
  }

  @Test(
    "where times lie outside of nanoseconds SQLite sorts, and many sources give the same order",
    arguments: [9, 60])
  func sorted(sources: Int) async throws {
    let fixture = try await CaseFixture(
      files: OverlappingSources.files(seed: 77, sources: sources, far: sources == 9))
    let session = try fixture.session()
    for order in Self.orders where order != "record" {
      let sql = "SELECT record, time FROM events ORDER BY \(order)"
      if sources == 9 { #expect(try isSorting(sql, session), "\(sql)") }
      #expect(try session.rows(sql) == fixture.session(pushdown: false).rows(sql), "\(sql)")
    }
  }

  @Test("more sources than blocks are kept for: merged unless their text is read")
  func text() async throws {
    let fixture = try await CaseFixture(files: OverlappingSources.files(seed: 5, sources: 40))
    let session = try fixture.session()
    for columns in ["record, word", "record, text", "record, field(record, 'word')"] {
      let sql = "SELECT \(columns) FROM events ORDER BY time_key, record"
      #expect(try isSorting(sql, session) == (columns == "record, text"), "\(sql)")
      #expect(try session.rows(sql) == fixture.session(pushdown: false).rows(sql), "\(sql)")
    }
  }

  @Test("at every tree size, and for chosen sources")
  func scopes() async throws {
    let fixture = try await CaseFixture(files: OverlappingSources.files(seed: 11))
    let size = try fixture.session().reader.treeSize
    let sql = "SELECT record, time FROM events ORDER BY time_key, record"
    for scope in [CaseScope(sources: [1, 4, 8])] + (0...size).map({ CaseScope(treeSize: $0) }) {
      let merged = try QuerySession(CaseStore.open(fixture.path), scope: scope)
      let sorted = try QuerySession(CaseStore.open(fixture.path), scope: scope, pushdown: false)
      #expect(try merged.rows(sql) == sorted.rows(sql), "\(scope)")
    }
  }

  @Test(
    "joins, aggregates and steps around an ordered scan",
    arguments: [
      "SELECT min(time), max(time), min(record), max(record), min(time_key), max(time_key) FROM events",
      "SELECT max(time) FROM events", "SELECT min(time) FROM events", "SELECT max(time_ns), n FROM events",
      "SELECT a.record, b.record FROM events a JOIN events b ON b.n = a.n AND b.word = a.word "
        + "WHERE a.n < 2 ORDER BY a.time_key, a.record, b.record",
      "SELECT a.record, j.value FROM events a, json_each('[1,2]') j ORDER BY a.time_key, a.record, j.value",
      "SELECT time, count(*) FROM events GROUP BY time ORDER BY time",
      "SELECT DISTINCT time FROM events ORDER BY time",
      "SELECT record, time FROM events WHERE word = 'w1' OR n = 3 ORDER BY time_key, record",
      "SELECT record FROM events WHERE record IN (1, 5, 9, 30) ORDER BY time_key DESC, record",
      "SELECT record, row_number() OVER (ORDER BY time_key, record) FROM events ORDER BY record",
      "SELECT record FROM (SELECT record, time_key FROM events ORDER BY time_key, record LIMIT 9) ORDER BY record",
      "SELECT record, time FROM events WHERE n > 20 UNION ALL SELECT record, time FROM events WHERE n = 1 "
        + "ORDER BY time, record",
    ])
  func around(sql: String) async throws {
    let fixture = try await CaseFixture(files: OverlappingSources.files(seed: 23))
    #expect(try fixture.session().rows(sql) == fixture.session(pushdown: false).rows(sql))
  }

  @Test(
    "searches give records in the same order, whatever their steps",
    arguments: [
      "word:w1", "*", "| head 5", "| tail 5", "n>3 | dedup word", "| sort word | head 9",
      "| where n > 4 | table time n",
      "| eval m = n + 1 | tail 4",
    ])
  func searches(search: String) async throws {
    let fixture = try await CaseFixture(files: OverlappingSources.files(seed: 31))
    let session = try fixture.session()
    let plan = try SearchTranslator.plan(search, reader: session.reader)
    #expect(plan.sql.contains("time_key, record"))
    let rows = try session.rows(plan.sql)
    #expect(try rows == fixture.session(pushdown: false).rows(plan.sql))
    // The order written out.
    let old = plan.sql.replacing("BY time_key, record", with: "BY time IS NULL, time, record")
    #expect(try rows == fixture.session(pushdown: false).rows(old))
  }
}
