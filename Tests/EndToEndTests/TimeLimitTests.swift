import Foundation
import Testing

@Suite("--timeout")
struct TimeLimitTests {
  private static let endless =
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"

  @Test("query: the rows so far are written and said not to be all; status 2")
  func query() throws {
    let folder = try Folder()
    try folder.smallCase()
    let arguments = ["query", "c.assay", Self.endless, "--timeout", "0.2"]
    let table = try Program.run(arguments, in: folder)
    #expect(table.status == 2)
    #expect(table.messages.contains("[timeout]"))
    #expect(table.text.contains("NOT all: stopped by --timeout"))
    let json = try Program.run(arguments + ["--format", "json", "-o", "x.json"], in: folder)
    #expect(json.status == 2)
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(try folder.read("x.json"))) as? [String: Any])
    let summary = try #require(document["summary"] as? [String: Any])
    #expect(summary["complete"] as? Bool == false)
    #expect(summary["stopped"] as? String == "timeout")
    #expect((document["rows"] as? [Any])?.count == summary["rows"] as? Int)
  }

  @Test("a question that ends in time is not touched by it")
  func inTime() throws {
    let folder = try Folder()
    try folder.smallCase()
    for arguments in [
      ["query", "c.assay", "SELECT 1"], ["search", "c.assay", "line"], ["grep", "c.assay", "line"],
    ] {
      let result = try Program.run(arguments + ["--timeout", "600", "--format", "json"], in: folder)
      #expect(result.status == 0, "\(result.messages)")
      let summary = try #require(try result.json()["summary"] as? [String: Any])
      #expect(summary["stopped"] == nil || summary["stopped"] is NSNull)
    }
  }

  @Test("it takes a number above 0")
  func usage() throws {
    let folder = try Folder()
    try folder.smallCase()
    for value in ["0", "-1", "nan", "inf", "soon"] {
      let result = try Program.run(["query", "c.assay", "SELECT 1", "--timeout=\(value)"], in: folder)
      #expect(result.status == 2)
      #expect(result.messages.contains("timeout"))
    }
  }

  @Test("search and grep stop in an expression that takes for ever")
  func searches() throws {
    let folder = try Folder()
    let line = "x" + String(repeating: "ab", count: 4000)
    try folder.write(String(repeating: line + "\n", count: 4000), to: "a.log")
    try Program.run(["add", "c.assay", "a.log", "--quiet"], in: folder)
    // A class at the end: a plain last character that is nowhere would end the attempt at once.
    let expression = "(a.*b)+(a.*b)+(a.*b)+[xy]"
    for arguments in [
      ["grep", "c.assay", expression],
      ["query", "c.assay", "SELECT regexp('\(expression)', a.text) FROM events a, events b"],
    ] {
      let result = try Program.run(arguments + ["--timeout", "0.3"], in: folder)
      // A step limit may end it first, by name.
      #expect(result.status == 2, "\(result.messages)")
      #expect(result.messages.contains("[timeout]") || result.messages.contains("step limit"))
    }
  }
}
