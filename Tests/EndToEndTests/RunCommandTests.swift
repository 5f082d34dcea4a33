import Foundation
import Testing

@Suite("run")
struct RunCommandTests {
  private func makeCase(_ playbook: String) throws -> Folder {
    let folder = try Folder()
    try folder.smallCase()
    try Data(playbook.utf8).write(to: folder.url.appendingPathComponent("p.yml"))
    return folder
  }

  private static let good = """
    name: good
    about: A test.
    parameters:
      host: {type: name}
      most: {type: integer, default: "2"}
    steps:
      - name: rows
        command: query
        arguments:
          - "SELECT record, time, computer, n, text FROM events ORDER BY record LIMIT ${most}"
        output: rows.ndjson
      - name: host
        command: query
        when: host
        arguments: ["SELECT ${host:sql} AS host"]
        output: host.ndjson
      - name: nothing
        command: search
        arguments: ["NoSuchField:1"]
        output: nothing.ndjson
      - {name: a, write: splunk-lookup, of: rows, output: a.csv}
      - {name: b, write: splunk-hec, of: rows, output: b.json}
      - {name: c, write: elastic-bulk, of: rows, output: c.ndjson}
      - {name: d, write: sentinel-table, of: rows, output: d.json}
      - {name: e, write: splunk-lookup, of: nothing, output: e.csv}

    """

  private func contents(_ name: String, _ folder: Folder) throws -> String {
    try String(contentsOf: folder.url.appendingPathComponent("out/" + name), encoding: .utf8)
  }

  private func object(_ text: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("steps run in order, what cannot be asked of this case is left out, and the receipt binds every file")
  func whole() throws {
    let folder = try makeCase(Self.good)
    let program = try Program.run(
      ["run", "c.assay", "p.yml", "--into", "out", "--format", "json"], in: folder)
    #expect(program.status == 0, "\(program.messages)")
    let receipt = try object(try contents("run.receipt.json", folder))
    let steps = try #require(receipt["steps"] as? [[String: Any]])
    let states = steps.map { $0["state"] as? String }
    #expect(states == ["done", "skipped", "skipped", "done", "done", "done", "done", "skipped"])
    for step in steps {
      for file in (step["files"] as? [[String: Any]] ?? [])
        + [step["receipt"] as? [String: Any]].compactMap({ $0 })
      {
        let name = try #require(file["file"] as? String)
        let digest = try Program.shell("sha256sum < out/\(name)", in: folder).text.prefix(64)
        #expect(file["sha256"] as? String == String(digest), "\(name)")
      }
    }
    let playbook = try Program.shell("sha256sum < p.yml", in: folder).text.prefix(64)
    #expect((receipt["playbook"] as? [String: Any])?["sha256"] as? String == String(playbook))
    let checked = try Program.run(["check-receipt", "c.assay", "out/rows.receipt.json"], in: folder)
    #expect(checked.status == 0, "\(checked.text)\(checked.messages)")
  }

  @Test("a SIEM's files hold the rows in its form")
  func handBack() throws {
    let folder = try makeCase(Self.good)
    try Program.run(
      ["run", "c.assay", "p.yml", "--into", "out", "--set", "most=3", "--set", "host=O.K"], in: folder)
    let rows = try contents("rows.ndjson", folder).split(separator: "\n").map { try object($0) }
    #expect(rows.count == 3)
    #expect(try contents("host.ndjson", folder).contains(#""host":"O.K""#))
    #expect(try contents("a.csv", folder).hasPrefix("record,time,computer,n,text\r\n"))
    // An integer that no double holds.
    for name in ["a.csv", "b.json", "c.ndjson", "d.json"] {
      #expect(try contents(name, folder).contains("9007199254740993"), "\(name)")
    }
    let events = try contents("b.json", folder).split(separator: "\n").map { try object($0) }
    #expect(events.count == 3)
    for (event, row) in zip(events, rows) {
      #expect((event["event"] as? NSDictionary) == row as NSDictionary)
      #expect(event["sourcetype"] as? String == "assay:rows")
      #expect((event["time"] == nil) == (row["time"] is NSNull))
    }
    let bulk = try contents("c.ndjson", folder).split(separator: "\n").map { try object($0) }
    #expect(bulk.count == 6)
    let ids = stride(from: 0, to: 6, by: 2).compactMap {
      (bulk[$0]["create"] as? [String: Any])?["_id"] as? String
    }
    #expect(Set(ids).count == 3 && ids.allSatisfy { $0.count == 64 })
    let table =
      try JSONSerialization.jsonObject(with: Data(try contents("d.json", folder).utf8)) as? [[String: Any]]
    #expect(table?.count == 3)
  }

  @Test("--dry-run runs nothing, and shows command lines that a shell reads")
  func dryRun() throws {
    let folder = try makeCase(Self.good)
    let program = try Program.run(["run", "c.assay", "p.yml", "--dry-run", "--format", "json"], in: folder)
    #expect(program.status == 0, "\(program.messages)")
    let rows = try #require(try program.json()["rows"] as? [[String: Any]])
    let command = try #require(rows.first?["command"] as? String)
    let again = try Program.shell("\(command) --format csv | wc -l", in: folder)
    #expect(again.text.contains("3"))
    #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/out"))
  }

  @Test(
    "what a playbook must not do is refused before anything runs",
    arguments: [
      ("steps: [{name: a, command: add, output: a.txt}]", "playbook.refused"),
      ("steps: [{name: a, command: shell, output: a.txt}]", "playbook.refused"),
      (
        #"steps: [{name: a, command: query, arguments: [SELECT 1, -o, /tmp/x], output: a.txt}]"#,
        "playbook.refused"
      ),
      (
        #"steps: [{name: a, command: query, arguments: [SELECT 1, --output=/tmp/x], output: a.txt}]"#,
        "playbook.refused"
      ),
      (
        #"steps: [{name: a, command: query, arguments: [SELECT 1, --receipt, r], output: a.txt}]"#,
        "playbook.refused"
      ),
      ("steps: [{name: a, command: findings, arguments: [edit, '1'], output: a.txt}]", "playbook.refused"),
      ("steps: [{name: a, command: compare, arguments: [e.csv], output: a.txt}]", "playbook.refused"),
      ("steps: [{name: a, command: intel add, arguments: [e.csv], output: a.txt}]", "playbook.refused"),
      ("steps: [{name: a, command: intel, arguments: [add], output: a.txt}]", "playbook.refused"),
      (
        "steps: [{name: a, command: sequences, arguments: [--preset, web, --save-model, m], output: a.txt}]",
        "playbook.refused"
      ),
      (
        """
        parameters: {v: {type: choice, values: ["--save-model=m"], default: "--save-model=m"}}
        steps: [{name: a, command: sequences, arguments: [--preset, web, "${v}"], output: a.txt}]
        """, "playbook.refused"
      ),
      (
        """
        parameters: {v: {type: choice, values: ["-om"], default: "-om"}}
        steps: [{name: a, command: query, arguments: ["SELECT 1", "${v}"], output: a.txt}]
        """, "playbook.refused"
      ),
      ("steps: [{name: a, command: query, output: ../a.txt}]", "playbook.malformed"),
      ("steps: [{name: a, command: query, output: /tmp/a.txt}]", "playbook.malformed"),
      ("steps: [{name: a, command: query, output: run.receipt.json}]", "playbook.malformed"),
      ("steps: [{name: a, command: query, arguments: [\"${no}\"], output: a.txt}]", "playbook.malformed"),
      (
        "steps: [{name: a, command: query, arguments: [SELECT 1, --no-such], output: a.txt}]", "playbook.step"
      ),
      ("steps: [{name: a, write: splunk-lookup, of: b, output: a.csv}]", "playbook.malformed"),
      ("stpes: []", "playbook.malformed"),
      ("a: &a [x]\nsteps: *a", "playbook.malformed"),
      ("steps:\n  - &a {name: a, command: query, output: a.txt}\n  - *a", "playbook.malformed"),
      ("? &k [x]\n: 1\nsteps: []", "playbook.malformed"),
      ("steps: []", "playbook.malformed"),
      ("steps: 7", "playbook.malformed"),
      ("steps: [{name: a, command: query, output: a.txt", "playbook.malformed"),
    ])
  func refused(_ body: String, _ code: String) throws {
    let folder = try makeCase("name: bad\n" + body + "\n")
    let program = try Program.run(["run", "c.assay", "p.yml", "--into", "out"], in: folder)
    #expect(program.status == 2)
    #expect(program.messages.contains("[\(code)]"), "\(program.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/out"))
  }

  @Test("deep and long YAML ends in an error")
  func hostile() throws {
    for text in [String(repeating: "[", count: 200_000), String(repeating: "a: 1\n", count: 60_000)] {
      let folder = try makeCase(text)
      let program = try Program.run(["run", "c.assay", "p.yml", "--dry-run"], in: folder)
      #expect(program.status == 2)
      #expect(program.messages.utf8.count < 1000)
    }
  }

  @Test(
    "values are held to their types",
    arguments: ["host=a b", "host='", "host=-o", "most=x", "most=1;2", "no=1", "host=a\u{1b}"])
  func values(_ value: String) throws {
    let folder = try makeCase(Self.good)
    let program = try Program.run(["run", "c.assay", "p.yml", "--dry-run", "--set", value], in: folder)
    #expect(program.status == 2)
    #expect(program.messages.contains("[playbook.parameter]"))
  }

  @Test("the playbooks of the repository are read", arguments: ["powershell", "logons", "persistence"])
  func own(_ name: String) throws {
    let folder = try makeCase("")
    let program = try Program.run(
      ["run", "c.assay", Program.root + "/playbooks/\(name).yml", "--dry-run", "--set", "host=WS01"],
      in: folder)
    #expect(program.status == 0, "\(program.messages)")
  }
}
