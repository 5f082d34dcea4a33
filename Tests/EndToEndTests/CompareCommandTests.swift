import Foundation
import Testing

/// `assay compare` on small logs that are written here, with exports whose faults are known by how they are made.
@Suite("compare: claims, scope, outputs, what cannot be compared")
struct CompareCommandTests {
  /// Twelve records of two hosts, a minute apart.
  private func lines(_ numbers: some Sequence<Int> = 0..<12) -> [(number: Int, text: String)] {
    numbers.map { number in
      let minute = number < 10 ? "0\(number)" : "\(number)"
      return (
        number,
        #"{"@timestamp":"2024-05-01T10:\#(minute):00.000Z","Hostname":"PC\#(number % 2)","Channel":"Security","#
          + #""EventID":4688,"RecordNumber":\#(100 + number),"CommandLine":"run \#(number)"}"#
      )
    }
  }

  /// As Splunk exports it: JSON lines with the text of the event and its fields.
  private func export(_ numbers: some Sequence<Int>) throws -> String {
    try lines(numbers).map { _, text in
      var result = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      for (key, value) in result { result[key] = "\(value)" }
      result["_raw"] = text
      result["_time"] = result["@timestamp"]
      result["host"] = "collector"
      result["source"] = "feed"
      result["sourcetype"] = "json"
      let row: [String: Any] = ["preview": false, "result": result]
      return String(
        decoding: try JSONSerialization.data(withJSONObject: row, options: .sortedKeys), as: UTF8.self)
        + "\n"
    }.joined()
  }

  private func makeCase(_ exported: some Sequence<Int>) throws -> Folder {
    let folder = try Folder()
    try folder.write(lines().map { $0.text + "\n" }.joined(), to: "raw.ndjson")
    try folder.write(export(exported), to: "siem.ndjson")
    #expect(try Program.run(["add", "c.assay", "raw.ndjson"], in: folder).status == 0)
    return folder
  }

  private static let kept = [0, 1, 2, 3, 6, 7, 8, 9, 10, 11]

  @Test("records that are not in the export are named, sums balance, exit status 1")
  func missing() throws {
    let folder = try makeCase(Self.kept)
    let run = try Program.run(["compare", "c.assay", "siem.ndjson", "--format", "json"], in: folder)
    #expect(run.status == 1)
    let json = try run.json()
    let summary = try #require(json["summary"] as? [String: Any])
    #expect(summary["raw_records"] as? Int == 12)
    #expect(summary["export_rows"] as? Int == 10)
    #expect(summary["complete"] as? Bool == false)
    #expect(summary["balanced"] as? Bool == true)
    let verdicts = try #require(summary["verdicts"] as? [String: Int])
    #expect(verdicts["missing"] == 2)
    #expect(verdicts.values.reduce(0, +) == 12)
    let records = try #require(json["records"] as? [[String: Any]])
    #expect(records.map { $0["index"] as? Int } == [4, 5])
    #expect(records.allSatisfy { $0["verdict"] as? String == "missing" })
    let all = try Program.run(["compare", "c.assay", "siem.ndjson", "--format", "json", "--all"], in: folder)
    #expect((try all.json()["records"] as? [Any])?.count == 12)
  }

  @Test("a whole export is complete, exit status 0, and a known claim is used again")
  func complete() throws {
    let folder = try makeCase(0..<12)
    for _ in 0..<2 {
      let run = try Program.run(["compare", "c.assay", "siem.ndjson"], in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.text.contains("The export is complete."))
    }
    let sources = try Program.run(["sources", "c.assay", "--format", "ndjson"], in: folder).rows()
    #expect(sources.map { $0["kind"] as? String } == ["evidence", "claim"])
  }

  @Test("a claim is in no answer about the evidence, and in the table claims")
  func apart() throws {
    let folder = try makeCase(Self.kept)
    func answers() throws -> [String] {
      try [
        ["query", "c.assay", "SELECT count(*), count(DISTINCT computer) FROM events", "--format", "csv"],
        ["fields", "c.assay", "--format", "csv"], ["quality", "c.assay", "--format", "csv"],
        ["gaps", "c.assay", "--format", "csv"], ["timeline", "c.assay", "--format", "csv"],
        ["grep", "c.assay", "-F", "run 3", "--format", "csv"],
        ["search", "c.assay", "CommandLine:*", "--format", "csv"],
      ].map { try Program.run($0, in: folder).text }
    }
    let before = try answers()
    try Program.run(["compare", "c.assay", "siem.ndjson"], in: folder)
    #expect(try answers() == before)
    let claims = try Program.run(
      ["query", "c.assay", "SELECT count(*) AS n FROM claims", "--format", "ndjson"], in: folder)
    #expect(try claims.rows().first?["n"] as? Int == 10)
    let own = try Program.run(
      [
        "query", "c.assay",
        "SELECT count(*) AS n FROM claims WHERE field(record, 'result.sourcetype') = 'json'"
          + " OR field(record, 'sourcetype') = 'json'", "--format", "ndjson",
      ], in: folder)
    #expect(try own.rows().first?["n"] as? Int == 10)
    let verify = try Program.run(["verify", "c.assay"], in: folder)
    #expect(verify.status == 0, "\(verify.text)")
  }

  @Test("what the search behind the export does not ask for is out of scope, not missing")
  func scope() throws {
    let folder = try makeCase([1, 3, 5, 7, 9, 11])
    let run = try Program.run(
      ["compare", "c.assay", "siem.ndjson", "--scope", "Hostname:PC1", "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.messages)")
    let summary = try #require(try run.json()["summary"] as? [String: Any])
    #expect(summary["records_out_of_scope"] as? Int == 6)
    #expect(summary["complete"] as? Bool == true)
    #expect(summary["balanced"] as? Bool == true)
    let counting = try Program.run(
      ["compare", "c.assay", "siem.ndjson", "--scope", "Hostname:PC1 | count"], in: folder)
    #expect(counting.status == 2)
    #expect(counting.messages.contains("[compare.scope]"))
  }

  @Test("the missing records are written as they were logged")
  func exportMissing() throws {
    let folder = try makeCase(Self.kept)
    let run = try Program.run(
      ["compare", "c.assay", "siem.ndjson", "--export-missing", "missing.ndjson"], in: folder)
    #expect(run.status == 1)
    #expect(
      String(decoding: try folder.read("missing.ndjson"), as: UTF8.self)
        == lines([4, 5]).map { $0.text + "\n" }.joined())
    let sha256 = try Program.shell("sha256sum missing.ndjson | cut -c1-64", in: folder).text.dropLast()
    #expect(run.messages.contains(sha256))
  }

  @Test("missing records of a case with XML and CSV go into a file each, with wrapper and header")
  func exportMissingForms() throws {
    let folder = try makeCase(0..<12)
    let event =
      "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider Name=\"P\"/>"
      + "<EventID>1</EventID><TimeCreated SystemTime=\"2024-05-01T11:00:00.000Z\"/><EventRecordID>7</EventRecordID>"
      + "<Channel>System</Channel><Computer>PC9</Computer></System></Event>"
    try folder.write("<?xml version=\"1.0\"?>\n<Events>\n\(event)\n</Events>\n", to: "system.xml")
    try folder.write("time,user\r\n2024-05-01T12:00:00Z,alice\r\n", to: "logons.csv")
    try Program.run(["add", "c.assay", "system.xml", "logons.csv"], in: folder)
    let run = try Program.run(
      ["compare", "c.assay", "siem.ndjson", "--export-missing", "missing.xml"], in: folder)
    #expect(run.status == 1, "\(run.messages)")
    #expect(
      String(decoding: try folder.read("missing.xml"), as: UTF8.self) == "<Events>\n\(event)\n</Events>\n")
    let csv = String(decoding: try folder.read("missing.2.csv"), as: UTF8.self)
    #expect(csv == "time,user\r\n2024-05-01T12:00:00Z,alice\n")
  }

  @Test("--no-store leaves the case as it is, also one that cannot be written, and no temporary file behind")
  func noStore() throws {
    let folder = try makeCase(Self.kept)
    try FileManager.default.createDirectory(
      atPath: folder.url.path + "/temp", withIntermediateDirectories: true)
    let before = try folder.read("c.assay")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o444], ofItemAtPath: folder.url.path + "/c.assay")
    let run = try Program.run(
      ["compare", "c.assay", "siem.ndjson", "--no-store", "--temp", "temp", "--format", "json"], in: folder)
    #expect(run.status == 1, "\(run.messages)")
    let summary = try #require(try run.json()["summary"] as? [String: Any])
    #expect((summary["verdicts"] as? [String: Int])?["missing"] == 2)
    #expect(try folder.read("c.assay") == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/temp").isEmpty)
    let receipt = try Program.run(
      ["compare", "c.assay", "siem.ndjson", "--no-store", "--receipt", "r"], in: folder)
    #expect(receipt.status == 2)
  }

  @Test("a receipt is compared again, also after the case grew; one of other verdicts is found out")
  func receipt() throws {
    let folder = try makeCase(Self.kept)
    let run = try Program.run(["compare", "c.assay", "siem.ndjson", "--receipt", "r.json"], in: folder)
    #expect(run.status == 1)
    try folder.write("{\"a\":1}\n", to: "later.ndjson")
    try Program.run(["add", "c.assay", "later.ndjson"], in: folder)
    let check = try Program.run(["check-receipt", "c.assay", "r.json"], in: folder)
    #expect(check.status == 0, "\(check.text)\(check.messages)")
    let receipt = try #require(
      JSONSerialization.jsonObject(with: Data(folder.read("r.json"))) as? [String: Any])
    let body = try #require(receipt["body"] as? [String: Any])
    let comparison = try #require(body["comparison"] as? [String: Any])
    #expect(comparison["balanced"] as? Bool == true)
    let text = String(decoding: try folder.read("r.json"), as: UTF8.self)
    #expect(text.contains("\"missing\":2"))
    try folder.write(text.replacing("\"missing\":2", with: "\"missing\":1"), to: "edited.json")
    let edited = try Program.run(["check-receipt", "c.assay", "edited.json"], in: folder)
    #expect(edited.status == 1, "\(edited.text)\(edited.messages)")
  }

  @Test("what cannot be compared is said, with what to do")
  func refusals() throws {
    let folder = try makeCase(Self.kept)
    try folder.write(
      export(0..<4).replacing("2024-05-01", with: "2021-01-01").replacing("PC", with: "other")
        .replacing("run", with: "walk").replacing("10", with: "77"), to: "other.ndjson")
    let refusals = [
      (["raw.ndjson"], "compare.export-is-evidence"), (["."], "compare.folder"),
      (["nothing"], "file.missing"),
      (["other.ndjson"], "compare.nothing-in-common"),
    ]
    for (arguments, code) in refusals {
      let run = try Program.run(["compare", "c.assay"] + arguments, in: folder)
      #expect(run.status == 2, "\(code): \(run.text)")
      #expect(run.messages.contains("[\(code)]"), "\(run.messages)")
    }
    try Program.run(["sources", "c.assay", "--exclude", "0"], in: folder)
    let empty = try Program.run(["compare", "c.assay", "siem.ndjson"], in: folder)
    #expect(empty.messages.contains("[compare.no-evidence]"))
  }

  @Test("a file that is no export leaves no trace; one of other records stays, and the message says as what")
  func noExport() throws {
    let folder = try makeCase(Self.kept)
    try folder.write("{\"colour\":\"red\",\"weight\":1}\n", to: "no.ndjson")
    let refused = try Program.run(["compare", "c.assay", "no.ndjson"], in: folder)
    #expect(refused.messages.contains("[export.unknown]"), "\(refused.messages)")
    let sources = try Program.run(["sources", "c.assay", "--format", "ndjson"], in: folder).rows()
    #expect(sources.count == 1)
    try folder.write(
      export(0..<4).replacing("2024-05-01", with: "2021-01-01").replacing("PC", with: "other")
        .replacing("run", with: "walk").replacing("10", with: "77"), to: "other.ndjson")
    let other = try Program.run(["compare", "c.assay", "other.ndjson"], in: folder)
    #expect(other.messages.contains("it stays in the case as claim 1"), "\(other.messages)")
    #expect(other.messages.contains("--exclude 1"))
  }

  @Test("lists and rows: one for each record, extra rows last; the same for any number of threads")
  func rows() throws {
    let folder = try makeCase(Self.kept)
    try folder.write(export(Self.kept) + export([40]), to: "more.ndjson")
    let list = try Program.run(
      ["compare", "c.assay", "more.ndjson", "--show", "missing", "--show", "extra"], in: folder)
    #expect(list.text.contains("2 records of 12 · 1 extra row"))
    var answers: Set<String> = []
    for threads in ["1", "2", "7"] {
      let run = try Program.run(
        ["compare", "c.assay", "more.ndjson", "--format", "ndjson", "--threads", threads], in: folder)
      let rows = try run.rows()
      #expect(rows.map { $0["verdict"] as? String } == ["missing", "missing", "extra"])
      answers.insert(run.text)
    }
    #expect(answers.count == 1)
  }

  @Test("every key that compare writes is in docs/json.md")
  func keys() throws {
    let formats = try String(contentsOfFile: Program.root + "/docs/json.md", encoding: .utf8)
    let folder = try makeCase(Self.kept)
    try folder.write(export(Self.kept) + export([40]), to: "more.ndjson")
    let json = try Program.run(["compare", "c.assay", "more.ndjson", "--format", "json"], in: folder).json()
    var objects: [[String: Any]] = [json]
    for value in json.values {
      objects += (value as? [[String: Any]]) ?? (value as? [String: Any]).map { [$0] } ?? []
    }
    for key in Set(objects.flatMap(\.keys)) {
      let isDocumented = formats.contains("`\(key)`") || formats.contains("[].\(key)`")
      #expect(isDocumented, "\(key)")
    }
  }
}
