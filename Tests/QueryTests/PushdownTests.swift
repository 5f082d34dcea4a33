import Query
import Testing

/// A case of many row groups: each source makes one. Values are chosen so that a careless pruning shows: columns
/// that are numbers in one group and words in the next, several values, nulls, times far away.
enum ManyGroups {
  static let sources = 48
  static let perSource = 40

  static let fixture = Task { try await CaseFixture(files: files(seed: 20)) }

  static func files(seed: UInt64) -> [(name: String, bytes: [UInt8])] {
    var random = Seeded(state: seed)
    return (0..<sources).map { source in
      var text = ""
      for i in 0..<perSource { text += record(source, i, &random) + (i % 9 == 4 ? "\n\n" : "\n") }
      return ("s\(source < 10 ? "0" : "")\(source).ndjson", Array(text.utf8))
    }
  }

  private static func record(_ source: Int, _ i: Int, _ random: inout Seeded) -> String {
    let number = source * perSource + i
    var parts: [String] = ["\"n\":\(number * 3 - 500)"]
    // Two hours a source; a few are in 1601 or 2400, one in twenty has none.
    let hour = source * 2 + i / 20
    let day = 1 + hour / 24
    let clock = "T\(two(hour % 24)):\(two(i % 20 * 3)):\(two(Int.random(in: 0...59, using: &random)))"
    switch Int.random(in: 0..<40, using: &random) {
    case 0: parts.append("\"@timestamp\":\"1601-01-01T00:00:00Z\"")
    case 1: parts.append("\"@timestamp\":\"2400-06-01T00:00:00Z\"")
    case 2, 3: break
    default: parts.append("\"@timestamp\":\"2024-03-\(two(day))\(clock).5Z\"")
    }
    parts.append("\"word\":\"\(words[(source / 3 + Int.random(in: 0...2, using: &random)) % words.count])\"")
    // Numbers only in two thirds of the groups, words in the others.
    parts.append(
      source % 3 == 0 ? "\"mixed\":\"w\(i)\"" : "\"mixed\":\(Int.random(in: 0...30, using: &random))")
    if source % 4 == 1 { parts.append("\"rare\":\(source)") }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: parts.append("\"maybe\":null")
    case 1: parts.append("\"maybe\":[\(i),\(i + 1)]")
    case 2: parts.append("\"maybe\":\(i)")
    case 3 where source % 2 == 0: parts.append("\"Maybe\":\(i + 100),\"maybe\":\(i)")
    default: break
    }
    if source % 5 == 0 {
      parts.append("\"winlog\":{\"event_id\":\(4600 + i % 30),\"event_data\":{\"Image\":\"i\(source)\"}}")
    }
    if source % 5 == 2 { parts.append("\"Image\":\"I\(source)\",\"float\":\(i).\(source)") }
    return "{" + parts.joined(separator: ",") + "}"
  }

  private static func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }

  static let words = ["alpha", "Bravo", "charlie", "delta", "", "Échelon", "foxtrot", "golf", "10", "9"]
}

@Suite("Pushdown: fewer row groups, the same answers")
struct PushdownTests {
  /// Questions, and how many of the 48 row groups may be opened at most.
  static let narrow: [(sql: String, most: Int)] = [
    ("SELECT record FROM events WHERE record = 700", 1),
    ("SELECT record FROM events WHERE record BETWEEN 700 AND 710", 2),
    ("SELECT record FROM events WHERE record IN (0, 700, 1900)", 3),
    ("SELECT record FROM events WHERE record < 50", 3),
    ("SELECT record FROM events WHERE record = -1", 0),
    ("SELECT record FROM events WHERE record > 9223372036854775806", 0),
    ("SELECT count(*) FROM events WHERE source_id = 7", 1),
    ("SELECT count(*) FROM events WHERE source_id IN (7, 9, 100)", 2),
    ("SELECT count(*) FROM events WHERE source_id = 7 AND source_id = 8", 0),
    ("SELECT count(*) FROM events WHERE n = 100", 1),
    ("SELECT count(*) FROM events WHERE n BETWEEN 0 AND 200", 3),
    ("SELECT count(*) FROM events WHERE n IN (-500, 100)", 2),
    ("SELECT count(*) FROM events WHERE n < -499", 1),
    ("SELECT count(*) FROM events WHERE n > 1000000", 0),
    ("SELECT count(*) FROM events WHERE rare = 5", 1),
    ("SELECT count(*) FROM events WHERE rare >= 40", 2),
    ("SELECT count(*) FROM events WHERE word = 'alpha'", 47),
    ("SELECT count(*) FROM events WHERE word = 'zulu'", 20),
    ("SELECT count(*) FROM events WHERE mixed = 'w3'", 17),
    ("SELECT count(*) FROM events WHERE Image = 'i10'", 1),
    ("SELECT count(*) FROM events WHERE image = 'I12'", 1),
    ("SELECT count(*) FROM events WHERE \"winlog.event_data.Image\" = 'i10'", 1),
    ("SELECT count(*) FROM events WHERE time_ns BETWEEN 1709287200000000000 AND 1709290800000000000", 2),
    ("SELECT count(*) FROM events WHERE time BETWEEN '2024-03-02T10' AND '2024-03-02T11'", 2),
    ("SELECT count(*) FROM events WHERE time >= '2024-03-04' AND time < '2024-03-04T06:00'", 4),
    ("SELECT count(*) FROM events WHERE time = '2024-03-02T10:00:00.500000000Z'", 2),
    ("SELECT count(*) FROM events WHERE time BETWEEN '2023' AND '2024'", 0),
    ("SELECT count(*) FROM events WHERE time_ns < 0", 0),
    (
      "SELECT record, (SELECT count(*) FROM events b WHERE b.record = a.record) FROM events a WHERE a.record = 70",
      3
    ),
  ]

  @Test("what cannot match is not opened", arguments: narrow)
  func opens(sql: String, most: Int) async throws {
    let fixture = try await ManyGroups.fixture.value
    let narrow = try fixture.session()
    #expect(narrow.reader.groups.count == ManyGroups.sources)
    let answer = try narrow.rows(sql)
    #expect(narrow.reader.openedGroups <= most, "\(narrow.reader.openedGroups) opened")
    let full = try fixture.session(pushdown: false)
    #expect(try full.rows(sql) == answer)
    // SQLite itself finds out that nothing is both 7 and 8.
    #expect(full.reader.openedGroups >= ManyGroups.sources || full.reader.openedGroups == 0 && most == 0)
  }

  @Test("a time far away is found although its group's other times rule it out")
  func farTimes() async throws {
    let fixture = try await CaseFixture(
      #"{"@timestamp":"2024-01-01T00:00:00Z"}"# + "\n" + #"{"@timestamp":"1601-01-01T00:00:00Z"}"# + "\n"
        + #"{"@timestamp":"2400-01-01T00:00:00Z"}"# + "\n")
    #expect(try fixture.column("SELECT record FROM events WHERE time < '2000-01-01'") == ["1"])
    #expect(
      try fixture.column("SELECT record FROM events WHERE time > '2100-01-01T00:00:00.000000000Z'") == ["2"])
    #expect(try fixture.column("SELECT record FROM events WHERE time < '2300' AND time > '2050'") == [])
    #expect(
      try fixture.texts("SELECT time_ns IS NULL, problem FROM events ORDER BY record")
        == [["0", nil], ["1", "time.out-of-range"], ["1", "time.out-of-range"]])
  }

  @Test("each of 64 texts of time, whole, cut or malformed, compares as text", arguments: [true, false])
  func timeTexts(pushdown: Bool) async throws {
    let fixture = try await ManyGroups.fixture.value
    let session = try fixture.session(pushdown: pushdown)
    let times = try session.texts("SELECT record, time FROM events WHERE time IS NOT NULL ORDER BY record")
    let full = "2024-03-02T10:15:07.500000000Z"
    var texts = (0...full.count).map { String(full.prefix($0)) }
    texts += [
      "2024-03-02T10:15:07,500000000Z", "2024-03-02 10:15:07.500000000Z", "2024-03-02t10:15:07.500000000Z",
      "2024-03-02T10:15:07.500000000z", "2024-03-02T10:15:07.500+01:00", "2024-03-02T24:00:00.000000000Z",
      "2024-03-02T10:15:60.000000000Z", "2024-02-30", "2024-13", "2024-00", "2024-03-00", "2024-3-2", "1601",
      "1677-09-21",
      "2262-04-12", "2400-06-01T00:00:00.000000000Z", "9999", "0000", "a", "2024-03-02T10:15:07.5000000000Z",
      "2024-03-02T1",
      "2024-03-02T10:1", "２０２４", "2024-03-02T10:15:07.500000000ZZ", "-2024", " 2024", "2024-03-0", "2024-0",
      "2024-1",
      "2024-03-3", "2024-03-02Z", "20240302",
    ]
    for text in texts {
      for (sign, holds) in comparisons {
        // SQLite's BINARY order is that of the bytes, which Swift's UTF-8 views have too.
        let expected = times.filter { holds(order($0[1] ?? "", text)) }.map { $0[0] }
        let answer = try session.texts(
          "SELECT record FROM events WHERE time \(sign) \(literal(text)) ORDER BY record")
        #expect(answer.map { $0[0] } == expected, "time \(sign) \(text)")
      }
    }
  }

  private let comparisons: [(String, (Int) -> Bool)] = [
    ("<", { $0 < 0 }), ("<=", { $0 <= 0 }), ("=", { $0 == 0 }), (">=", { $0 >= 0 }), (">", { $0 > 0 }),
  ]

  private func order(_ a: String, _ b: String) -> Int {
    Array(a.utf8) == Array(b.utf8) ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
  }

  @Test("generated questions have the same answers with and without", arguments: 0..<8)
  func generated(seed: Int) async throws {
    let fixture = try await ManyGroups.fixture.value
    var generator = GeneratedQuestion(seed: UInt64(seed))
    let pruned = try fixture.session()
    let full = try fixture.session(pushdown: false)
    for _ in 0..<60 {
      let sql = generator.next()
      let answer = try pruned.rows(sql)
      #expect(try full.rows(sql) == answer, "seed \(seed): \(sql)")
    }
    #expect(pruned.reader.openedGroups < full.reader.openedGroups)
  }

  @Test(
    "an answer in groups counts what a scan counts",
    arguments: ["n", "word", "mixed", "maybe", "event_id", "rare", "Image", "user"])
  func grouped(column: String) async throws {
    let fixture = try await ManyGroups.fixture.value
    let grouped = try fixture.session().rows(
      "SELECT \(column), count(*) FROM events GROUP BY \(column) ORDER BY 1")
    // Reading a second column keeps the table from answering in groups.
    let scanned = try fixture.session().rows(
      "SELECT \(column), count(*) FROM events WHERE record >= 0 GROUP BY \(column) ORDER BY 1")
    #expect(grouped == scanned)
    let distinct = try fixture.session().rows("SELECT DISTINCT \(column) FROM events")
    #expect(distinct.count == scanned.count)
    #expect(Set(distinct) == Set(scanned.map { [$0[0]] }))
  }

  @Test("rows have no row id, so that none is wrong")
  func rowID() async throws {
    let fixture = try await ManyGroups.fixture.value
    #expect(try fixture.failure("SELECT rowid FROM events") != nil)
    #expect(try fixture.column("SELECT max(record) FROM events GROUP BY source_id LIMIT 1").count == 1)
  }
}
