import Foundation
import Testing

/// Memory does not grow with the input.
@Suite("Memory", .serialized)
struct MemoryTests {
  private static let bound = 256 << 20

  @Test(
    "add, verify, grep and query of 300 MB hold less than 256 MB",
    .enabled(if: BigInput.canBeMade, "needs ../shared/corpora"))
  func bounded() throws {
    let folder = try Folder()
    let made = try Child.run(
      [
        "/usr/bin/env", "python3", BigInput.maker, folder.path("in"), "--mb", "100", "--corpora",
        "/work/shared/corpora",
      ], folder, [:])
    try #require(made.status == 0, "\(made.messages)")
    let path = folder.path("c.assay")
    for arguments in [
      ["add", path, folder.path("in"), "--quiet"], ["verify", path],
      ["grep", path, "-F", "-c", "no such text"],
      ["query", path, "SELECT event_id, count(*) FROM events GROUP BY 1"],
      ["query", path, "SELECT count(text), max(length(fields)) FROM events"],
    ] {
      let child = try Child.run(arguments, in: folder)
      #expect(child.status < 2, "\(arguments): \(child.messages)")
      #expect(child.maxResidentBytes < Self.bound, "\(arguments): \(child.maxResidentBytes >> 20) MB")
    }
  }

  @Test("one line of 100 MB, and a million short ones, hold less than 256 MB")
  func shapes() throws {
    let folder = try Folder()
    try folder.write([UInt8](repeating: UInt8(ascii: "x"), count: 100 << 20), to: "in/line.log")
    try folder.write((0..<1_000_000).flatMap { Array("\($0)\n".utf8) }, to: "in/short.log")
    let path = folder.path("c.assay")
    for arguments in [
      ["add", path, folder.path("in"), "--quiet"], ["verify", path], ["grep", path, "-c", "y$"],
    ] {
      let child = try Child.run(arguments, in: folder)
      #expect(child.status < 2, "\(arguments): \(child.messages)")
      #expect(child.maxResidentBytes < Self.bound, "\(arguments): \(child.maxResidentBytes >> 20) MB")
    }
  }
}

/// Large logs, made from the real ones.
enum BigInput {
  static let maker = "/work/shared/corpora/make_big.py"
  static let canBeMade = FileManager.default.fileExists(atPath: maker)
}
