import Foundation
import Testing

@Suite("assay shell as a script, and show --context")
struct ShellCommandTests {
  @Test("lines of standard input are run; the first error ends the script with 1")
  func script() throws {
    let folder = try Folder()
    try folder.smallCase()
    let text = """
      .mode csv
      SELECT count(*) AS n
      FROM events;
      host:a | count by host
      SELECT nope;
      SELECT 2 AS two
      """
    let stopped = try Program.run(["shell", "c.assay"], in: folder, input: Array(text.utf8))
    #expect(stopped.status == 1)
    #expect(stopped.text == "n\r\n5\r\nhost,count\r\na,2\r\n")
    #expect(stopped.messages.contains("line 5:"))
    #expect(stopped.messages.contains("[sql.failed]"))
    let went = try Program.run(["shell", "c.assay", "--keep-going"], in: folder, input: Array(text.utf8))
    #expect(went.status == 1)
    #expect(went.text.hasSuffix("two\r\n2\r\n"))
  }

  @Test(".output, .read, .limit, .mode line, .tables, .schema, .explain, .sql")
  func commands() throws {
    let folder = try Folder()
    try folder.smallCase()
    try folder.write(".mode ndjson\nSELECT host FROM events WHERE host = 'b';\n", to: "q.sql")
    let text = """
      .output rows.csv
      .mode csv
      .limit 1
      SELECT host FROM events;
      .limit off
      .output
      .read q.sql
      .mode line
      SELECT 1 AS a, 'x' AS long;
      .mode table
      .tables
      .schema gaps
      .explain host:a
      .sql values (7)
      .quit
      SELECT never;
      """
    let run = try Program.run(["shell", "c.assay"], in: folder, input: Array(text.utf8))
    #expect(run.status == 0, "\(run.messages)")
    #expect(try folder.read("rows.csv") == Array("host\r\na\r\n".utf8))
    #expect(run.text.contains("{\"host\":\"b\"}"))
    #expect(run.text.contains("   a = 1\nlong = x\n"))
    #expect(run.text.contains("\nevents\n"))
    #expect(run.text.contains("\nsources\n"))
    #expect(run.text.contains("CREATE TABLE gaps(\n  \"locator\" TEXT,"))
    #expect(run.text.contains("SELECT"))
    #expect(run.text.contains("      7\n"))
  }

  static let mistakes: [(line: String, word: String)] = [
    (".mod csv", "did you mean '.mode'?"), (".mode xml", "ndjson"), (".limit many", "number"),
    (".timer", "on or off"),
    (".show nowhere", "locator"), (".read missing.sql", "[file.missing]"), (".schema nope", "nope"),
    (".read loop.sql", "deep"),
  ]

  @Test("a mistyped command says what was expected", arguments: mistakes)
  func mistake(line: String, word: String) throws {
    let folder = try Folder()
    try folder.smallCase()
    try folder.write(".read loop.sql\n", to: "loop.sql")
    let run = try Program.run(["shell", "c.assay"], in: folder, input: Array("\(line)\n".utf8))
    #expect(run.status == 1)
    #expect(run.messages.contains(word), "\(run.messages)")
  }

  @Test("show --context: neighbours in the source, gaps too, and in time over all sources")
  func context() throws {
    let folder = try Folder()
    // Times by hand: b's records fall between and around those of a, which are not in order.
    try folder.write(
      """
      {"time":"2024-05-01T10:00:00Z","n":1}
      {"time":"2024-05-01T12:00:00Z","n":2}

      {"time":"2024-05-01T11:00:00Z","n":3}
      {"n":4}

      """, to: "a.ndjson")
    try folder.write(
      """
      {"time":"2024-05-01T10:30:00Z","n":5}
      {"time":"2024-05-01T11:00:00Z","n":6}
      {"time":"2024-05-01T11:00:01Z","n":7}

      """, to: "b.ndjson")
    try Program.run(["add", "c.assay", "a.ndjson", "b.ndjson", "--quiet"], in: folder)
    func locators(_ json: [String: Any], _ key: String) -> [String] {
      (json[key] as? [[String: Any]] ?? []).compactMap { $0["locator"] as? String }
    }
    let json = try Program.run(["show", "c.assay", "0:2", "--context", "2", "--format", "json"], in: folder)
      .json()
    #expect(locators(json, "before") == ["0:1", "0:gap-1"])
    #expect(locators(json, "after") == ["0:3"])
    #expect(locators(json, "time_before") == ["0:0", "1:0"])
    #expect(locators(json, "time_after") == ["1:1", "1:2"])
    let last = try Program.run(["show", "c.assay", "0:3", "--context", "9", "--format", "json"], in: folder)
      .json()
    #expect(last["time_before"] is NSNull)
    #expect(locators(last, "before") == ["0:0", "0:1", "0:gap-1", "0:2"])
    let table = try Program.run(["show", "c.assay", "0:2", "--context", "1"], in: folder)
    #expect(table.text.contains("in its source\n"))
    #expect(table.text.contains("\n> 0:2 "))
    #expect(table.text.contains("  0:gap-1  gap"))
  }

  @Test("the nearest records in time are those of a sort over all records")
  func contextOfMany() throws {
    let folder = try Folder()
    // Times that jump about over several row groups, some of them equal.
    let seconds = (0..<40_000).map { ($0 * 7919 + $0 % 7) % 50_000 }
    let lines = seconds.map { second in
      String(
        format: "{\"time\":\"2024-05-01T%02d:%02d:%02dZ\"}", second / 3600, second / 60 % 60, second % 60)
    }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "a.ndjson")
    try Program.run(["add", "c.assay", "a.ndjson", "--quiet"], in: folder)
    let order = seconds.indices.sorted { (seconds[$0], $0) < (seconds[$1], $1) }
    for record in [0, 1, 777, 20_000, 39_999] {
      let place = try #require(order.firstIndex(of: record))
      let json = try Program.run(
        ["show", "c.assay", "\(record)", "--context", "4", "--format", "json"], in: folder
      )
      .json()
      let before = (json["time_before"] as? [[String: Any]] ?? []).compactMap { $0["record"] as? Int }
      let after = (json["time_after"] as? [[String: Any]] ?? []).compactMap { $0["record"] as? Int }
      #expect(before == Array(order[max(0, place - 4)..<place]))
      #expect(after == Array(order[(place + 1)...].prefix(4)))
    }
  }
}
