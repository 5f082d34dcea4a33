import Foundation
import Testing

@Suite("show: meanings, and the record alone")
struct ShowFormTests {
  private static let event = """
    <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider \
    Name='Microsoft-Windows-Security-Auditing'/><EventID>4625</EventID><Keywords>0x8010000000000000</Keywords>\
    <TimeCreated SystemTime='2024-05-01T09:14:07.1843221Z'/><Channel>Security</Channel><Computer>PC</Computer>\
    </System><EventData><Data Name='SubStatus'>0xc000006a</Data><Data Name='LogonType'>3</Data>\
    <Data Name='TargetUserSid'>S-1-5-18</Data><Data Name='Text'>a &gt; b</Data></EventData></Event>
    """

  /// Two events, of which the second is looked at, and a log of two lines.
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(Self.event + "\n" + Self.event + "\n", to: "a.xml")
    try folder.write("first\nsecond line with \u{1b}[31m and é\n", to: "b.log")
    try folder.write(
      "{\"a\":1.50,\"b\":[\"x\",2],\"c\":null,\"d\":\"\u{202e}\"}\n{\"b\":\n{\"e\":3}\n", to: "c.ndjson")
    try Program.run(["add", "c.assay", "a.xml", "b.log", "c.ndjson"], in: folder)
    return folder
  }

  @Test("a value keeps its place, and what it means stands beside it")
  func means() throws {
    let folder = try folder()
    let text = try Program.run(["show", "c.assay", "0:1"], in: folder).text
    #expect(text.contains("  0xc000006a  = wrong password\n"))
    #expect(text.contains("  3  = network (shares and the like)\n"))
    #expect(text.contains("  4625  = an account failed to log on\n"))
    #expect(text.contains("  0x8010000000000000  = audit failure, 0x8000000000000000 unknown\n"))
    let json = try Program.run(["show", "c.assay", "0:1", "--format", "json"], in: folder).json()
    let fields = try #require(json["fields"] as? [[String: Any]])
    for field in fields { #expect(Set(field.keys) == ["name", "value", "means"]) }
    let sid = try #require(fields.first { $0["name"] as? String == "TargetUserSid" })
    #expect(sid["value"] as? String == "S-1-5-18")
    #expect(sid["means"] as? String == "Local System (SYSTEM)")
    let plain = try #require(fields.first { $0["name"] as? String == "Text" })
    #expect(plain["means"] is NSNull)
  }

  @Test(
    "--hex is what hexdump -C prints of those bytes of the source",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/hexdump")))
  func hex() throws {
    let folder = try folder()
    let length = Self.event.utf8.count
    for (locator, file, offset, count) in [
      ("0:1", "a.xml", length + 1, length), ("1:0", "b.log", 0, 5), ("1:1", "b.log", 6, 29),
    ] {
      let shown = try Program.run(["show", "c.assay", locator, "--hex"], in: folder)
      let expected = try Program.shell("hexdump -Cv -s \(offset) -n \(count) \(file)", in: folder)
      #expect(expected.text.count > 60)
      #expect(shown.text == expected.text, "\(locator): \(shown.messages)")
      #expect(shown.status == 0)
    }
  }

  @Test("--xml is the event as it stands in the source")
  func xml() throws {
    let folder = try folder()
    let shown = try Program.run(["show", "c.assay", "0:1", "--xml"], in: folder)
    #expect(shown.text == Self.event + "\n")
    #expect(shown.status == 0)
  }

  @Test("--json has the fields and common fields; numbers keep their digits, several values are an array")
  func json() throws {
    let folder = try folder()
    let shown = try Program.run(["show", "c.assay", "2:0", "--json"], in: folder)
    #expect(shown.text.contains("\"fields\":{\"a\":1.50,\"b\":[\"x\",2],\"c\":null,\"d\":\"\\u202e\"}}\n"))
    #expect(try Set(shown.json().keys) == ["locator", "record", "time", "common", "fields"])
    let event = try Program.run(["show", "c.assay", "0:1", "--json"], in: folder).json()
    #expect((event["common"] as? [String: Any])?["computer"] as? String == "PC")
    #expect((event["fields"] as? [String: Any])?["SubStatus"] as? String == "0xc000006a")
    #expect(event["locator"] as? String == "0:1")
  }

  @Test(
    "a record that has no such form is an error that names it",
    arguments: [
      (["1:0", "--xml"], "[record.not-xml]"), (["2:1", "--json"], "[record.no-fields]"),
      (["0:1", "--xml", "--format", "json"], "--xml shows the record alone"),
      (["0:1", "--hex", "--context", "2"], "--hex shows the record alone"),
      (["0:1", "--hex", "--json"], "--json"),
    ])
  func errors(arguments: [String], message: String) throws {
    let folder = try folder()
    let shown = try Program.run(["show", "c.assay"] + arguments, in: folder)
    #expect(shown.status == 2)
    #expect(shown.output.isEmpty)
    #expect(shown.messages.contains(message), "\(shown.messages)")
  }
}
