import Foundation
import Testing

/// Findings, tags and notes, as a person meets them.
@Suite("Findings, tags and notes")
struct FindingTests {
  private func assay(_ arguments: String..., in folder: Folder, input: [UInt8] = []) throws -> Program {
    try Program.run(arguments, in: folder, input: input)
  }

  /// Runs SQL on the case file, with the sqlite module of Python.
  private func sqlite(_ statements: String, in folder: Folder) throws {
    let script =
      "import sqlite3,sys; db=sqlite3.connect('c.assay'); db.executescript(sys.argv[1]); db.commit()"
    let run = try Program.finish(
      Program.start("/usr/bin/env", ["python3", "-c", script, statements], in: folder))
    try #require(run.status == 0, "\(run.messages)")
  }

  @Test("a saved answer holds question, receipt and the records of its rows, and verify asks it again")
  func save() throws {
    let folder = try Folder()
    try folder.smallCase()
    let saved = try assay(
      "search", "c.assay", "host:a", "--save", "host a", "--note", "Host a logged twice.", "--examiner",
      "A. Vogel",
      in: folder)
    #expect(
      saved.status == 0 && saved.messages.contains("saved as finding 1, 2 records"), "\(saved.messages)")
    let shown = try assay("findings", "c.assay", "show", "1", "--format", "json", in: folder).json()
    #expect(shown["statement"] as? String == "Host a logged twice.")
    #expect(shown["question"] as? String == "host:a")
    // Lines 1 and 3 of the first file: records 0 and 2.
    #expect(shown["records"] as? [Int] == [0, 2])
    #expect((shown["actor"] as? String)?.hasPrefix("A. Vogel@") == true)
    let verified = try assay("verify", "c.assay", "--format", "json", in: folder)
    #expect(verified.status == 0)
    let checks = try #require(verified.json()["checks"] as? [[String: Any]])
    let check = try #require(checks.first { $0["check"] as? String == "findings" })
    #expect((check["counts"] as? [String: Int])?["replayed"] == 1)
    // The receipt is the one that check-receipt takes.
    #expect(try assay("findings", "c.assay", "receipt", "1", "-o", "r", in: folder).status == 0)
    let checked = try assay("check-receipt", "c.assay", "r", in: folder)
    #expect(checked.status == 0 && checked.text.contains("tells of this receipt"), "\(checked.text)")
  }

  @Test(
    "every command that asks saves: with the records that its rows name, or saying that they name none",
    arguments: [
      (["query", "c.assay", "SELECT locator FROM events WHERE host = 'b'"], [1]),
      (["query", "c.assay", "SELECT count(*) FROM events"], []),
      (["grep", "c.assay", "second"], [4]), (["timeline", "c.assay"], []),
      (["fields", "c.assay", "host"], []), (["quality", "c.assay"], nil),
      (["gaps", "c.assay", "--log"], nil),
    ] as [([String], [Int]?)])
  func everyCommand(_ command: [String], _ records: [Int]?) throws {
    let folder = try Folder()
    try folder.smallCase()
    let saved = try Program.run(command + ["--save", "it"], in: folder)
    #expect(saved.status == 0 && saved.messages.contains("saved as finding 1"), "\(saved.messages)")
    let shown = try assay("findings", "c.assay", "show", "1", "--format", "json", in: folder).json()
    if let records {
      #expect(shown["records"] as? [Int] == records)
      #expect(saved.messages.contains("its rows name no record") == records.isEmpty)
    }
    let verified = try assay("verify", "c.assay", in: folder)
    #expect(verified.status == 0, "\(verified.text)")
  }

  @Test("fact and meaning are edited apart; order and exclusion are entries, and nothing is lost")
  func edit() throws {
    let folder = try Folder()
    try folder.smallCase()
    for name in ["one", "two", "three"] {
      try #require(assay("query", "c.assay", "SELECT '\(name)'", "--save", name, in: folder).status == 0)
    }
    func edit(_ number: String, _ options: String...) throws -> Program {
      try Program.run(["findings", "c.assay", "edit", number] + options, in: folder)
    }
    #expect(try edit("1", "--interpretation", "It was he.", "--alternatives", "Or she.").status == 0)
    #expect(try edit("2", "--exclude").status == 0)
    #expect(try edit("3", "--order", "1", "--name", "third").status == 0)
    #expect(try edit("9", "--exclude").messages.contains("[finding.missing]"))
    #expect(try edit("1").status == 2)
    let list = try assay("findings", "c.assay", "--format", "json", in: folder).json()
    let rows = try #require(list["rows"] as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == ["third", "one", "two"])
    #expect(rows.map { $0["order"] as? Int } == [1, 2, 3])
    #expect(rows.map { $0["included"] as? Bool } == [true, true, false])
    #expect(rows[1]["interpretation"] as? String == "It was he.")
    let custody = try assay(
      "custody", "c.assay", "--action", "finding-edited", "--format", "json", in: folder
    ).json()
    #expect((custody["rows"] as? [Any])?.count == 3)
    #expect(try assay("verify", "c.assay", in: folder).status == 0)
  }

  @Test("records are tagged by locator, from csv and ndjson on standard input, and from a file")
  func tag() throws {
    let folder = try Folder()
    try folder.smallCase()
    #expect(try assay("tag", "c.assay", "0:0", "4", "--tag", "seen", in: folder).text.contains("2 records"))
    for (format, host, tag) in [("csv", "b", "x y"), ("ndjson", "a", "é")] {
      let rows = try assay("search", "c.assay", "host:\(host)", "--format", format, in: folder).output
      let tagged = try assay(
        "tag", "c.assay", "-", "--tag", tag, "--note", "by hand", in: folder, input: rows)
      #expect(tagged.status == 0, "\(tagged.messages)")
    }
    try folder.write("0:1\n\n  1:1 \n", to: "list")
    #expect(try assay("tag", "c.assay", "--locators", "list", "--tag", "seen", in: folder).status == 0)
    let again = try assay("tag", "c.assay", "0:0", "--tag", "seen", in: folder)
    #expect(again.text.contains("nothing was changed"))
    let sql =
      "SELECT tag, group_concat(record) r FROM (SELECT * FROM annotations ORDER BY record) GROUP BY tag"
    let rows = try assay("query", "c.assay", sql, "--format", "ndjson", in: folder).rows()
    let found = Dictionary(
      rows.map { ($0["tag"] as? String ?? "", $0["r"] as? String ?? "") }, uniquingKeysWith: { a, _ in a })
    #expect(found == ["seen": "0,1,4", "x y": "1", "é": "0,2"])
    // Only tagged records answer, whatever is asked.
    let counted = try assay(
      "query", "c.assay", "SELECT count(*) n FROM events", "--tag", "é", "--format", "json", in: folder
    ).json()
    #expect((counted["rows"] as? [[String: Int]])?.first?["n"] == 2)
    #expect((counted["summary"] as? [String: Any])?["records_considered"] as? Int == 2)
    let text = try assay("search", "c.assay", "line", "--tag", "seen", "--format", "ndjson", in: folder)
      .rows()
    #expect(text.map { $0["record"] as? Int } == [4])
    #expect(
      try assay("search", "c.assay", "line", "--tag", "nobody", in: folder).messages.contains("[tag.missing]")
    )
    #expect(try assay("tag", "c.assay", "0:0", "1", "--tag", "seen", "--remove", in: folder).status == 0)
    let left = try assay("tag", "c.assay", "--tag", "seen", "--format", "json", in: folder).json()
    #expect((left["rows"] as? [[String: Any]])?.map { $0["records"] as? String } == ["4"])
    #expect(try assay("tag", "c.assay", "--source", "0", "--note", "clock fast", in: folder).status == 0)
    let shown = try assay("show", "c.assay", "0:1", in: folder).text
    #expect(shown.contains("x y \"by hand\"") && shown.contains("\"clock fast\" on the whole source"))
    #expect(!shown.contains("seen"))
    #expect(try assay("verify", "c.assay", in: folder).status == 0)
  }

  @Test("an answer about tags is asked again with the tags of then")
  func tagsOfThen() throws {
    let folder = try Folder()
    try folder.smallCase()
    try #require(assay("tag", "c.assay", "0:0", "--tag", "seen", in: folder).status == 0)
    for command in [
      ["search", "c.assay", "host:a", "--tag", "seen", "--save", "tagged", "--receipt", "r"],
      ["query", "c.assay", "SELECT record, tag FROM annotations", "--save", "table"],
    ] {
      try #require(Program.run(command, in: folder).status == 0)
    }
    try #require(assay("tag", "c.assay", "0:2", "--tag", "seen", in: folder).status == 0)
    try #require(assay("tag", "c.assay", "0:0", "--tag", "seen", "--remove", in: folder).status == 0)
    let verified = try assay("verify", "c.assay", in: folder)
    #expect(verified.status == 0, "\(verified.text)")
    let checked = try assay("check-receipt", "c.assay", "r", in: folder)
    #expect(checked.status == 0, "\(checked.text)")
  }

  @Test(
    "what cannot be a list of locators changes nothing",
    arguments: ["0:0\nnonsense\n", "name,value\na,b\n", "{\"a\":1}\n", "99999\n", "\"unclosed"])
  func badLocators(_ text: String) throws {
    let folder = try Folder()
    try folder.smallCase()
    let before = try folder.read("c.assay")
    let run = try assay("tag", "c.assay", "-", "--tag", "t", in: folder, input: Array(text.utf8))
    #expect(run.status == 2, "\(run.text)\(run.messages)")
    #expect(try folder.read("c.assay") == before)
  }

  @Test("a case that cannot be written answers, says that nothing was saved, and stays as it is")
  func readOnly() throws {
    let folder = try Folder()
    try folder.smallCase()
    // Another process that writes keeps it locked; root may write to any file.
    let script = """
      import sqlite3,subprocess,sys; db=sqlite3.connect('c.assay'); db.execute('BEGIN IMMEDIATE')
      sys.exit(subprocess.run(['assay','search','c.assay','host:a','--save','x']).returncode)
      """
    let run = try Program.shell("python3 -c \"\(script)\"", in: folder)
    #expect(run.status == 2 && run.text.contains("2 records of 5 searched"), "\(run.text)")
    #expect(run.messages.contains("was not saved as a finding"), "\(run.messages)")
    #expect(try assay("findings", "c.assay", in: folder).text.contains("0 findings"))
  }

  @Test("custody: notes, hand-overs, and the entries that are chosen")
  func custody() throws {
    let folder = try Folder()
    try folder.smallCase()
    #expect(try assay("custody", "c.assay", "--note", "Seal 12 was broken.", in: folder).status == 0)
    #expect(
      try assay(
        "custody", "c.assay", "--hand-over", "--from", "A", "--to", "B", "--reason", "leave", "--place",
        "Leipzig",
        "--examiner", "A", in: folder
      ).status == 0)
    #expect(try assay("custody", "c.assay", "--hand-over", "--from", "A", in: folder).status == 2)
    func chosen(_ options: String...) throws -> [String?] {
      let json = try Program.run(["custody", "c.assay", "--format", "json"] + options, in: folder).json()
      return (json["rows"] as? [[String: Any]])?.map { $0["action"] as? String } ?? []
    }
    #expect(try chosen("--since", "3") == ["note", "hand-over"])
    #expect(try chosen("--action", "note") == ["note"])
    #expect(try chosen("--actor", "a@") == [])
    #expect(try chosen("--to", "2000-01-01") == [])
    #expect(try chosen("--from", "2000-01-01").count == 5)
    let rows = try assay("custody", "c.assay", "--action", "hand-over", "--format", "ndjson", in: folder)
      .rows()
    let entry = try #require(rows.first?["entry"] as? [String: Any])
    #expect(
      entry["details"] as? [String: String] == [
        "from": "A", "to": "B", "reason": "leave", "place": "Leipzig",
      ])
    #expect(try assay("verify", "c.assay", in: folder).status == 0)
  }

  @Test("a case of format 1 is read as before, and brought up to date with its first entry")
  func oldFormat() throws {
    let folder = try Folder()
    try folder.write(
      [UInt8](Data(contentsOf: URL(fileURLWithPath: Program.root + "/Tests/Fixtures/cases/format-1.assay"))),
      to: "c.assay")
    let before = try folder.read("c.assay")
    for command in [["verify"], ["findings"], ["tag"], ["search", "first"], ["show", "0:0"], ["info"]] {
      let run = try Program.run([command[0], "c.assay"] + command.dropFirst(), in: folder)
      #expect(run.status == 0, "\(command): \(run.messages)")
    }
    #expect(try folder.read("c.assay") == before)
    #expect(try assay("tag", "c.assay", "0:0", "--tag", "old", in: folder).status == 0)
    let actions = try assay("custody", "c.assay", "--since", "5", "--format", "ndjson", in: folder).rows()
    #expect(actions.map { $0["action"] as? String } == ["schema-migrated", "annotated"])
    #expect(try assay("verify", "c.assay", in: folder).status == 0)
    let python = try Program.shell("python3 \(Program.root)/docs/verify.py c.assay", in: folder)
    #expect(python.status == 0 || python.messages.contains("no zstd"), "\(python.text)\(python.messages)")
  }

  @Test(
    "a row of a tag or a finding that was edited, inserted or deleted is named, by verify.py too",
    arguments: [
      ("UPDATE annotation SET records = '0-1'", "annotation 3: records"),
      ("UPDATE annotation SET note = 'never'", "annotation 3: note"),
      ("DELETE FROM annotation", "annotation 3, of which"),
      ("INSERT INTO annotation VALUES (99, 'x', NULL, '1', '')", "annotation 99 is there"),
      ("UPDATE finding SET statement = 'Nothing happened.'", "finding 1: statement"),
      ("UPDATE finding SET interpretation = 'x'", "finding 1: interpretation"),
      ("UPDATE finding SET records = '1'", "finding 1: records"),
      ("UPDATE finding SET included = 0", "finding 1: included"),
      ("UPDATE finding SET receipt = replace(receipt, 'host:a', 'host:b')", "finding 1: receipt"),
      ("DELETE FROM finding", "finding 1, of which"),
      (
        "INSERT INTO finding SELECT 2, seq, name, '', '', '', 1, 2, receipt, receipt_sha256, prints, records FROM finding",
        "finding 2 is there"
      ),
    ])
  func tampered(_ statement: String, _ named: String) throws {
    let folder = try Folder()
    try folder.smallCase()
    try #require(assay("tag", "c.assay", "0:0", "--tag", "seen", "--note", "n", in: folder).status == 0)
    try #require(
      assay("search", "c.assay", "host:a", "--save", "a", "--note", "Twice.", in: folder).status == 0)
    try sqlite(statement, in: folder)
    let verified = try assay("verify", "c.assay", in: folder)
    #expect(verified.status == 1 && verified.text.contains(named), "\(verified.text)")
    #expect(verified.text.contains("altered"))
    let quick = try assay("verify", "c.assay", "--quick", in: folder)
    #expect(quick.status == 1 && quick.text.contains(named), "\(quick.text)")
    let python = try Program.shell("python3 \(Program.root)/docs/verify.py c.assay", in: folder)
    #expect(
      python.messages.contains("no zstd") || python.status == 1 && python.text.contains(named),
      "\(python.text)")
  }

  @Test("an answer that the case no longer gives is found by asking again; --quick says that it did not ask")
  func replay() throws {
    let folder = try Folder()
    try folder.smallCase()
    for name in ["one", "two"] {
      try #require(
        assay("query", "c.assay", "SELECT name, state FROM sources", "--save", name, in: folder).status == 0)
    }
    // A source's name is read from its row, which nobody asks again but a question of it.
    try sqlite("UPDATE source SET name = 'x.ndjson' WHERE source_id = 0", in: folder)
    let verified = try assay("verify", "c.assay", "--format", "json", in: folder)
    #expect(verified.status == 1)
    let checks = try #require(verified.json()["checks"] as? [[String: Any]])
    let check = try #require(checks.first { $0["check"] as? String == "findings" })
    let failures = try #require(check["failures"] as? [[String: Any]])
    #expect(failures.map { $0["code"] as? String } == ["findings.replay", "findings.replay"])
    // Equal receipts are asked once.
    #expect((check["counts"] as? [String: Int])?["questions"] == 1)
    let quick = try assay("verify", "c.assay", "--quick", in: folder)
    #expect(quick.text.contains("the questions of 2 findings were not asked again"), "\(quick.text)")
  }
}
