import Foundation
import Testing

@Suite("tree")
struct TreeCommandTests {
  /// Three starts of Sysmon, a connection, an end, and a start of the Security log of the second.
  private static let sysmon = """
    {"EventID":1,"Computer":"WS1","UtcTime":"2024-05-01 10:00:00.000","Image":"C:\\\\Windows\\\\explorer.exe","ProcessId":16,"ProcessGuid":"{00000001-0fa0-6632-0100-000000000001}","ParentProcessGuid":"{00000001-0f9f-6632-0100-000000000001}","ParentProcessId":8,"ParentImage":"C:\\\\Windows\\\\System32\\\\userinit.exe","CommandLine":"explorer","User":"WS1\\\\a","time":"2024-05-01T10:00:00Z"}
    {"EventID":1,"Computer":"WS1","UtcTime":"2024-05-01 10:00:05.000","Image":"C:\\\\Windows\\\\System32\\\\cmd.exe","ProcessId":80,"ProcessGuid":"{00000001-0fa5-6632-0200-000000000001}","ParentProcessGuid":"{00000001-0fa0-6632-0100-000000000001}","ParentProcessId":16,"ParentImage":"C:\\\\Windows\\\\explorer.exe","CommandLine":"cmd /c <script>alert(1)</script>","User":"WS1\\\\a","time":"2024-05-01T10:00:05Z"}
    {"EventID":4688,"Computer":"WS1","time":"2024-05-01T10:00:05.010Z","NewProcessName":"C:\\\\Windows\\\\System32\\\\cmd.exe","NewProcessId":"0x50","ProcessId":"0x10","ParentProcessName":"C:\\\\Windows\\\\explorer.exe","CommandLine":"cmd"}
    {"EventID":3,"Computer":"WS1","time":"2024-05-01T10:00:06Z","ProcessId":80,"ProcessGuid":"{00000001-0fa5-6632-0200-000000000001}","DestinationIp":"198.51.100.7","DestinationPort":443,"Protocol":"tcp","Initiated":"true"}
    {"EventID":5,"Computer":"WS1","time":"2024-05-01T10:00:09Z","UtcTime":"2024-05-01 10:00:09.000","Image":"C:\\\\Windows\\\\System32\\\\cmd.exe","ProcessId":80,"ProcessGuid":"{00000001-0fa5-6632-0200-000000000001}"}
    {"EventID":1,"Computer":"WS1","UtcTime":"2024-05-01 10:00:07.000","Image":"C:\\\\Windows\\\\System32\\\\notepad.exe","ProcessId":84,"ProcessGuid":"{00000001-0fa7-6632-0300-000000000001}","ParentProcessGuid":"{00000001-0fa0-6632-0100-000000000001}","ParentProcessId":16,"ParentImage":"C:\\\\Windows\\\\explorer.exe","CommandLine":"notepad","User":"WS1\\\\a","time":"2024-05-01T10:00:07Z"}

    """

  private func makeCase() throws -> Folder {
    let folder = try Folder()
    try Data(Self.sysmon.utf8).write(to: folder.url.appendingPathComponent("s.ndjson"))
    let added = try Program.run(["add", "c.assay", "s.ndjson"], in: folder)
    #expect(added.status == 0, "\(added.messages)")
    return folder
  }

  private func rows(_ program: Program) throws -> [[String: Any]] {
    try program.text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test("two logs of one host give one tree, each process once")
  func joined() throws {
    let folder = try makeCase()
    let program = try Program.run(["tree", "c.assay", "--format", "ndjson"], in: folder)
    #expect(program.status == 0, "\(program.messages)")
    let rows = try rows(program)
    #expect(rows.map { $0["record"] as? Int } == [nil, 0, 1, 5])
    #expect(rows.map { $0["parent_record"] as? Int } == [nil, nil, 0, 0])
    #expect(rows.map { $0["depth"] as? Int } == [0, 1, 2, 2])
    #expect(rows.map { $0["ghost"] as? Bool } == [true, false, false, false])
    #expect(rows.map { $0["matched_by"] as? String } == [nil, "inferred", "guid", "guid"])
    #expect(rows[2]["other_record"] as? Int == 2)
    #expect(rows[2]["ended"] as? String == "2024-05-01T10:00:09.000000000Z")
  }

  @Test("a record that is no start leads to its process: those above and below it are shown, others are not")
  func around() throws {
    let folder = try makeCase()
    for choice in [["--around", "0:3"], ["--around", "3"], ["--search", "DestinationPort:443"]] {
      let program = try Program.run(
        ["tree", "c.assay", "--format", "ndjson", "--attach", "network"] + choice, in: folder)
      let rows = try rows(program)
      #expect(rows.map { $0["record"] as? Int } == [nil, 0, 1], "\(choice) \(program.messages)")
      #expect(rows.map { $0["chosen"] as? Bool } == [false, false, true])
      let attached = try #require(rows[2]["attached"] as? [[String: Any]])
      #expect(attached.map { $0["what"] as? String } == ["tcp 198.51.100.7:443"])
    }
  }

  @Test("the page holds markup of a log as text")
  func page() throws {
    let folder = try makeCase()
    let program = try Program.run(["tree", "c.assay", "--html", "t.html"], in: folder)
    #expect(program.status == 0, "\(program.messages)")
    let html = try String(contentsOf: folder.url.appendingPathComponent("t.html"), encoding: .utf8)
    #expect(html.contains("<svg"))
    #expect(html.contains("&lt;script&gt;alert(1)"))
    #expect(!html.contains("<script"))
  }

  @Test("a receipt of a tree is given again")
  func receipt() throws {
    let folder = try makeCase()
    let asked = try Program.run(
      ["tree", "c.assay", "--around", "0:3", "--attach", "all", "--receipt", "r.json"], in: folder)
    #expect(asked.status == 0, "\(asked.messages)")
    let checked = try Program.run(["check-receipt", "c.assay", "r.json"], in: folder)
    #expect(checked.status == 0, "\(checked.text)\(checked.messages)")
  }

  @Test("a table of something else is refused with its columns, and so is what is no table")
  func refused() throws {
    let folder = try Folder()
    try Data("a,b\n1,2\n".utf8).write(to: folder.url.appendingPathComponent("t.csv"))
    let program = try Program.run(["tree", "--input", "t.csv"], in: folder)
    #expect(program.status == 2)
    #expect(program.messages.contains("[input.no-processes]"))
    #expect(try Program.run(["tree"], in: folder).status == 2)
  }

  @Test("every key of its rows and summary is documented")
  func keys() throws {
    let folder = try makeCase()
    let documented = try String(contentsOfFile: Program.root + "/docs/json.md", encoding: .utf8)
    let json = try Program.run(["tree", "c.assay", "--format", "json"], in: folder).json()
    let first = (json["rows"] as? [[String: Any]])?.first ?? [:]
    for key in first.keys.map({ $0 }) + ((json["summary"] as? [String: Any]) ?? [:]).keys {
      #expect(documented.contains("`\(key)`"), "\(key)")
    }
  }
}
