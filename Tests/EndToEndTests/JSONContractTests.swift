import Foundation
import Testing

@Suite("JSON is an interface")
struct JSONContractTests {
  @Test("add: keys and values of the contract")
  func add() throws {
    let folder = try Folder()
    try folder.write("{\"a\":1}\n{\"b\":\n{\"c\":3}\n", to: "broken.ndjson")
    let result = try Program.run(["add", "c.assay", "broken.ndjson", "--format", "json"], in: folder)
    #expect(result.status == 1)
    let json = try result.json()
    #expect(Set(json.keys) == ["case", "added", "duplicates", "left_out", "records", "tree_size", "root"])
    #expect(json["case"] as? String == "c.assay")
    #expect((json["root"] as? String)?.count == 64)
    let source = try #require((json["added"] as? [[String: Any]])?.first)
    for key in [
      "source_id", "name", "format", "encoding", "size", "sha256", "records", "unparsed", "gaps", "gap_bytes",
    ] {
      #expect(source[key] != nil, "\(key)")
    }
    #expect(source["name"] as? String == "broken.ndjson")
    #expect(source["format"] as? String == "json")
    #expect(source["size"] as? Int == 22)
    #expect(source["state"] as? String == "complete")
    #expect(source["unparsed"] as? Int == 1)
    let problem = try #require((source["problems"] as? [[String: Any]])?.first)
    #expect(Set(problem.keys) == ["code", "offset", "reason"])
    #expect(problem["offset"] as? Int == 8)
  }

  @Test("query: rows and summary; integers beyond 2^53 stay exact in every format")
  func query() throws {
    let folder = try Folder()
    try folder.smallCase()
    let sql = "SELECT n, n AS n, s, time FROM events WHERE n IS NOT NULL ORDER BY record"
    let json = try Program.run(["query", "c.assay", sql, "--format", "json"], in: folder)
    #expect(json.text.contains("\"n\":9007199254740993,\"n:1\":9007199254740993"))
    let whole = try json.json()
    let summary = try #require(whole["summary"] as? [String: Any])
    #expect(summary["rows"] as? Int == 3)
    #expect(summary["records_considered"] as? Int == 5)
    #expect(summary["records_unparsed"] as? Int == 0)
    #expect(summary["tree_size"] as? Int == 5)
    #expect((summary["root"] as? String)?.count == 64)
    let rows = try Program.run(["query", "c.assay", sql, "--format", "ndjson"], in: folder).rows()
    #expect(rows.count == 3)
    #expect(rows[0]["s"] as? String == "x,\"y\"\u{1b}[31m")
    #expect(rows[0]["time"] as? String == "2024-05-01T09:14:07.184322100Z")
    #expect(rows[1]["s"] as? String == "")
    #expect(rows[2]["s"] is NSNull)
    let csv = try Program.run(["query", "c.assay", sql, "--format", "csv"], in: folder)
    #expect(
      csv.text == """
        n,n:1,s,time\r
        9007199254740993,9007199254740993,"x,""y""\u{1b}[31m",2024-05-01T09:14:07.184322100Z\r
        2,2,"",2024-05-01T09:14:08.000000000Z\r
        3,3,,2024-05-01T09:14:09.000000000Z\r

        """)
    let table = try Program.run(["query", "c.assay", sql], in: folder)
    #expect(table.text.contains("x,\"y\"\\x1b[31m"))
    #expect(!table.output.contains(0x1b))
  }

  @Test("query: BLOBs are base64, bytes that are no UTF-8 are U+FFFD")
  func bytes() throws {
    let folder = try Folder()
    try folder.write([0x66, 0xFF, 0x6F, 0x0A], to: "latin.log")
    try Program.run(["add", "c.assay", "latin.log", "--encoding", "utf-8"], in: folder)
    let sql = "SELECT raw, text FROM events"
    let row = try #require(
      try Program.run(["query", "c.assay", sql, "--format", "ndjson"], in: folder).rows().first)
    #expect(row["raw"] as? String == "Zv9v")
    #expect(row["text"] as? String == "f\u{FFFD}o")
  }

  @Test("grep: one row a match, with its place")
  func grep() throws {
    let folder = try Folder()
    try folder.smallCase()
    let rows = try Program.run(["grep", "c.assay", "-F", "line", "--format", "ndjson"], in: folder).rows()
    #expect(rows.count == 2)
    #expect(rows[1]["locator"] as? String == "1:1")
    #expect(rows[1]["record"] as? Int == 4)
    #expect(rows[1]["source_id"] as? Int == 1)
    #expect(rows[1]["index"] as? Int == 1)
    #expect(rows[1]["offset"] as? Int == 18)
    #expect(rows[1]["match"] as? String == "line")
    #expect(rows[1]["text"] as? String == "second line")
  }

  @Test("verify: five checks, in order")
  func verify() throws {
    let folder = try Folder()
    try folder.smallCase()
    let json = try Program.run(["verify", "c.assay", "--format", "json"], in: folder).json()
    #expect(json["verdict"] as? String == "verified, unsigned")
    let checks = try #require(json["checks"] as? [[String: Any]])
    #expect(
      checks.compactMap { $0["check"] as? String } == ["structure", "bytes", "tree", "custody", "views"])
    for check in checks {
      #expect(check["ok"] as? Bool == true)
      #expect(check["counts"] is [String: Any])
      #expect((check["failures"] as? [Any])?.isEmpty == true)
    }
  }

  @Test("every command answers in every format, and JSON parses")
  func allCommands() throws {
    let folder = try Folder()
    try folder.smallCase()
    let commands = [
      ["info"], ["sources"], ["sources", "--problems"], ["fields"], ["fields", "host"], ["gaps"],
      ["checkpoint"],
      ["custody"], ["verify"], ["query", "SELECT 1"], ["grep", "line"], ["grep", "-c", "line"],
      ["show", "0:1"],
    ]
    for command in commands {
      let arguments = [command[0], "c.assay"] + command.dropFirst()
      for format in ["table", "csv", "json", "ndjson"] {
        let result = try Program.run(arguments + ["--format", format], in: folder)
        #expect(result.status == 0, "\(arguments) \(format): \(result.messages)")
        if format == "json" { _ = try result.json() }
        if format == "ndjson" { _ = try result.rows() }
        #expect(result.messages.isEmpty, "\(arguments) \(format): \(result.messages)")
      }
    }
  }
}
