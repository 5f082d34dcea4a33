import Foundation
import Testing

@Suite("timeline, fields and quality as a person meets them")
struct TimelineTests {
  /// Seven records: three in one hour, none in ten, four later; one without a time.
  private static func folder() throws -> Folder {
    let folder = try Folder()
    var text = ""
    for (hour, user) in [
      ("09", "a"), ("09", "b"), ("09", "a"), ("20", "a"), ("20", "c"), ("20", "<script>&\""),
    ] {
      text += "{\"time\":\"2024-05-01T\(hour):14:07Z\",\"user\":\(json(user))}\n"
    }
    text += "{\"user\":\"a\"}\n"
    try folder.write(text, to: "a.ndjson")
    let added = try Program.run(["add", "c.assay", "a.ndjson"], in: folder)
    try #require(added.status == 0, "\(added.messages)")
    return folder
  }

  private static func json(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  @Test("bars, counts, folded empty bins and records without a time")
  func lines() throws {
    let result = try Program.run(["timeline", "c.assay", "--bin", "1h"], in: Self.folder())
    #expect(result.status == 0)
    let lines = result.text.split(separator: "\n").map(String.init)
    let bar = String(repeating: "█", count: 40)
    #expect(lines.first == "bin of 1h             records")
    #expect(lines.dropFirst().first == "2024-05-01T09:00:00Z        3  \(bar)")
    #expect(lines.dropFirst(2).first == "⋮ 10 empty bins from 2024-05-01T10:00:00Z")
    #expect(lines.dropFirst(3).first == "2024-05-01T20:00:00Z        3  \(bar)")
    #expect(lines.dropFirst(4).first == "(no time)                   1")
    #expect(lines.dropFirst(5).first?.hasPrefix("3 bins of 1h, UTC · 7 records considered") == true)
  }

  @Test("a width is chosen and said, and all records are in the bins", arguments: [[], ["--by", "user"]])
  func all(options: [String]) throws {
    let json = try Program.run(["timeline", "c.assay", "--format", "json"] + options, in: Self.folder())
      .json()
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.reduce(0) { $0 + ($1["records"] as? Int ?? 0) } == 7)
    #expect((json["summary"] as? [String: Any])?["bin_width"] as? String == "1s")
    #expect(rows.last?["bin"] is NSNull)
  }

  @Test("a search, a period and a field, each counted as search counts")
  func narrowed() throws {
    let folder = try Self.folder()
    let rows = try Program.run(
      ["timeline", "c.assay", "user:a", "--bin", "1h", "--from", "2024-05-01T10:00", "--format", "ndjson"],
      in: folder
    ).rows()
    // In the period one; of those without a time, one.
    #expect(rows.count == 2)
    #expect(rows.first?["bin"] as? String == "2024-05-01T20:00:00.000000000Z")
    #expect(rows.map { $0["records"] as? Int } == [1, 1])
    let wrong = try Program.run(["timeline", "c.assay", "--by", "usr"], in: folder)
    #expect(wrong.status == 2)
    #expect(wrong.messages.contains("did you mean 'user'?"))
    #expect(try Program.run(["timeline", "c.assay", "--bin", "5x"], in: folder).status == 2)
  }

  @Test("SVG and page are well-formed, the same each time, escaped, and need nothing from elsewhere")
  func drawings() throws {
    let folder = try Self.folder()
    for name in ["1", "2"] {
      let result = try Program.run(
        ["timeline", "c.assay", "--by", "user", "--svg", "\(name).svg", "--html", "\(name).html"], in: folder)
      #expect(result.status == 0, "\(result.messages)")
    }
    #expect(try folder.read("1.svg") == folder.read("2.svg"))
    #expect(try folder.read("1.html") == folder.read("2.html"))
    let svg = String(decoding: try folder.read("1.svg"), as: UTF8.self)
    #expect(svg.contains("role=\"img\"") && svg.contains("<title id=") && svg.contains("<desc id="))
    #expect(svg.contains("&lt;script&gt;&amp;&quot;"))
    for text in [svg, String(decoding: try folder.read("1.html"), as: UTF8.self)] {
      #expect(!text.contains("<script"))
      #expect(!text.contains("href=") && !text.contains("src=") && !text.contains("url("))
    }
    let python = try Program.shell(
      """
      python3 -c "import xml.etree.ElementTree as e; r = e.parse('1.svg').getroot(); \
      print(sum(1 for _ in r.iter('{http://www.w3.org/2000/svg}rect')) > 5)"
      """, in: folder)
    #expect(python.text == "True\n")
    #expect(try Program.run(["timeline", "c.assay", "--svg", "1.svg"], in: folder).status == 2)
  }

  @Test("gaps of logs are marked at the bin in which records come again, and listed in JSON")
  func marks() throws {
    let folder = try Folder()
    var text = ""
    for id in [1, 2, 7, 8] {
      text += """
        {"@timestamp":"2024-05-01T0\(id):00:00Z","winlog":{"record_id":\(id),"event_id":1,"computer_name":"PC7","channel":"Security"}}

        """
    }
    try folder.write(text, to: "a.ndjson")
    try Program.run(["add", "c.assay", "a.ndjson"], in: folder)
    let shown = try Program.run(["timeline", "c.assay", "--bin", "1h"], in: folder)
    #expect(
      shown.text.contains(
        "2024-05-01T07:00:00Z        1  \(String(repeating: "█", count: 40))  ▲ PC7 Security: IDs 3–6 are"))
    let json = try Program.run(["timeline", "c.assay", "--format", "json"], in: folder).json()
    let gaps = (json["summary"] as? [String: Any])?["gaps"] as? [[String: Any]]
    #expect(gaps?.first?["note"] as? String == "PC7 Security: IDs 3–6 are not in this case")
    let without = try Program.run(["timeline", "c.assay", "--no-gaps"], in: folder)
    #expect(!without.text.contains("▲"))
    let log = try Program.run(["gaps", "c.assay", "--log", "--format", "ndjson"], in: folder).rows()
    #expect(log.first?["kind"] as? String == "missing_ids")
    #expect(try Program.run(["gaps", "c.assay", "--format", "ndjson"], in: folder).rows().isEmpty)
  }

  @Test("a field's values come in the order asked for, with types and what is absent")
  func values() throws {
    let folder = try Self.folder()
    let rare = try Program.run(
      ["fields", "c.assay", "user", "--order", "rare", "--format", "json"], in: folder
    ).json()
    let rows = try #require(rare["rows"] as? [[String: Any]])
    #expect(rows.map { $0["value"] as? String } == ["<script>&\"", "b", "c", "a"])
    #expect(rows.last?["records"] as? Int == 4)
    #expect(rows.last?["first"] as? String == "2024-05-01T09:14:07.000000000Z")
    let time = try Program.run(["fields", "c.assay", "time"], in: folder)
    #expect(
      time.text.contains("2 values · absent in 0 of 7 records (0.0 %) · time 6")
        || time.text.contains("time 6"))
    #expect(try Program.run(["fields", "c.assay", "--rows"], in: folder).status == 2)
  }

  @Test("what Splunk's columns say otherwise than the raw event is counted field by field")
  func compare() throws {
    let folder = try Folder()
    // The second row's user was cut, the third one's is empty.
    try folder.write(
      """
      _time,_raw,user
      2024-05-01T09:00:00Z,"2024-05-01 09:00:00 user=alice action=ok",alice
      2024-05-01T09:00:01Z,"2024-05-01 09:00:01 user=alice action=ok",ali
      2024-05-01T09:00:02Z,"2024-05-01 09:00:02 user=bob action=ok",

      """, to: "s.csv")
    try Program.run(["add", "c.assay", "s.csv"], in: folder)
    let rows = try Program.run(["fields", "c.assay", "--compare", "--format", "ndjson"], in: folder).rows()
    if let row = rows.first {
      #expect(row["field"] as? String == "user")
      #expect(row["export_cut"] as? Int == 1)
    }
    let each = try Program.run(
      ["fields", "c.assay", "--compare", "--rows", "--format", "ndjson"], in: folder
    ).rows()
    #expect(each.count == rows.reduce(0) { $0 + ($1["records"] as? Int ?? 0) })
  }

  @Test("quality says what was found, worst first, and ends with 0")
  func quality() throws {
    let folder = try Folder()
    try folder.write(
      """
      {"time":"2024-05-01T00:00:00Z","v":"gpj.\u{202e}exe"}
      {"time":"2024-05-01T00:00:01Z","v":"esc\\u001b[31m"}
      {"v":"no time"}

      """, to: "a.ndjson")
    try Program.run(["add", "c.assay", "a.ndjson"], in: folder)
    let rows = try Program.run(["quality", "c.assay", "--format", "ndjson"], in: folder)
    #expect(rows.status == 0)
    #expect(try rows.rows().map { $0["check"] as? String } == ["deceptive", "control", "time_missing"])
    let table = try Program.run(["quality", "c.assay"], in: folder)
    #expect(!table.text.contains("\u{1b}") && !table.text.contains("\u{202e}"))
    #expect(table.text.contains("3 findings, worst first · 3 records considered"))
    let receipt = try Program.run(["quality", "c.assay", "--receipt", "r.txt"], in: folder)
    #expect(receipt.status == 0 && folder.has("r.txt"), "\(receipt.messages)")
  }
}
