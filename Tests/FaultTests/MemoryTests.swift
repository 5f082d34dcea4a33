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
      try expectBounded(arguments, in: folder)
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
      try expectBounded(arguments, in: folder)
    }
  }

  /// Linux counts into a process's maximum what its parent held when it was started. So a small process of
  /// Python starts the program, and says what the kernel told it.
  private static let measure = """
    import os, sys
    pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
    _, status, usage = os.wait4(pid, 0)
    open(sys.argv[1], 'w').write(str(usage.ru_maxrss))
    sys.exit(os.waitstatus_to_exitcode(status) & 255)
    """

  private func expectBounded(_ arguments: [String], in folder: Folder) throws {
    let result = folder.path("maxrss")
    let command = ["/usr/bin/env", "python3", "-c", Self.measure, result, Child.assay] + arguments
    let child = try Child.run(command, folder, [:])
    #expect(child.status < 2, "\(arguments): \(child.messages)")
    let kilobytes = try #require(Int(String(contentsOfFile: result, encoding: .utf8)))
    #expect(kilobytes << 10 < Self.bound, "\(arguments): \(kilobytes >> 10) MB")
  }
}

/// Large logs, made from the real ones.
enum BigInput {
  static let maker = "/work/shared/corpora/make_big.py"
  static let canBeMade = FileManager.default.fileExists(atPath: maker)
}
