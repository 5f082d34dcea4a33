import Foundation
import Testing

@Suite("Receipts that do not fit")
struct CheckReceiptTests {
  /// A case of three logons, with receipts of an ordered and of a multiset answer.
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(
      """
      {"time":"2024-05-01T09:00:00Z","user":"alice","n":1}
      {"time":"2024-05-01T09:00:01Z","user":"bobby","n":2}
      {"time":"2024-05-01T09:00:02Z","user":"carol","n":3}

      """, to: "a.ndjson")
    try #require(try Program.run(["add", "c.assay", "a.ndjson"], in: folder).status == 0)
    try folder.receipt("list", ["search", "c.assay", "user:*"])
    try folder.receipt("bag", ["query", "c.assay", "SELECT user, n FROM events ORDER BY n DESC"])
    return folder
  }

  /// Replaces a value in the one column chunk that has it: the chunk stays readable.
  private func alter(_ old: String, _ new: String, in folder: Folder, also: String = "") throws {
    try Python3.run(
      """
      import sqlite3
      db = sqlite3.connect("c.assay")
      found = 0
      for group, field, data in db.execute("SELECT row_group_id, field_id, data FROM column_chunk").fetchall():
        if b"\(old)" in data:
          found += 1
          db.execute("UPDATE column_chunk SET data = ? WHERE row_group_id = ? AND field_id = ?",
            (data.replace(b"\(old)", b"\(new)"), group, field))
      \(also)
      db.commit()
      assert found == 1, found
      """, in: folder)
  }

  @Test(
    "an altered column chunk is seen, and the first row that it changes is named",
    .enabled(if: Python3.isThere, "needs python3"))
  func alteredChunk() throws {
    let folder = try folder()
    // Fixed lengths stand byte by byte in planes: `bobby`'s second letter is in that of all second letters.
    try alter("loa", "lxa", in: folder)
    for (name, row) in [("list", 2), ("bag", 2)] {
      let (status, json) = try folder.check(name)
      #expect(status == 1)
      #expect(json["verdict"] as? String == "differs")
      #expect(Set(Folder.wrong(json).keys) == ["answer"], "\(json)")
      let first = try #require(json["first_row"] as? [String: Any], "\(name)")
      #expect(first["row"] as? Int == row)
      #expect(first["last_row"] as? Int == row)
      #expect(first["surplus"] as? Int == 1)
      #expect(first["missing"] as? Int == 1)
      #expect((first["values"] as? [String: Any])?["user"] as? String == "bxbby")
      #expect(first["expected_print"] as? String != first["found_print"] as? String)
    }
    let shown = try Program.run(["check-receipt", "c.assay", "list"], in: folder)
    #expect(shown.text.contains("first difference: row 2: the receipt has print "))
    #expect(shown.text.contains("user = \"bxbby\""))
    #expect(shown.text.contains("assay verify c.assay says which values differ"))
  }

  @Test(
    "a chunk that cannot be read any more is a difference, not a receipt that cannot be checked",
    .enabled(if: Python3.isThere, "needs python3"))
  func damagedChunk() throws {
    let folder = try folder()
    try Python3.run(
      """
      import sqlite3
      db = sqlite3.connect("c.assay")
      db.execute("UPDATE column_chunk SET data = x'00'")
      db.commit()
      """, in: folder)
    let (status, json) = try folder.check("bag")
    #expect(status == 1)
    #expect(Folder.wrong(json)["answer"]?.contains("[case.damaged]") == true, "\(json)")
  }

  @Test(
    "an edited receipt is found out, and what was edited is named",
    .enabled(if: Python3.isThere, "needs python3"),
    arguments: [
      ("b['question']['text'] = 'user:alice'", ["receipt", "custody", "question", "answer"]),
      ("b['result']['rows'] = 4", ["receipt", "custody", "answer"]),
      ("b['result']['hash'] = '0' * 64", ["receipt", "custody", "answer"]),
      ("b['coverage']['records_considered'] = 9", ["receipt", "custody", "coverage"]),
      ("b['case']['root'] = '0' * 64", ["receipt", "custody", "tree"]),
      ("b['case']['tree_size'] = 99", ["receipt", "tree"]),
      ("b['limits'] = [{'limit': '--limit', 'kept': 1}]", ["receipt", "custody", "coverage"]),
    ])
  func edited(_ edit: String, _ wrong: [String]) throws {
    let folder = try folder()
    try Python3.edit("list", to: "edited", rehash: false, edit, in: folder)
    let (status, json) = try folder.check("edited")
    #expect(status == 1)
    #expect(Set(Folder.wrong(json).keys) == Set(wrong), "\(json)")
    #expect(Folder.wrong(json)["receipt"]?.contains("body_sha256") == true)
    // Whoever makes the hash anew is found out by the custody log.
    try Python3.edit("list", to: "rehashed", rehash: true, edit, in: folder)
    #expect(try folder.check("rehashed").status == 1)
  }

  @Test(
    "a whole receipt with another answer is told apart by prints alone",
    .enabled(if: Python3.isThere, "needs python3"))
  func editedPrints() throws {
    let folder = try folder()
    try Python3.edit("list", to: "edited", rehash: false, "r['annex']['prints'] = 'AAAA'", in: folder)
    let (status, json) = try folder.check("edited")
    #expect(status == 1)
    #expect(Folder.wrong(json)["receipt"]?.contains("annex.prints") == true)
    #expect(Folder.wrong(json).count == 1)
  }

  @Test("a receipt of another case is no receipt of this one")
  func otherCase() throws {
    let folder = try folder()
    try #require(try Program.run(["add", "d.assay", "a.ndjson"], in: folder).status == 0)
    let checked = try Program.run(["check-receipt", "d.assay", "list"], in: folder)
    #expect(checked.status == 2)
    #expect(checked.messages.contains("[receipt.other-case]"))
    let names = checked.messages.matches(of: /assay\/case\/[0-9a-f-]{36}/).count
    #expect(names == 2, "both origins: \(checked.messages)")
  }

  @Test(
    "a case that was rolled back is told", .enabled(if: Python3.isThere, "needs python3"))
  func rolledBack() throws {
    let folder = try folder()
    try FileManager.default.copyItem(
      at: folder.url.appendingPathComponent("c.assay"), to: folder.url.appendingPathComponent("old.assay"))
    try folder.write("{\"user\":\"dave\"}\n", to: "b.ndjson")
    try Program.run(["add", "c.assay", "b.ndjson"], in: folder)
    try folder.receipt("later", ["query", "c.assay", "SELECT user FROM events"])
    let (status, json) = try folder.check("later", case: "old.assay")
    #expect(status == 1)
    #expect(Folder.wrong(json)["tree"]?.contains("rolled back") == true)
  }

  @Test(
    "a case reindexed by another extractor is told, not called altered",
    .enabled(if: Python3.isThere, "needs python3"))
  func otherExtractor() throws {
    let folder = try folder()
    let version = "db.execute('UPDATE row_group SET extractor = 7')"
    try Python3.run("import sqlite3\ndb = sqlite3.connect('c.assay')\n\(version)\ndb.commit()", in: folder)
    #expect(try folder.check("list").status == 0, "the answer is the same")
    try alter("loa", "lxa", in: folder, also: version)
    let (status, json) = try folder.check("list")
    #expect(status == 3)
    #expect(json["verdict"] as? String == "differs, extracted otherwise")
    let reading = (json["checks"] as? [[String: Any]])?.first { $0["check"] as? String == "reading" }
    #expect((reading?["text"] as? String)?.contains("extracted by version 1 then, 7 now") == true)
    let shown = try Program.run(["check-receipt", "c.assay", "list"], in: folder)
    #expect(shown.text.contains("no sign of alteration"))
  }

  @Test("another time zone by reindex is told, not called altered")
  func otherZone() throws {
    let folder = try Folder()
    try folder.write("2024-05-01 09:00:00 INFO one\n2024-05-01 09:00:01 INFO two\n", to: "a.log")
    try Program.run(["add", "c.assay", "a.log"], in: folder)
    let before = try folder.receipt("r", ["query", "c.assay", "SELECT time FROM events"])
    try #require((before.result["rows"] as? Int) == 2)
    try #require(
      try Program.run(["reindex", "c.assay", "--source", "0", "--timezone", "+02:00"], in: folder).status == 0
    )
    let (status, json) = try folder.check("r")
    #expect(status == 3, "\(json)")
    let shown = try Program.run(["check-receipt", "c.assay", "r"], in: folder)
    #expect(shown.text.contains("timezone"))
  }

  @Test("a source that was excluded since answers as it did")
  func excludedSince() throws {
    let folder = try folder()
    try Program.run(["sources", "c.assay", "--exclude", "0"], in: folder)
    #expect(try folder.check("list").status == 0)
    #expect(try folder.check("bag").status == 0)
  }

  @Test(
    "what is no receipt is refused, whatever it is",
    arguments: [
      "", "{", "[]", "{}", "null", "{\"body\":{}}", "{\"body\":{\"v\":\"assay/receipt/v9\"}}",
      String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
      "{\"body\":{\"v\":\"assay/receipt/v1\",\"v\":\"assay/receipt/v1\"}}", "\u{FEFF}{}",
    ])
  func hostile(_ text: String) throws {
    let folder = try folder()
    try folder.write(text, to: "h")
    let checked = try Program.run(["check-receipt", "c.assay", "h"], in: folder)
    #expect(checked.status == 2)
    #expect(checked.messages.contains("[receipt."))
  }

  @Test(
    "members out of range are refused or differ, and never crash",
    .enabled(if: Python3.isThere, "needs python3"),
    arguments: [
      "b['case']['tree_size'] = -1", "b['case']['tree_size'] = 2**53 - 1", "b['case']['tree_size'] = 1e300",
      "b['result']['prints']['level'] = 63", "b['result']['prints']['level'] = 40",
      "b['result']['rows'] = 2**53 - 1",
      "b['result']['columns'] = []", "b['result']['columns'] = ['x'] * 10000",
      "b['coverage']['sources'] = []",
      "b['coverage']['sources'] = [{'source_id': 99}]", "b['question']['language'] = 'unknown'",
      "b['question']['language'] = 'sql'; b['question']['text'] = 'DROP TABLE x'",
      "b['question']['language'] = 'gaps'; b['question']['sql'] = 'ATTACH \\'/etc/passwd\\' AS x'",
      "b['question']['language'] = 'grep'", "b['question']['parameters'] = {'limit': -5}",
      "b['question']['parameters'] = {'from': 'never'}", "b['question'] = None", "r['annex'] = 5",
      "r['annex']['prints'] = '!'", "r['annex']['custody'] = {'seq': 2**53 - 1}",
      "r['body_sha256'] = 7; r.pop('body')",
    ])
  func outOfRange(_ edit: String) throws {
    let folder = try folder()
    try Python3.edit("list", to: "h", rehash: true, edit, in: folder)
    let checked = try Program.run(["check-receipt", "c.assay", "h"], in: folder)
    // What is not hashed and not needed (the annex's custody entry) may say anything.
    #expect([0, 1, 2].contains(checked.status), "\(edit): \(checked.status) \(checked.messages)")
    #expect(checked.status < 2 || checked.messages.hasPrefix("assay: "), "\(checked.messages)")
    #expect(checked.status > 0 || edit.contains("'custody'"), "\(edit)")
  }
}
