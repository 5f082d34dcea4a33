import CaseFile
import Foundation
import Query
import Testing

/// Binary logs in a case: what SQL and raw search see.
@Suite("EVTX, as SQL sees it", .enabled(if: Corpora.areThere, "the corpora are not here"))
struct EVTXTests {
  /// A binary log, and Event XML that another program made of it (corpora/evtx-xml/README.md).
  struct Pair: Sendable, CustomTestStringConvertible {
    var log: String
    var xml: String
    var testDescription: String { log }
  }

  static let pairs = [
    Pair(log: "security_new_user", xml: "evtx-xml/wevtutil_small_4.xml"),
    Pair(log: "log_cleared_1102_104", xml: "evtx-xml/wevtutil_events_root.xml"),
    Pair(log: "powershell_obfuscation_many", xml: "evtx-xml/wevtutil_powershell_multiline.xml"),
    Pair(log: "bits_client_1537", xml: "evtx-xml/viewer_bits_1537.xml"),
    Pair(log: "sysmon_korean_names", xml: "evtx-xml/powershell_toxml_utf16le.xml"),
    Pair(log: "sysmon_atomic_565", xml: "sysmon/sysmon_atomic.xml"),
  ]

  static func path(_ log: String) -> String { "\(Corpora.root)/evtx/\(log).evtx" }

  static let common = [
    "SELECT count(*), sum(parsed), count(time), min(event_record_id), max(event_record_id) FROM events",
    "SELECT event_id, count(*) FROM events GROUP BY 1 ORDER BY 1",
    "SELECT computer, channel, provider, user, severity, count(*) FROM events GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
    "SELECT event_record_id, event_id, computer, channel, provider, user, severity FROM events ORDER BY record",
    "SELECT event_record_id, substr(time, 1, 23) FROM events ORDER BY record",
  ]

  /// Answers of the log and of its XML.
  private func answers(_ sql: String, _ fixture: CaseFixture) throws -> [[[SQLValue]]] {
    try (0..<2).map { source in
      let scope = CaseScope(sources: [source])
      return try QuerySession(CaseStore.open(fixture.path), scope: scope).rows(sql)
    }
  }

  @Test("the same log as .evtx and as XML gives the same answers", arguments: pairs)
  func sameAsXML(pair: Pair) async throws {
    let fixture = try await CaseFixture(paths: [Self.path(pair.log), Corpora.root + "/" + pair.xml])
    for sql in Self.common {
      let answers = try answers(sql, fixture)
      #expect(answers[0] == answers[1], "\(sql)")
      #expect(!answers[0].isEmpty)
    }
  }

  @Test("565 Sysmon events answer every question of the three wrappings alike")
  func sysmon() async throws {
    let fixture = try await CaseFixture(paths: [
      Self.path("sysmon_atomic_565"), Corpora.root + "/sysmon/sysmon_atomic.xml",
    ])
    let hidden = """
      "Hashes.MD5" AS md5, "Hashes.SHA1" AS sha1, "Hashes.SHA256" AS sha256, "Hashes.IMPHASH" AS imphash
      """
    for sql in SysmonThreeWaysTests.questions {
      let answers = try answers(
        sql.replacing("FROM events", with: "FROM (SELECT *, \(hidden) FROM events) events"), fixture)
      for (row, other) in zip(answers[0], answers[1]) where row != other {
        Issue.record("\(sql): \(row.map(\.asText)) is not \(other.map(\.asText))")
        break
      }
      #expect(answers[0].count == answers[1].count, "\(sql)")
    }
  }

  /// Whole logs, in which parser and bytes agree about what is in use.
  static let whole = [
    "application_no_crc32_v3.2", "bits_client_1537", "capi2_userdata", "dns_server_binary_data", "issue_38",
    "irregular_bool_values", "log_cleared_1102_104", "security_new_user", "security_win7_dirty",
    "sysmon_atomic_565", "sysmon_korean_names", "sysmon_win2022_capattack",
  ]

  @Test(
    "header_record_id is the number that the parser in Rust reads, for each record in use", arguments: whole)
  func headerRecordIDs(log: String) async throws {
    let file = "\(Corpora.root)/evtx/expected/\(log).evtx.expected.json"
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file)))
    let ids = (object as? [String: Any])?["record_ids"] as? [Int] ?? []
    let fixture = try await CaseFixture(paths: [Self.path(log)])
    let found = try fixture.column("SELECT header_record_id FROM events ORDER BY record")
    #expect(found == ids.map { String($0) })
    #expect(try fixture.column("SELECT DISTINCT recovered FROM events") == ["0"])
    // As a constraint and as a group, too.
    let last = try #require(ids.last)
    #expect(try fixture.texts("SELECT count(*) FROM events WHERE header_record_id = \(last)") == [["1"]])
  }

  @Test("header_record_id is NULL where there is no such header")
  func otherFormats() async throws {
    let fixture = try await CaseFixture(#"{"a":1}"# + "\n")
    #expect(try fixture.texts("SELECT header_record_id, recovered FROM events") == [[nil, "0"]])
  }

  // MARK: recovered records

  private func session(_ fixture: CaseFixture, recovered: Bool, threads: Int = 2, pushdown: Bool = true)
    throws
    -> QuerySession
  {
    var scope = CaseScope()
    scope.includesRecovered = recovered
    return try QuerySession(CaseStore.open(fixture.path), scope: scope, pushdown: pushdown, threads: threads)
  }

  @Test("records in slack answer only when asked: twelve in a log without any in use")
  func onlySlack() async throws {
    // The eleven whole ones of the corpus' README, and at 0x1200 one whose end was overwritten.
    let fixture = try await CaseFixture(paths: [Self.path("empty_no_records")])
    let without = try session(fixture, recovered: false)
    #expect(try without.texts("SELECT count(*) FROM events") == [["0"]])
    #expect(try without.texts("SELECT * FROM events") == [])
    #expect(without.reader.recordsConsidered == 0)
    #expect(without.reader.recordsLeftOut == 12)
    let with = try session(fixture, recovered: true)
    #expect(
      try with.texts("SELECT header_record_id FROM events ORDER BY 1").map { $0[0] }
        == (["20983"] + (21151...21161).map { String($0) }))
    #expect(try with.texts("SELECT sum(recovered), count(*) FROM events") == [["12", "12"]])
    #expect(with.reader.recordsConsidered == 12)
  }

  /// Logs of which the README tells how many are in use and how many the scan finds.
  static let slack = [("issue_38", 1, 39), ("sysmon_korean_names", 18, 117), ("security_new_user", 4, 10)]

  @Test("with and without them, counts agree in every way of counting", arguments: slack, [1, 2, 8])
  func counts(log: (name: String, used: Int, found: Int), threads: Int) async throws {
    let fixture = try await CaseFixture(paths: [
      Self.path(log.name), Corpora.root + "/evtx-xml/wevtutil_small_4.xml",
    ])
    let questions = [
      "SELECT count(*) FROM events", "SELECT event_id, count(*) FROM events GROUP BY 1 ORDER BY 1",
      "SELECT computer FROM events GROUP BY 1", "SELECT DISTINCT channel FROM events ORDER BY 1",
      "SELECT count(*) FROM events WHERE time >= '2000'", "SELECT sum(length(text)) FROM events",
      "SELECT count(*) FROM events WHERE source_id = 0 AND computer LIKE '%'",
      "SELECT group_concat(record) FROM events", "SELECT parsed, count(*) FROM events GROUP BY 1",
      "SELECT record FROM events WHERE record IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)",
    ]
    for recovered in [false, true] {
      let fast = try session(fixture, recovered: recovered, threads: threads)
      let plain = try session(fixture, recovered: recovered, threads: 1, pushdown: false)
      for sql in questions {
        let rows = try fast.rows(sql)
        #expect(rows == (try plain.rows(sql)), "\(sql)")
      }
      let count = try fast.texts("SELECT count(*) FROM events WHERE source_id = 0")
      if recovered {
        // The scan by signature and length misses what is cut, so there may be more.
        #expect((Int(count[0][0] ?? "") ?? 0) >= log.found)
      } else {
        #expect(count == [["\(log.used)"]])
      }
      #expect(
        try fast.texts("SELECT count(*) FROM events") == [["\(fast.reader.recordsConsidered)"]])
    }
    let with = try session(fixture, recovered: true)
    #expect(
      try with.texts("SELECT count(*) FROM events WHERE recovered = 1")
        == [["\(try session(fixture, recovered: false).reader.recordsLeftOut)"]])
  }

  // MARK: text

  @Test("the search filter denies nothing that stands in rendered text or in raw bytes")
  func filter() async throws {
    let logs = ["sysmon_korean_names", "security_win7_dirty", "system_truncated_200000", "empty_no_records"]
    let fixture = try await CaseFixture(paths: logs.map(Self.path))
    let reader = try session(fixture, recovered: true).reader
    let texts = try session(fixture, recovered: true).rows("SELECT text, raw FROM events")
    var random = Seeded(state: 5)
    for _ in 0..<60 {
      let row = try #require(texts.randomElement(using: &random))
      guard case .text(let text) = row[0], case .blob(let raw) = row[1] else {
        Issue.record("no text")
        return
      }
      // Either a stretch of the rendered text or one of the bytes.
      let subject = Bool.random(using: &random) ? text : raw
      let start = Int.random(in: 0..<max(1, subject.count - 12), using: &random)
      let needle = Array(subject[start..<min(subject.count, start + 12)])
      var options = PatternOptions()
      options.isHex = true
      let pattern = try Pattern(
        needle.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(), options: options)
      var found: [[String]] = []
      for usesFilter in [true, false] {
        var locators: [String] = []
        let summary = try await RawSearch(reader, pattern: pattern, threads: 2, usesFilter: usesFilter)
          .run(firstPerSpan: true) { matches in
            locators += matches.map(\.locator)
            return true
          }
        #expect(summary.blocksWithoutFilter == 0)
        found.append(locators)
      }
      #expect(!found[0].isEmpty)
      #expect(found[0] == found[1], "\(needle)")
    }
  }

  @Test("at any tree size texts and fields are those of the whole case: chunks are not cut")
  func treeSizes() async throws {
    let fixture = try await CaseFixture(paths: [
      Self.path("sysmon_korean_names"), Self.path("security_new_user"),
    ])
    let sql = "SELECT record, event_id, text, fields, header_record_id, recovered FROM events ORDER BY record"
    let whole = try session(fixture, recovered: true).rows(sql)
    let size = try session(fixture, recovered: true).reader.treeSize
    for end in Swift.stride(from: 0, through: size, by: 7) {
      var scope = CaseScope(treeSize: end)
      scope.includesRecovered = true
      let then = try QuerySession(CaseStore.open(fixture.path), scope: scope).rows(sql)
      let wanted = whole.filter { row in
        guard case .integer(let record) = row[0] else { return false }
        return record < end
      }
      #expect(then == wanted, "\(end)")
    }
  }
}
