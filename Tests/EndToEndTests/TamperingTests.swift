import Foundation
import Testing

/// The attacks of Tests/Tampering, each asked of the program and of docs/verify.py.
@Suite(
  "Tampering, asked of the program and of docs/verify.py",
  .enabled(if: Tampering.works, "needs python3 with a zstd module, or zstd"))
struct TamperingTests {
  @Test("every attack is found and named by both, nothing harmless alarms either, and no byte is changed")
  func attacks() throws {
    // One of each kind; with ASSAY_SLOW_TESTS=1 all, with 20 seeds.
    let part = ["--only", "1,2,3,5,8,11,12,14,18,19,23,25,26,27,28,30,31,32,35,36,38,40,43"]
    let result = try Tampering.run("tamper.py", Tampering.isSlow ? ["--seeds", "20"] : part)
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains(", 0 wrong"))
  }

  @Test("a bit flipped in any byte of a small case is noticed, or no value of any table has changed")
  func everyByte() throws {
    // Both verifiers as processes. Each byte is asked of the program's own code in ByteSweepTests.
    let stride = Tampering.isSlow ? ["--stride", "7"] : ["--stride", "2003", "--phase", "7"]
    let result = try Tampering.run("sweep.py", stride)
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains("\"missed\": {}"))
  }

  @Test("case files made to hurt end every command with a sentence, in bounded time and memory")
  func hostile() throws {
    // endless_blocks says that it holds 13 GB, and a block is read for each place: two minutes.
    let part = ["--commands", "info,query,verify,reindex", "--without", "endless_blocks"]
    let result = try Tampering.run("hostile.py", Tampering.isSlow ? [] : part)
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains(", 0 wrong"))
  }

  @Test(
    "docs/verify.py accepts what the vectors accept, and refuses what they refuse",
    .enabled(if: Tampering.hasVectors))
  func vectors() throws {
    let result = try Tampering.run("vectors.py", [])
    #expect(result.status == 0, "\(result.text)")
  }
}

enum Tampering {
  static let isSlow = ProcessInfo.processInfo.environment["ASSAY_SLOW_TESTS"] == "1"

  static let vectors =
    (ProcessInfo.processInfo.environment["ASSAY_SHARED"]
      ?? URL(fileURLWithPath: Program.root).deletingLastPathComponent().path + "/shared") + "/oracle/merkle"

  static let hasVectors = FileManager.default.fileExists(atPath: vectors)

  static let works: Bool = {
    let probe =
      "import sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True; import verify; verify.find_zstd()"
    return (try? python(["-c", probe, Program.root + "/docs"]).status) == 0
  }()

  static func run(_ script: String, _ arguments: [String]) throws -> (status: Int32, text: String) {
    try python([Program.root + "/Tests/Tampering/" + script, "--assay", Program.path] + arguments)
  }

  private static func python(_ arguments: [String]) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    var environment = ProcessInfo.processInfo.environment
    environment["ASSAY_SHARED"] =
      URL(fileURLWithPath: vectors).deletingLastPathComponent().deletingLastPathComponent().path
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
