import CaseFile
import Foundation
import Query
import Testing

/// `quality` and `field_profile` against files in which each fault was planted by hand.
@Suite("Quality")
struct QualityTests {
  private func findings(_ bytes: [UInt8], name: String = "x.ndjson", _ columns: String, _ check: String)
    async throws
    -> [[String?]]
  {
    try await CaseFixture(files: [(name, bytes)]).texts(
      "SELECT \(columns) FROM quality WHERE \"check\" = '\(check)' ORDER BY field, source_id")
  }

  private func findings(_ text: String, _ columns: String, _ check: String) async throws -> [[String?]] {
    try await findings(Array(text.utf8), columns, check)
  }

  /// Records with a time and a field `v` of these values.
  private static func records(_ values: [String]) -> String {
    values.enumerated().map { index, value in
      "{\"time\":\"\(LogGapsTests.time(index))\",\"v\":\"\(value)\"}\n"
    }.joined()
  }

  @Test("a file without faults has no finding")
  func clean() async throws {
    let fixture = try await CaseFixture(Self.records((0..<300).map { "value \($0)" }))
    #expect(try fixture.texts("SELECT * FROM quality").isEmpty)
  }

  @Test("values that all end at a round length were cut; hashes of one length, and longer values, were not")
  func cut() async throws {
    func text(_ length: Int, _ seed: Int) -> String {
      String(seed) + String(repeating: "x", count: length - String(seed).count)
    }
    let lengths = [255, 255, 255, 255, 12, 100]
    let cut = try await findings(
      Self.records(lengths.enumerated().map { text($1, $0) }), "field, count, total, records", "cut")
    #expect(cut == [["v", "4", "6", "[0,1,2,3]"]])
    let longer = try await findings(
      Self.records((lengths + [257]).enumerated().map { text($1, $0) }), "field", "cut")
    #expect(longer.isEmpty)
    // The same value many times is no cut.
    #expect(
      try await findings(Self.records([String](repeating: text(255, 1), count: 9)), "field", "cut").isEmpty)
    #expect(try await findings(Self.records((0..<9).map { text(64, $0) }), "field", "cut").isEmpty)
    // 256 characters of two bytes.
    let characters = (0..<3).map { "\($0)" + String(repeating: "é", count: 255) }
    #expect(try await findings(Self.records(characters), "count, finding", "cut").first?[0] == "3")
  }

  @Test(
    "bytes that are not UTF-8, controls, turns of direction and double encoding are told with their records")
  func encodings() async throws {
    var bytes = Array(Self.records(["plain", "caf\u{e9}", "tab\\tand\\nline"]).utf8)
    bytes += Array("{\"time\":\"\(LogGapsTests.time(9))\",\"v\":\"caf".utf8) + [0xe9] + Array("\"}\n".utf8)
    bytes += Array(
      Self.records([
        "esc\\u001b[31m", "gpj.\u{202e}exe", "zero\u{200b}width", "caf\u{c3}\u{a9}", "lost \u{fffd}",
        "\u{c2}\u{a0}x",
      ]).utf8)
    let fixture = try await CaseFixture(files: [("x.ndjson", bytes)])
    let found = try fixture.texts(
      """
      SELECT "check", count, records FROM quality WHERE field = 'v'
      AND "check" IN ('invalid_utf8', 'control', 'deceptive', 'twice_encoded', 'replaced') ORDER BY 1
      """)
    #expect(
      found == [
        ["control", "1", "[4]"], ["deceptive", "2", "[5,6]"], ["invalid_utf8", "1", "[3]"],
        ["replaced", "1", "[8]"], ["twice_encoded", "2", "[7,9]"],
      ])
    #expect(
      try fixture.column("SELECT finding FROM quality WHERE \"check\" = 'invalid_utf8' AND field = 'v'")
        .first??
        .contains("encodings are mixed") == true)
  }

  @Test("records with the same bytes are found within a file and across files, by whole hashes")
  func repeated() async throws {
    let line = Self.records(["one"])
    let fixture = try await CaseFixture(files: [
      ("a.ndjson", Array((line + Self.records(["two", "three"]) + line).utf8)),
      ("b.ndjson", Array((Self.records(["four"]) + line).utf8)),
    ])
    let found = try fixture.texts(
      "SELECT source_id, count, total, locators, examples FROM quality WHERE \"check\" = 'repeated_records' ORDER BY 1"
    )
    #expect(
      found == [
        ["0", "1", "4", "[\"0:3\"]", "[\"as record 0\"]"], ["1", "1", "2", "[\"1:1\"]", "[\"as record 0\"]"],
      ])
  }

  @Test("a time after the file's own is in the future, whatever the clock says")
  func future() async throws {
    let folder = NSTemporaryDirectory() + "assay-quality-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/x.ndjson"
    // The file is of the second day of May; the third record of the fifth.
    try Self.records(["a", "b"]).appending("{\"time\":\"2024-05-05T00:00:00Z\",\"v\":\"c\"}\n")
      .write(toFile: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_714_608_000)], ofItemAtPath: file)
    let fixture = try await CaseFixture(paths: [file])
    #expect(
      try fixture.texts(
        "SELECT severity, count, total, records FROM quality WHERE \"check\" = 'time_in_future'")
        == [["high", "1", "3", "[2]"]])
  }

  @Test("few values of another kind, empty values and missing fields are told from a hundred on")
  func kinds() async throws {
    let numbers = (0..<120).map { String($0) } + ["-", "n/a"]
    #expect(
      try await findings(Self.records(numbers), "field, count, total, records", "mixed_types")
        == [["v", "2", "122", "[120]"]])
    let half = (0..<120).map { $0 % 2 == 0 ? "" : "x" }
    #expect(try await findings(Self.records(half), "field, count, total", "empty") == [["v", "60", "120"]])
    let lacking =
      Self.records((0..<120).map { "x\($0)" }) + "{\"time\":\"2024-05-01T00:00:00Z\",\"w\":\"1\"}\n"
    #expect(try await findings(lacking, "field, count, total", "absent") == [["v", "1", "121"]])
  }

  @Test("field_profile gives every field in numbers")
  func profile() async throws {
    let text = """
      {"time":"2024-05-01T00:00:00Z","a":1,"tags":["x","y"]}
      {"time":"2024-05-01T00:00:01Z","a":"","n":null}
      {"time":"2024-05-01T00:00:02Z","a":"10.0.0.1"}

      """
    let rows = try await CaseFixture(text).texts(
      "SELECT field, records, absent, empty, nulls, several, longest, types FROM field_profile ORDER BY field"
    )
    #expect(
      rows == [
        ["a", "3", "0", "1", "0", "0", "8", "{\"integer\":1,\"ip\":1}"],
        ["n", "1", "2", "0", "1", "0", "0", "{}"],
        ["tags", "1", "2", "0", "0", "1", "1", "{\"text\":2}"],
        ["time", "3", "0", "0", "0", "0", "20", "{\"time\":3}"],
      ])
  }

  @Test("counts of field_profile agree with SQL over events on real files", .enabled(if: Corpora.areThere))
  func againstSQL() async throws {
    let fixture = try await CaseFixture(
      paths: ["sysmon/sysmon_atomic.xml", "csv/zeek_conn.log"].map { Corpora.root + "/" + $0 })
    let session = try fixture.session()
    let rows = try session.texts(
      "SELECT p.field, p.source_id, p.records - p.nulls, f.\"column\" FROM field_profile p JOIN fields f ON f.name = p.field"
    )
    #expect(rows.count > 40)
    for row in rows.prefix(60) {
      let column = quoted(row[3] ?? "")
      let count = try session.texts(
        "SELECT count(\(column)) FROM events WHERE source_id = \(row[1] ?? "")")
      #expect(count == [[row[2]]], "\(row)")
    }
  }

  @Test("hostile files are checked to the end", .enabled(if: Corpora.areThere))
  func hostile() async throws {
    let fixture = try await CaseFixture(paths: Corpora.files(in: "hostile").map { Corpora.root + "/" + $0 })
    let checks = Set(try fixture.column("SELECT \"check\" FROM quality"))
    #expect(checks.isSuperset(of: ["deceptive", "control", "invalid_utf8", "unparsed", "repeated_records"]))
    #expect(try fixture.texts("SELECT * FROM log_gaps").allSatisfy { $0[0] != nil })
  }
}
