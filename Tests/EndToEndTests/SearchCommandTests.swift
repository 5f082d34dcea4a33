import Foundation
import Testing

@Suite struct SearchCommandTests {
  /// Five records, one of them no JSON.
  private static let records = """
    {"@timestamp":"2024-05-01T10:00:00Z","EventID":1,"Image":"a.exe","n":"5"}
    {"@timestamp":"2024-05-01T11:00:00Z","EventID":1,"Image":"b.exe","n":"-"}
    {"@timestamp":"2024-05-01T12:00:00Z","EventID":2,"Image":"b.exe","n":"70"}
    this is no JSON but says b.exe
    {"@timestamp":"2024-05-02T12:00:00Z","EventID":3,"Image":"c.exe"}

    """

  private static func folder() throws -> Folder {
    let folder = try Folder()
    try Data(records.utf8).write(to: folder.url.appendingPathComponent("a.ndjson"))
    try Program.run(["add", "c.assay", "a.ndjson"], in: folder)
    return folder
  }

  @Test("the closing line says what was searched, what has no fields, and that nothing was cut")
  func closing() throws {
    let folder = try Self.folder()
    let fields = try Program.run(["search", "c.assay", "EventID:1"], in: folder)
    #expect(fields.status == 0)
    #expect(
      fields.text.contains(
        "\n2 records of 5 searched · 1 has no fields, so EventID cannot match there · nothing cut off · "))
    let text = try Program.run(["search", "c.assay", "B.EXE"], in: folder)
    #expect(
      text.text.contains(
        "\n3 records of 5 searched · 1 has no fields and was searched as text · nothing cut off · "))
    let cut = try Program.run(["search", "c.assay", "Image:*", "|", "head 3"], in: folder)
    #expect(cut.text.contains(" · 3 of 4 rows kept (head 3) · "))
    let numbers = try Program.run(["search", "c.assay", "n:>5"], in: folder)
    #expect(numbers.text.contains("\nn: 1 value is no number and was left out of comparisons and sums\n"))
  }

  @Test("the summary in JSON says the same")
  func json() throws {
    let folder = try Self.folder()
    let json = try Program.run(
      [
        "search", "c.assay", "n:* | top 1 Image", "--from", "2024-05-01", "--to", "2024-05-02", "--format",
        "json",
      ],
      in: folder
    ).json()
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.count == 1)
    #expect(rows.first?["Image"] as? String == "b.exe")
    #expect(rows.first?["count"] as? Int == 2)
    let summary = try #require(json["summary"] as? [String: Any])
    #expect(summary["records_considered"] as? Int == 5)
    #expect(summary["records_unparsed"] as? Int == 1)
    #expect(summary["from"] as? String == "2024-05-01T00:00:00.000000000Z")
    #expect(summary["to"] as? String == "2024-05-02T00:00:00.000000000Z")
    let cut = try #require((summary["cut"] as? [[String: Any]])?.first)
    #expect(cut["stage"] as? String == "top 1 Image")
    #expect(cut["kept"] as? Int == 1)
    #expect(cut["of"] as? Int == 2)
    #expect((summary["sql"] as? String)?.hasPrefix("WITH\n") == true)
  }

  @Test("words that begin with a hyphen are terms, and options still are options")
  func hyphens() throws {
    let folder = try Self.folder()
    let result = try Program.run(
      ["search", "c.assay", "-Image:b.exe", "EventID:*", "--from", "-2d", "--format", "ndjson", "-o", "out"],
      in: folder)
    #expect(result.status == 0, "\(result.messages)")
    let written = try String(contentsOf: folder.url.appendingPathComponent("out"), encoding: .utf8)
    #expect(written.split(separator: "\n").count == 2)
  }

  @Test("results hold nothing but rows; notes go to standard error")
  func streams() throws {
    let folder = try Self.folder()
    let result = try Program.run(
      ["search", "c.assay", "n:>5 | table Image, n", "--format", "csv"], in: folder)
    #expect(result.text == "Image,n\r\nb.exe,70\r\n")
    #expect(result.messages.contains("note: n: 1 value is no number"))
  }

  @Test("a search that cannot be read is status 2 and a caret")
  func error() throws {
    let folder = try Self.folder()
    let result = try Program.run(["search", "c.assay", "event_id: AND Image:a"], in: folder)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(
      result.messages == """
        assay: search: expected a value after 'event_id:'
          event_id: AND Image:a
                   ^
          write event_id:4688, or event_id:"" for an empty value  [search.value-missing]

        """)
  }

  @Test("--explain prints SQL that query answers alike")
  func explain() throws {
    let folder = try Self.folder()
    let search = "Image:?.exe -\"a.exe\" | count by EventID | sort -count"
    let sql = try Program.run(["search", "c.assay", search, "--explain"], in: folder).text
    let bySQL = try Program.run(["query", "c.assay", sql, "--format", "csv"], in: folder)
    let bySearch = try Program.run(["search", "c.assay", search, "--format", "csv"], in: folder)
    #expect(bySQL.text == "EventID,count\r\n1,1\r\n2,1\r\n3,1\r\n")
    #expect(bySearch.text == bySQL.text)
  }
}
