import Foundation
import Query
import Testing

@Suite("event_counts: fewer rows, the same sums")
struct EventCountsTests {
  private static let columns = [
    "n", "word", "mixed", "maybe", "Image", "event_id", "rare", "float", "source_id", "format", "parsed",
    "user",
    "time", "record",
  ]

  @Test("counts by one and two columns under generated conditions are those of events", arguments: 0..<6)
  func generated(seed: Int) async throws {
    let fixture = try await ManyGroups.fixture.value
    var generator = GeneratedQuestion(seed: UInt64(100 + seed))
    let session = try fixture.session()
    for index in 0..<24 {
      let condition = generator.nextCondition()
      let a = Self.columns[(index + seed) % Self.columns.count]
      let b = Self.columns[(index * 5 + seed) % Self.columns.count]
      let counted = try session.rows(
        "SELECT \(a), \(b), sum(event_count) FROM event_counts WHERE \(condition) GROUP BY 1, 2 ORDER BY 1, 2"
      )
      let plain = try session.rows(
        "SELECT \(a), \(b), count(*) FROM events WHERE \(condition) GROUP BY 1, 2 ORDER BY 1, 2")
      #expect(counted == plain, "seed \(seed): \(a), \(b) where \(condition)")
    }
  }

  @Test("each column alone, all records", arguments: columns)
  func alone(column: String) async throws {
    let fixture = try await ManyGroups.fixture.value
    let session = try fixture.session()
    let counted = try session.rows(
      "SELECT \(column), sum(event_count) FROM event_counts GROUP BY 1 ORDER BY 1")
    let plain = try session.rows(
      "SELECT \(column), count(*) FROM events WHERE record >= 0 GROUP BY 1 ORDER BY 1")
    #expect(counted == plain)
  }

  @Test("records that agree are one row of a row group, and a column that tells them apart splits it")
  func rows() async throws {
    let fixture = try await CaseFixture(
      #"{"a":1,"b":"x"}"# + "\n" + #"{"a":1,"b":"y"}"# + "\n" + #"{"a":1}"# + "\n" + #"{"a":2,"b":"x"}"#
        + "\n")
    #expect(try fixture.texts("SELECT a, event_count FROM event_counts") == [["1", "3"], ["2", "1"]])
    #expect(try fixture.texts("SELECT event_count FROM event_counts") == [["4"]])
    #expect(
      try fixture.texts("SELECT a, b, event_count FROM event_counts WHERE b IS NULL") == [["1", nil, "1"]])
    #expect(try fixture.texts("SELECT a, record, event_count FROM event_counts").count == 4)
  }

  @Test("columns beyond the 63rd, which SQLite does not tell apart, count right")
  func manyColumns() async throws {
    var lines = ""
    for i in 0..<60 {
      let fields = (0..<90).map { "\"f\($0)\":\(i % ($0 + 1) % 7)" }.joined(separator: ",")
      lines += "{\(fields)}\n"
    }
    let fixture = try await CaseFixture(lines)
    let session = try fixture.session()
    for (a, b) in [(80, 81), (3, 88), (70, 2), (89, 64)] {
      let counted = try session.rows(
        "SELECT f\(a), f\(b), sum(event_count) FROM event_counts WHERE f\(b) > 1 GROUP BY 1, 2 ORDER BY 1, 2")
      let plain = try session.rows(
        "SELECT f\(a), f\(b), count(*) FROM events WHERE f\(b) > 1 GROUP BY 1, 2 ORDER BY 1, 2")
      #expect(counted == plain)
      #expect(counted.count > 1)
    }
  }

  @Test("a period counts the records whose time lies in it, those of 1601 and 2400 too")
  func periods() async throws {
    let fixture = try await ManyGroups.fixture.value
    let session = try fixture.session()
    let bounds = [
      "2024-03-02T10:00:00.500000000Z", "2024-03-03T00:00:00.000000000Z", "1601-01-01T00:00:00.000000000Z",
      "1700-01-01T00:00:00.000000000Z", "2400-06-01T00:00:00.000000000Z", "2024-03-02T10", "2500", "",
    ]
    for from in bounds {
      for before in bounds {
        let counted = try session.rows(
          "SELECT word, sum(event_count) FROM event_counts WHERE \"time from\" = '\(from)' AND "
            + "\"time before\" = '\(before)' GROUP BY 1 ORDER BY 1")
        let plain = try session.rows(
          "SELECT word, count(*) FROM events WHERE time >= '\(from)' AND time < '\(before)' GROUP BY 1 ORDER BY 1"
        )
        #expect(counted == plain, "\(from) to \(before)")
      }
    }
  }

  /// Searches that count, over the files in `corpora`; the second form keeps the search from counting together.
  static let searches = [
    "| count by EventID", "| count", "EventID:1 | count by computer, Image",
    "Image:*\\\\powershell.exe | top 3 User",
    "-EventID:1 | rare 4 EventID",
    "user:*okafor OR EventID:>4000 | stats count count(Image) dc(User) by channel",
    "src_ip:10.* | top dst_port", "ProcessId:>3000 | stats max(ProcessId) min(Image) values(User) by EventID",
    "EventID:99999 | count", "EventID:99999 | count by computer", "format:csv | count by source_name",
  ]

  @Test("a search that counts gives what it gives over single records", arguments: searches)
  func search(_ search: String) async throws {
    let names = [
      "ws01-sysmon.xml", "ws01-security.xml", "ws02-sysmon.ndjson", "splunk-bots.csv", "firewall.json",
    ]
    let sample = try await SearchCase(files: names.map { SearchPaths.corpora.appending(path: $0) })
    let single = search.replacing("|", with: "| eval unused = 1 |", maxReplacements: 1)
    for (from, to) in [(nil, nil), ("2024-05-01T12:00", nil), ("2024-05-01", "2024-05-02T08:00")] {
      let counted = try sample.search(search, from: from, to: to)
      let plain = try sample.search(single, from: from, to: to)
      #expect(counted.plan.sql.contains("event_counts"))
      #expect(!plain.plan.sql.contains("event_counts"))
      #expect(counted.rows == plain.rows)
      #expect(counted.columns == plain.columns)
      #expect(counted.counts == plain.counts)
      #expect(counted.cuts == plain.cuts)
    }
  }
}
