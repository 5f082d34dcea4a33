import Foundation
import Testing

/// Values that logs should not hold and do: what comes out is what went in.
@Suite("Odd values in every form of output")
struct OddValueTests {
  static let values = [
    "a\0b", "\u{1b}[31mred", "\u{202e}gnp.exe", "l\u{2028}p\u{2029}", "=cmd|'/c calc'!A1", "x,\"y\"\r\nz",
    "\u{9b}31m",
    "\u{feff}bom", "", " blanks ", "é漢😀", "\\u0041", String(repeating: "0123456789", count: 1 << 20),
  ]

  /// A case with a record for each value, in order, made by Foundation's JSON.
  private func makeCase(in folder: Folder) throws {
    var bytes: [UInt8] = []
    for value in Self.values {
      bytes += [UInt8](try JSONSerialization.data(withJSONObject: ["v": value])) + [10]
    }
    try folder.write(bytes, to: "odd.ndjson")
    let added = try Program.run(["add", "c.assay", "odd.ndjson", "--quiet"], in: folder)
    try #require(added.status == 0, "\(added.messages)")
  }

  private static let sql = "SELECT v FROM events ORDER BY record"

  @Test("NDJSON and JSON, read by Foundation, have every value to the byte")
  func json() throws {
    let folder = try Folder()
    try makeCase(in: folder)
    let arguments = ["query", "c.assay", Self.sql, "--format"]
    let lines = try Program.run(arguments + ["ndjson"], in: folder)
    // By bytes: Swift takes two spellings of one character for equal.
    let read = try lines.rows().compactMap { ($0["v"] as? String).map { Array($0.utf8) } }
    #expect(read == Self.values.map { Array($0.utf8) })
    let whole = try Program.run(arguments + ["json"], in: folder).json()
    let rows = try #require(whole["rows"] as? [[String: Any]])
    #expect(
      rows.compactMap { ($0["v"] as? String).map { Array($0.utf8) } } == Self.values.map { Array($0.utf8) })
    // Looked at on a terminal, nothing of it acts.
    #expect(!lines.output.contains { $0 < 0x20 && $0 != 10 })
    #expect(!lines.text.unicodeScalars.contains("\u{202e}"))
  }

  @Test("CSV, read by Python, has every value to the byte", .enabled(if: hasPython))
  func csv() throws {
    let folder = try Folder()
    try makeCase(in: folder)
    try folder.write(
      """
      import csv, hashlib, io, sys
      csv.field_size_limit(1 << 30)
      # Bytes one to one, so that nothing is decoded; before 3.11 the module refuses NUL.
      text = sys.stdin.buffer.read().decode("latin-1").replace("\\0", "\\ue000")
      for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
          print(hashlib.sha256(row[0].replace("\\ue000", "\\0").encode("latin-1")).hexdigest())
      """, to: "read.py")
    try folder.write(
      """
      import hashlib, json, sys
      for line in open("odd.ndjson", encoding="utf-8", newline="\\n"):
          print(hashlib.sha256(json.loads(line)["v"].encode()).hexdigest())
      """, to: "expect.py")
    let expected = try Program.shell("python3 expect.py", in: folder)
    let found = try Program.shell(
      "assay query c.assay '\(Self.sql)' --format csv | python3 read.py", in: folder)
    #expect(found.status == 0, "\(found.messages)")
    #expect(expected.text.split(separator: "\n").count == Self.values.count)
    #expect(found.text == expected.text)
  }

  @Test("a table shows them with escapes, a row a line")
  func table() throws {
    let folder = try Folder()
    try makeCase(in: folder)
    let table = try Program.run(["query", "c.assay", Self.sql + " LIMIT 12"], in: folder)
    for shown in [
      "a\\x00b", "\\x1b[31mred", "\\u{202e}gnp.exe", "l\\u{2028}p\\u{2029}", "x,\"y\"\\r\\nz", "\\u{9b}31m",
    ] {
      #expect(table.text.contains(shown), "\(shown)")
    }
    #expect(!table.output.contains { $0 < 0x20 && $0 != 10 || $0 == 0x7f })
    // The heading, a line for each value, the closing line.
    #expect(table.text.split(separator: "\n", omittingEmptySubsequences: false).count == 12 + 3)
  }

  @Test("bytes that are no UTF-8: as they are in CSV and base64, U+FFFD in JSON, \\x in a table")
  func invalid() throws {
    let folder = try Folder()
    let line: [UInt8] = [0x66, 0xFF, 0x6F, 0xED, 0xA0, 0x80, 0x62, 0xC3]
    try folder.write(line + [10], to: "raw.log")
    try Program.run(["add", "c.assay", "raw.log", "--encoding", "utf-8", "--quiet"], in: folder)
    let arguments = ["query", "c.assay", "SELECT text FROM events", "--format"]
    #expect(
      try Program.run(arguments + ["csv"], in: folder).output == Array("text\r\n".utf8) + line + [13, 10])
    let row = try #require(
      try Program.run(["query", "c.assay", "SELECT text, raw FROM events", "--format", "ndjson"], in: folder)
        .rows().first)
    #expect(row["text"] as? String == String(decoding: line, as: UTF8.self))
    #expect(Data(base64Encoded: row["raw"] as? String ?? "") == Data(line))
    #expect(try Program.run(arguments + ["table"], in: folder).text.contains("f\\xffo\\xed\\xa0\\x80b\\xc3"))
  }

  @Test("more field names than a case takes: said with each record, and fields still answers")
  func manyFields() throws {
    let folder = try Folder()
    var text = ""
    for record in 0..<140 {
      let members = (0..<500).map { "\"f\(record * 500 + $0)\":1" }
      text += "{" + members.joined(separator: ",") + "}\n"
    }
    try folder.write(text, to: "many.ndjson")
    let added = try Program.run(["add", "c.assay", "many.ndjson", "--quiet", "--format", "json"], in: folder)
    #expect(added.status == 1)
    let source = try #require((try added.json()["added"] as? [[String: Any]])?.first)
    let codes = (source["problems"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    #expect(!codes.isEmpty)
    #expect(Set(codes) == ["fields.too-many-in-case"])
    let counted = try Program.run(
      ["query", "c.assay", "SELECT count(*) AS n FROM fields", "--format", "ndjson"], in: folder)
    #expect(counted.status == 0)
    #expect((try counted.rows().first?["n"] as? Int ?? 0) > 65_000)
    // What has no field is found in the text.
    let found = try Program.run(["grep", "c.assay", "-F", "\"f69999\":1", "--format", "json"], in: folder)
      .json()
    #expect((found["rows"] as? [Any])?.count == 1)
  }
}
