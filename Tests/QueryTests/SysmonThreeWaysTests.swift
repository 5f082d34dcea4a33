import Query
import Testing

/// 565 Sysmon events, as Event XML, as winlogbeat 8 and as a Splunk export: the same answers to the same questions.
@Suite("Sysmon from three producers", .enabled(if: Corpora.areThere, "the corpora are not here"))
struct SysmonThreeWaysTests {
  static let files = [
    "sysmon_atomic.xml", "sysmon_atomic_winlogbeat8.ndjson", "sysmon_atomic_splunk_export.csv",
  ]
  static let fixture = Task { try await CaseFixture(paths: files.map { Corpora.root + "/sysmon/" + $0 }) }

  /// Answers of the three sources; `FROM events` reads one of them.
  private func answers(_ sql: String) async throws -> [[[SQLValue]]] {
    let fixture = try await Self.fixture.value
    return try (0..<3).map { source in
      try fixture.session().rows(
        sql.replacing(
          "FROM events",
          with: "FROM (SELECT * , \(Self.hidden) FROM events WHERE source_id = \(source)) events"))
    }
  }

  /// What `*` does not list.
  private static let hidden = """
    "Hashes.MD5" AS md5, "Hashes.SHA1" AS sha1, "Hashes.SHA256" AS sha256, "Hashes.IMPHASH" AS imphash
    """

  static let questions = [
    "SELECT count(*), sum(parsed), count(time) FROM events",
    "SELECT event_id, count(*) FROM events GROUP BY event_id ORDER BY event_id",
    "SELECT EventID, count(*) FROM events GROUP BY 1 ORDER BY 1",
    "SELECT computer, channel, provider, user, severity, count(*) FROM events GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
    "SELECT event_record_id, event_id, computer, channel, provider, user, severity FROM events ORDER BY event_record_id",
    "SELECT event_record_id, substr(time, 1, 23) FROM events ORDER BY event_record_id",
    "SELECT event_record_id, time_ns / 1000000 FROM events ORDER BY time_ns / 1000000, event_record_id",
    "SELECT event_record_id FROM events WHERE time BETWEEN '2019-07-19T14:50' AND '2019-07-19T15:00' ORDER BY 1",
    "SELECT event_record_id, Image, CommandLine, ParentImage, ParentCommandLine, CurrentDirectory FROM events WHERE event_id = 1 ORDER BY 1",
    "SELECT event_record_id, UtcTime, RuleName, ProcessId, ParentProcessId, LogonId, IntegrityLevel FROM events ORDER BY 1",
    "SELECT event_record_id, Hashes, md5, sha1, sha256, imphash FROM events ORDER BY 1",
    "SELECT md5, count(*) FROM events WHERE md5 IS NOT NULL GROUP BY 1 ORDER BY 1",
    "SELECT Image, count(*) FROM events GROUP BY Image ORDER BY 2 DESC, 1",
    "SELECT DISTINCT ParentImage FROM events ORDER BY 1",
    "SELECT event_record_id FROM events WHERE Image LIKE '%powershell.exe' AND CommandLine LIKE '%-command%' ORDER BY 1",
    "SELECT event_record_id FROM events WHERE image = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe' ORDER BY 1",
    "SELECT event_record_id, upper(trim(ProcessGuid, '{}')), upper(trim(ParentProcessGuid, '{}')) FROM events ORDER BY 1",
    "SELECT event_record_id, TargetFilename, TargetObject, Details, EventType, Query, DestinationIp, DestinationPort, SourcePort, Protocol FROM events ORDER BY 1",
    "SELECT event_record_id, User, Company, Product, FileVersion, Signature, ImageLoaded FROM events ORDER BY 1",
    "SELECT count(DISTINCT ProcessGuid), count(DISTINCT Hashes), count(DISTINCT UtcTime), max(EventRecordID) FROM events",
  ]

  @Test("equal answers", arguments: questions)
  func equal(sql: String) async throws {
    let answers = try await answers(sql)
    #expect(!answers[0].isEmpty && !answers[0].allSatisfy { $0.allSatisfy { $0 == .null } })
    for i in 1..<3 {
      #expect(answers[i].count == answers[0].count, "\(Self.files[i])")
      for (row, other) in zip(answers[0], answers[i]) where row != other {
        Issue.record("\(Self.files[i]): \(other.map(\.asText)) is not \(row.map(\.asText))")
        return
      }
    }
  }

  @Test("descriptions differ where the producer's parser left a blank: in two events, and in nothing else")
  func descriptions() async throws {
    let rows = try await answers("SELECT event_record_id, trim(Description) FROM events ORDER BY 1")
    #expect(rows[0] == rows[1])
    #expect(rows[0] == rows[2])
    let exact = try await answers("SELECT event_record_id, Description FROM events ORDER BY 1")
    #expect(zip(exact[0], exact[1]).count { $0 != $1 } == 2)
  }

  @Test("each event is once in each source: joined over record id, program and time")
  func joined() async throws {
    let fixture = try await Self.fixture.value
    let sql = """
      WITH x AS MATERIALIZED (SELECT event_record_id r, Image i, UtcTime u FROM events WHERE source_id = 0),
        j AS MATERIALIZED (SELECT event_record_id r, Image i, UtcTime u FROM events WHERE source_id = 1),
        c AS MATERIALIZED (SELECT event_record_id r, Image i, UtcTime u FROM events WHERE source_id = 2)
      SELECT count(*) FROM x JOIN j ON x.r = j.r AND x.i IS j.i AND x.u = j.u JOIN c ON c.r = x.r AND c.i IS x.i AND c.u = x.u
      """
    #expect(try fixture.texts(sql) == [["565"]])
    #expect(try fixture.texts("SELECT event_record_id FROM events GROUP BY 1 HAVING count(*) <> 3") == [])
  }
}
