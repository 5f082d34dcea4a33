import Evidence
import Foundation
import Query
import Testing

@Suite struct SearchDocsTests {
  private static let page =
    (try? String(contentsOf: SearchPaths.repository.appending(path: "docs/search.md"), encoding: .utf8)) ?? ""

  /// Lines of the page's blocks in a language.
  private static func lines(_ language: String) -> [String] {
    var lines: [String] = []
    var isIn = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isIn = line == "```\(language)"
      } else if isIn {
        lines.append(String(line))
      }
    }
    return lines
  }

  private static let corpora = [
    "dc01-security-utf16.xml", "dc01-system.xml", "firewall.json", "splunk-bots.csv", "web01-access.log",
    "web01-audit.log", "web01-syslog.log", "ws01-security.xml", "ws01-sysmon.xml", "ws02-security.txt",
    "ws02-sysmon.ndjson",
  ].map { SearchPaths.corpora.appending(path: $0) }

  @Test("every example of docs/search.md runs and finds something")
  func examples() async throws {
    let sample = try await SearchCase(files: Self.corpora)
    let examples = Self.lines("search")
    #expect(examples.count > 40)
    for example in examples {
      do {
        let answer = try sample.search(example)
        #expect(!answer.rows.isEmpty, "\(example)")
        #expect(answer.plan.showsSQL == example.hasSuffix("show sql"))
      } catch {
        Issue.record(error, "\(example)")
      }
    }
  }

  @Test("every function of docs/search.md gives what stands there")
  func functions() async throws {
    let functions = try await FunctionSession()
    let lines = Self.lines("sql")
    #expect(lines.count > 10)
    for line in lines {
      let parts = line.components(separatedBy: "; -- ")
      let value = try #require(try functions.rows(parts[0]).first?.first, "\(line)")
      #expect(FunctionSession.shown(value) == parts.last, "\(line)")
    }
  }

  @Test("every pipe and aggregate that the parser knows is in docs/search.md")
  func complete() async throws {
    let sample = try await SearchCase("{\"a\":1}\n")
    let pipes = try #require(sample.failure("| nothing")?.hint?.split(separator: "\n").last)
    let names = pipes.dropFirst("there are: ".count).prefix { $0 != "." }.components(separatedBy: ", ")
    #expect(names.count == 15)
    for name in names {
      #expect(Self.page.contains("`\(name)") || Self.page.contains("| \(name)"), "\(name)")
    }
    let aggregates = try #require(sample.failure("| stats nothing(a)")?.hint?.split(separator: "\n").last)
    for name in aggregates.dropFirst("there are: ".count).components(separatedBy: ", ") {
      #expect(Self.page.contains("`\(name.prefix { $0 != "(" })"), "\(name)")
    }
  }
}
