import Foundation
import Query
import Testing

/// docs/functions.md is the reference: complete, and every example is as it says.
@Suite struct FunctionsDocumentationTests {
  static let page: String? = {
    let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    let path = folder.appending(path: "../../docs/functions.md").standardized.path
    return try? String(contentsOfFile: path, encoding: .utf8)
  }()

  /// Lines between a fence of this kind and its end.
  static func blocks(_ kind: String) -> [String] {
    var inside = false
    var lines: [String] = []
    for line in (page ?? "").split(separator: "\n") {
      if line.hasPrefix("```") { inside = line == "```" + kind } else if inside { lines.append(String(line)) }
    }
    return lines
  }

  @Test("every example gives what stands behind it", arguments: blocks("sql"))
  func example(line: String) async throws {
    let functions = try await FunctionSession(Self.blocks("json").joined(separator: "\n") + "\n")
    let parts = line.components(separatedBy: "; -- ")
    try #require(parts.count == 2, "an example is one statement and its result")
    if parts[1].hasPrefix("error: ") {
      #expect(
        functions.failure(String(parts[0].dropFirst("SELECT ".count))) == parts[1].dropFirst("error: ".count))
    } else {
      let rows = try functions.rows(parts[0])
      #expect(rows.map { $0.map(FunctionSession.shown).joined(separator: " | ") } == [parts[1]])
    }
  }

  @Test("every function has an entry and an example, and every entry a function")
  func complete() async throws {
    let headings = (Self.page ?? "").split(separator: "\n").filter { $0.hasPrefix("### ") }
    let documented = headings.flatMap { heading in
      heading.dropFirst(4).components(separatedBy: "), ").compactMap {
        $0.split(separator: "(").first.map(String.init)
      }
    }
    let names = SQLFunctions.names(try await FunctionSession().session.reader)
    #expect(names.count == Set(names).count)
    #expect(documented.sorted() == names.sorted())
    let examples = Self.blocks("sql").joined(separator: "\n")
    for name in names { #expect(examples.contains("\(name)("), "no example of \(name)") }
  }
}
