import Foundation
import Testing

@Suite("Unsafe code")
struct UnsafeListTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Source files, by path from the repository, with their text.
  private static func sources() throws -> [(path: String, text: String)] {
    let folder = root.appendingPathComponent("Sources").path
    return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
      .sorted()
      .map { ("Sources/\($0)", try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
  }

  /// Lines of code that have a word, comments left out.
  private static func hasWord(_ word: String, _ text: String) -> Bool {
    text.split(separator: "\n").contains { line in
      let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
      return code.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == word }
    }
  }

  @Test("docs/unsafe.md names every file with unsafe code, and no other")
  func list() throws {
    let page = try String(
      contentsOf: Self.root.appendingPathComponent("docs/unsafe.md"), encoding: .utf8)
    for (path, text) in try Self.sources() {
      #expect(page.contains("`\(path)`") == Self.hasWord("unsafe", text), "\(path)")
    }
  }

  @Test("no @unchecked Sendable; nonisolated(unsafe) only where the page gives the proof")
  func sharing() throws {
    let page = try String(
      contentsOf: Self.root.appendingPathComponent("docs/unsafe.md"), encoding: .utf8)
    for (path, text) in try Self.sources() {
      #expect(!text.contains("@unchecked " + "Sendable"), "\(path)")
      if text.contains("nonisolated(" + "unsafe)") { #expect(page.contains("| `\(path)`: `"), "\(path)") }
    }
  }
}
