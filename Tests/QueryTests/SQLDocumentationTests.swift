import Foundation
import Query
import Testing

/// docs/sql.md is the reference: every example gives what stands behind it, and no column is missing.
@Suite("docs/sql.md")
struct SQLDocumentationTests {
  static let page: String = {
    let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    let path = folder.appending(path: "../../docs/sql.md").standardized.path
    return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }()

  /// Lines between a fence of this kind and its end, blank ones too.
  static func lines(_ kind: String) -> [String] {
    var inside = false
    var lines: [String] = []
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { inside = line == "```" + kind } else if inside { lines.append(String(line)) }
    }
    return lines
  }

  static let fixture = Task {
    try await CaseFixture(files: [
      ("a.ndjson", Array((lines("json").joined(separator: "\n") + "\n").utf8)),
      ("b.xml", Array((lines("xml").joined(separator: "\n") + "\n").utf8)),
    ])
  }

  @Test("every example gives what stands behind it", arguments: lines("sql"))
  func example(line: String) async throws {
    let parts = line.components(separatedBy: "; -- ")
    try #require(parts.count == 2)
    let rows = try await Self.fixture.value.texts(parts[0])
    let answer = rows.map { $0.map { $0 ?? "NULL" }.joined(separator: " | ") }.joined(separator: " / ")
    #expect(answer == parts[1])
  }

  @Test("there are examples, and every column of every table is named")
  func complete() async throws {
    #expect(Self.lines("sql").count > 20)
    let session = try await Self.fixture.value.session()
    for table in ["events", "sources", "fields", "gaps", "custody", "log_gaps", "quality", "field_profile"] {
      var names: [String] = []
      try session.run("SELECT * FROM \(table) LIMIT 0", onColumns: { names = $0 }, onRow: { _ in true })
      // The fields of the log follow Assay's own columns.
      for name in names.prefix(21) { #expect(Self.page.contains("`\(name)`"), "\(table).\(name)") }
    }
  }
}
