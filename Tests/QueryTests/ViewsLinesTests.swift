import Query
import Testing

@Suite("Views of lines against Python and loghub's ground truth", .enabled(if: Corpora.areThere))
struct ViewsLinesTests {
  /// Of a log of loghub and the table that its authors took from it: SQL and the table's columns.
  static let loghub: [(file: String, sql: String, columns: String)] = [
    ("loghub_OpenSSH_2k.log", "hostname, pid, trim(message), program", "Component, Pid, Content, 'sshd'"),
    // A tag has no blanks (RFC 3164): `syslogd 1.4.1: restart.` is a message to us, eight times.
    (
      "loghub_Linux_2k.log", "program, coalesce(pid, ''), trim(message), hostname",
      "iif(Component LIKE '% %', NULL, Component), iif(Component LIKE '% %', '', PID), "
        + "iif(Component LIKE '% %', Component || coalesce('[' || nullif(PID, '') || ']', '') || ': ', '') "
        + "|| trim(Content), Level"
    ),
    (
      "loghub_Apache_2k.log", "level, coalesce('[client ' || client || '] ', '') || message", "Level, Content"
    ),
  ]

  @Test("fields of 2,000 lines each are what loghub's authors took from them", arguments: loghub)
  func structured(file: String, sql: String, columns: String) async throws {
    let fixture = try await CaseFixture(
      paths: ["", "_structured.csv"].map { Corpora.root + "/text/" + file + $0 })
    let lines = try fixture.texts("SELECT \(sql) FROM events WHERE source_id = 0 ORDER BY record")
    let truth = try fixture.texts(
      "SELECT \(columns) FROM events WHERE source_id = 1 ORDER BY CAST(LineId AS INTEGER)")
    #expect(lines.count == 2000 && truth.count == 2000)
    let differing = zip(lines, truth).enumerated().filter { $1.0 != $1.1 }
    #expect(differing.count == 0, "\(differing.count): \(differing.first.map { "\($0)" } ?? "")")
  }

  /// Columns by `#Fields:`, values parted by blanks.
  static let w3c = #"""
    import json, sys
    names = []
    for line in open(sys.argv[1], encoding='utf-8', errors='replace', newline=''):
        line = line.rstrip('\r\n')
        if line.startswith('#Fields:'): names = line.split()[1:]
        if not line.strip() or line.startswith('#'): continue
        print(json.dumps([[n, 's', v] for n, v in zip(names, line.split())]))
    """#

  @Test(
    "IIS: every value under the name of its column", .enabled(if: Python.isThere),
    arguments: ["iis10_edge_cases.log", "iis6.log", "iis_without_date.log"])
  func iis(file: String) async throws {
    let records = try Python.lines([[String]].self, Self.w3c, [Corpora.root + "/text/" + file])
    let fixture = try await CaseFixture(paths: [Corpora.root + "/text/" + file])
    #expect(try ViewsComparison(fixture: fixture, records: records).check() > records.count * 5)
  }

  static let apache = #"""
    import json, re, sys
    pattern = re.compile(r'(\S+) (\S+) (\S+) \[[^\]]+\] "((\S+) (\S+) (\S+))" (\d+) (\S+)(?: "([^"]*)" "([^"]*)")?$')
    names = ['clientip', 'ident', 'auth', 'request', 'method', 'uri', 'version', 'status', 'bytes', 'referrer', 'useragent']
    for line in open(sys.argv[1], encoding='utf-8', newline='\n'):
        m = pattern.match(line.rstrip('\r\n'))
        print(json.dumps([[n, 's', v] for n, v in zip(names, m.groups()) if v is not None] if m else []))
    """#

  @Test("Apache: every value that a regular expression finds", .enabled(if: Python.isThere))
  func apache() async throws {
    let file = Corpora.root + "/text/apache_access.log"
    let records = try Python.lines([[String]].self, Self.apache, [file])
    let session = try await CaseFixture(paths: [file]).session()
    let rows = try session.texts("SELECT record, fields FROM events ORDER BY record")
    #expect(rows.count == records.count)
    var compared = 0
    for (row, fields) in zip(rows, records) {
      for field in fields {
        let value = try session.texts("SELECT \(quoted(field[0])) FROM events WHERE record = \(row[0] ?? "")")
        #expect(value == [[field[2]]], "\(field[0]) of record \(row[0] ?? "")")
        compared += 1
      }
    }
    #expect(compared > 100)
  }
}
