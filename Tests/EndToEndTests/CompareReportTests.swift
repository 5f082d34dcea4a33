import Foundation
import Testing

/// The page of `assay compare --html`, on small logs that are written here.
@Suite("compare --html: a page that needs nothing, shows hostile text as text, and is the same every time")
struct CompareReportTests {
  /// What a log could try on a page: an element, an attribute's end, a turn of the reading direction, a control
  /// character.
  private static let hostile =
    #"<script>alert(1)</script>" onload="x" \u202E \u001B[31m ]]> --> &amp; '</pre>"#

  /// A record of Windows as JSON, a minute after the one before.
  private func line(_ number: Int, _ host: String, _ command: String) -> String {
    let time = "2024-05-01T\(10 + number / 60):\(number % 60 < 10 ? "0" : "")\(number % 60):00.000Z"
    let escaped = command.replacing("\"", with: "\\\"")
    return #"{"@timestamp":"\#(time)","Hostname":"\#(host)","Channel":"Security","EventID":4688,"#
      + #""RecordNumber":\#(100 + number),"CommandLine":"\#(escaped)"}"#
  }

  /// As Splunk exports it.
  private func export(_ text: String, command: String? = nil) throws -> String {
    var result = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    for (key, value) in result { result[key] = "\(value)" }
    result["_raw"] = text
    if let command { result["CommandLine"] = command }
    result["_time"] = result["@timestamp"]
    for (key, value) in ["host": "collector", "source": "feed", "sourcetype": "json"] { result[key] = value }
    let row: [String: Any] = ["preview": false, "result": result]
    return String(
      decoding: try JSONSerialization.data(withJSONObject: row, options: .sortedKeys), as: UTF8.self) + "\n"
  }

  /// Twelve records, of which two are missing, one has another value; a row too many.
  private func makeCase() throws -> Folder {
    let folder = try Folder()
    let lines = (0..<12).map { line($0, "PC\($0 % 4)<b>", $0 == 6 ? Self.hostile : "run \($0)") }
    try folder.write(lines.map { $0 + "\n" }.joined(), to: "raw.ndjson")
    var rows: [String] = []
    for number in 0..<12 where number != 4 && number != 5 {
      rows.append(try export(lines[number], command: number == 6 ? "<img src=x onerror=alert(2)>" : nil))
    }
    rows.append(try export(line(300, "PC9", "never <i>logged</i>")))
    try folder.write(rows.joined(), to: "siem.ndjson")
    #expect(try Program.run(["add", "c.assay", "raw.ndjson"], in: folder).status == 0)
    return folder
  }

  private func page(_ folder: Folder, _ options: [String] = []) throws -> String {
    let run = try Program.run(
      ["compare", "c.assay", "siem.ndjson", "--html", "page.html", "--force"] + options, in: folder)
    #expect(run.status < 2, "\(run.messages)")
    return String(decoding: try folder.read("page.html"), as: UTF8.self)
  }

  @Test("the page says what the summary says: counts, verdicts, both digests, commands")
  func content() throws {
    let folder = try makeCase()
    let page = try page(folder)
    #expect(page.contains("✗ The export is NOT complete."))
    #expect(page.contains("<b>2</b> (16.67 %) are not in the export at all"))
    #expect(page.contains("<h2 id=\"causes\">Why</h2>"))
    #expect(page.contains("assay compare c.assay siem.ndjson --format json"))
    for file in ["raw.ndjson", "siem.ndjson"] {
      let digest = try Program.shell("sha256sum \(file) | cut -c1-64", in: folder).text
        .trimmingCharacters(in: .whitespacesAndNewlines)
      let groups = stride(from: 0, to: digest.count, by: 8).map { String(digest.dropFirst($0).prefix(8)) }
      #expect(page.contains(groups.joined(separator: " ")), "\(file)")
    }
  }

  @Test("a whole export gives a page that says so and has no causes")
  func complete() throws {
    let folder = try Folder()
    let lines = (0..<5).map { line($0, "PC", "run \($0)") }
    try folder.write(lines.map { $0 + "\n" }.joined(), to: "raw.ndjson")
    try folder.write(lines.map { try export($0) }.joined(), to: "siem.ndjson")
    try Program.run(["add", "c.assay", "raw.ndjson"], in: folder)
    let page = try page(folder)
    #expect(page.contains("✓ The export is complete."))
    #expect(!page.contains("id=\"causes\""))
  }

  @Test("text of logs and exports is shown as text, and nothing is loaded from elsewhere")
  func hostile() throws {
    let page = try page(makeCase())
    // The first character of both values is the same, and stands before the mark.
    #expect(
      page.contains(
        "&lt;<mark>script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x&quot; \\u{202e} \\x1b[31m"))
    #expect(page.contains("&lt;<mark>img src=x onerror=alert(2)"))
    #expect(page.contains("PC2&lt;b&gt;"))
    for forbidden in [
      "<script", "<img", "<i>", "<link", "<iframe", "javascript:", "url(", "@import", " src=\"",
      " onload=\"", "\u{202e}", "\u{1b}", "href=\"http",
    ] { #expect(!page.contains(forbidden), "\(forbidden)") }
  }

  @Test("every element is closed, each id comes once, links lead to ids", .enabled(if: hasPython))
  func wellFormed() throws {
    let folder = try makeCase()
    _ = try page(folder)
    try folder.write(HTMLChecker.script, to: "check.py")
    let run = try Program.shell("python3 check.py page.html", in: folder)
    #expect(run.text == "ok\n", "\(run.text)\(run.messages)")
  }

  @Test("the same bytes for one thread and for eight, and without adding the export to the case")
  func deterministic() throws {
    let folder = try makeCase()
    let first = try page(folder, ["--threads", "1"])
    #expect(try page(folder, ["--threads", "8"]) == first)
    let unstored = try page(folder, ["--no-store"])
    #expect(unstored.contains("not kept in the case"))
    #expect(unstored.contains("img src=x onerror=alert(2)"))
  }

  @Test("many hosts: the page names the worst, counts the others, and says where all are")
  func bounded() throws {
    let folder = try Folder()
    let lines = (0..<80).map { line($0, "HOST\($0)", "run") }
    try folder.write(lines.map { $0 + "\n" }.joined(), to: "raw.ndjson")
    try folder.write(lines.prefix(70).map { try export($0) }.joined(), to: "siem.ndjson")
    try Program.run(["add", "c.assay", "raw.ndjson"], in: folder)
    let page = try page(folder)
    #expect(page.contains("56 other hosts"))
    for host in 70..<80 { #expect(page.contains("HOST\(host)")) }
    #expect(page.contains("--format json"))
  }
}
