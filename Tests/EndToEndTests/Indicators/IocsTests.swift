import Foundation
import Testing

@Suite("iocs, intel, entity")
struct IocsTests {
  /// Two hosts, one address on both, a defanged URL, a path with blanks, and text that no field has.
  private static func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(
      """
      {"time":"2024-05-01T09:00:00Z","Computer":"W1","IpAddress":"203.0.113.7","Image":"C:\\\\Program Files\\\\a b.exe"}
      {"time":"2024-05-01T09:01:00Z","Computer":"W2","note":"see hxxps://evil[.]com/x and 203.0.113.7"}

      """, to: "a.ndjson")
    try folder.write("not understood evil.com\n", to: "b.log")
    let added = try Program.run(["add", "c.assay", "a.ndjson", "b.log"], in: folder)
    try #require(added.status < 2, "\(added.messages)")
    return folder
  }

  private static func value(_ rows: [[String: Any]], _ value: String) throws -> [String: Any] {
    try #require(rows.first { $0["value"] as? String == value }, "\(rows)")
  }

  @Test("an indicator is counted over records and hosts, with its first place and its class")
  func counts() throws {
    let rows = try Program.run(["iocs", "c.assay", "--format", "ndjson"], in: Self.folder()).rows()
    let address = try Self.value(rows, "203.0.113.7")
    #expect(address["type"] as? String == "ipv4")
    #expect(address["class"] as? String == "documentation")
    #expect(address["records"] as? Int == 2)
    #expect(address["host_names"] as? [String] == ["W1", "W2"])
    #expect(address["locator"] as? String == "0:0")
    #expect(address["places"] as? [String] == ["IpAddress", "note"])
    #expect(address["last"] as? String == "2024-05-01T09:01:00.000000000Z")
    #expect(try Self.value(rows, "https://evil.com/x")["defanged"] as? Bool == true)
    #expect(try Self.value(rows, #"C:\Program Files\a b.exe"#)["where"] as? String == "Image")
  }

  @Test("the answer does not depend on the number of threads, and a receipt gives it again")
  func sameAnswer() throws {
    let folder = try Self.folder()
    let one = try Program.run(["iocs", "c.assay", "--format", "csv", "--threads", "1"], in: folder)
    let four = try Program.run(["iocs", "c.assay", "--format", "csv", "--threads", "4"], in: folder)
    #expect(one.output == four.output)
    let asked = try Program.run(["iocs", "c.assay", "--each", "--receipt", "r.json"], in: folder)
    #expect(asked.status == 0, "\(asked.messages)")
    #expect(try Program.run(["check-receipt", "c.assay", "r.json"], in: folder).status == 0)
  }

  @Test("an occurrence names field, offset and length in the field's value")
  func each() throws {
    let rows = try Program.run(
      ["iocs", "c.assay", "--each", "--type", "url", "--search", "computer:W2", "--format", "ndjson"],
      in: Self.folder()
    ).rows()
    let row = try #require(rows.first)
    #expect(rows.count == 1)
    #expect(row["field"] as? String == "note")
    // `see ` is before it; `hxxps://evil[.]com/x` has 20 bytes.
    #expect(row["offset"] as? Int == 4)
    #expect(row["length"] as? Int == 20)
  }

  @Test("lines of id and text are answered each with its id")
  func lines() throws {
    let input = Array("{\"id\":\"a\",\"text\":\"1.2.3.4 evil(dot)com\"}\n{\"id\":7,\"text\":\"none\"}\n".utf8)
    let rows = try Program.run(["iocs", "--jsonl", "-"], in: try Folder(), input: input).rows()
    #expect(rows.first?["iocs"] as? [String: [String]] == ["ipv4": ["1.2.3.4"], "dns": ["evil.com"]])
    #expect(rows.last?["id"] as? Int == 7)
    #expect((rows.last?["iocs"] as? [String: Any])?.isEmpty == true)
    let wrong = try Program.run(["iocs", "--jsonl", "-"], in: try Folder(), input: Array("x\n".utf8))
    #expect(wrong.status == 2)
    #expect(wrong.messages.contains("[jsonl.line]"), "\(wrong.messages)")
  }

  @Test("what is excluded is left out, and its number told")
  func exclude() throws {
    let folder = try Self.folder()
    try folder.write("203.0.113.0/24  # ours\n*.com\n", to: "ours.txt")
    let answer = try Program.run(["iocs", "c.assay", "--exclude", "ours.txt"], in: folder)
    #expect(!answer.text.contains("203.0.113.7"))
    #expect(answer.text.contains("2 indicators left out"), "\(answer.text)")
  }

  @Test("a STIX bundle is the same bytes each time")
  func stix() throws {
    let folder = try Self.folder()
    let first = try Program.run(["iocs", "c.assay", "--as", "stix"], in: folder)
    let second = try Program.run(["iocs", "c.assay", "--as", "stix"], in: folder)
    #expect(first.output == second.output)
    let objects = try #require(try first.json()["objects"] as? [[String: Any]])
    #expect(objects.contains { $0["pattern"] as? String == "[ipv4-addr:value = '203.0.113.7']" })
  }

  @Test("what a case has of a list is told with the list's name and SHA-256, and a receipt holds")
  func match() throws {
    let folder = try Self.folder()
    try folder.write("evil[.]com\nnot understood\n198.51.100.1\n", to: "feed.txt")
    #expect(try Program.run(["intel", "add", "f.intel", "feed.txt"], in: folder).status == 0)
    let list = try #require(
      try Program.run(["intel", "list", "f.intel", "--format", "ndjson"], in: folder).rows().first)
    #expect(list["items"] as? Int == 3)
    let asked = [
      "intel", "match", "c.assay", "--store", "f.intel", "--format", "ndjson", "--receipt", "r.json",
    ]
    let rows = try Program.run(asked, in: folder).rows()
    #expect(Set(rows.compactMap { $0["value"] as? String }) == ["evil.com", "not understood"])
    #expect(rows.allSatisfy { $0["list_sha256"] as? String == list["sha256"] as? String })
    let checked = try Program.run(["check-receipt", "c.assay", "r.json"], in: folder)
    #expect(checked.status == 0, "\(checked.text)")
  }

  @Test("an entity's page has its records, places and neighbours")
  func entity() throws {
    let page = try Program.run(["entity", "c.assay", "203.0.113.7", "--format", "json"], in: Self.folder())
      .json()
    #expect(page["records"] as? Int == 2)
    #expect(page["locators"] as? [String] == ["0:0", "0:1"])
    let groups = try #require(page["neighbours"] as? [[String: Any]])
    #expect(groups.contains { $0["group"] as? String == "url" })
  }
}
