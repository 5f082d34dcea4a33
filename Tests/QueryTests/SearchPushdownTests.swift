import Evidence
import Foundation
import Query
import Testing

@Suite struct SearchPushdownTests {
  private static let corpora = [
    "ws01-sysmon.xml", "ws01-security.xml", "ws02-sysmon.ndjson", "splunk-bots.csv", "web01-audit.log",
    "firewall.json",
  ].map { SearchPaths.corpora.appending(path: $0) }

  /// Searches of every kind of condition.
  static let searches = [
    "EventID:1", "EventID:(1 OR 3)", "EventID:>4000", "EventID:[3 TO 11]", "-EventID:1 Image:*",
    "Image:*\\\\powershell.exe", "Image:/office|edge/", "computer:ws01.harborlight.example EventID:3",
    "DestinationIp:192.0.2.0/24", "src_ip:10.0.0.0/8 dst_port:443", "user:*okafor -EventID:4624",
    "User:\"NT AUTHORITY\\SYSTEM\" OR user:root", "ProcessId:>3000", "CommandLine:\"\" OR CommandLine:*-enc*",
    "ParentImage:=C:\\Windows\\explorer.exe", "\"-enc\" EventID:1", "time:>2024-05-02 EventID:22",
    "exe:/usr/sbin/cron", "format:csv EventID:*",
  ]

  @Test("skipping row groups and values changes no answer", arguments: searches)
  func pushdown(_ search: String) async throws {
    let sample = try await SearchCase(files: Self.corpora)
    let with = try sample.search(search)
    let without = try sample.search(search, pushdown: false)
    #expect(with.rows == without.rows)
    #expect(!with.rows.isEmpty, "a search that finds nothing proves nothing")
  }

  @Test("a wildcard on a field opens only the row groups that have the field")
  func opensFewer() async throws {
    let sample = try await SearchCase(files: Self.corpora)
    let search = "src_ip:10.20.*"
    let with = try sample.search(search).openedGroups
    let without = try sample.search(search, pushdown: false).openedGroups
    #expect(with < without)
  }

  @Test("= with COLLATE NOCASE finds every spelling: it is not narrowed to the bytes")
  func collation() async throws {
    let sample = try await SearchCase(
      """
      {"Image":"C:\\\\A.exe"}
      {"Image":"c:\\\\a.exe"}
      {"Image":"d"}

      """)
    let session = try QuerySession(sample.store)
    var rows: [[SQLValue]] = []
    try session.run(
      "SELECT count(*) FROM events WHERE Image = 'C:\\a.EXE' COLLATE NOCASE", onColumns: { _ in },
      onRow: {
        rows.append($0)
        return true
      })
    #expect(rows == [[.integer(2)]])
  }
}
