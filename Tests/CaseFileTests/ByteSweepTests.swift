import CaseFile
import Foundation
import Testing

/// One bit flipped in each byte of a case, in process. Which bytes nobody reads is decided by other means:
/// Tests/Tampering/pages.py, a reader of SQLite's file format that shares no code with SQLite or Assay.
@Suite("Each byte of a small case")
struct ByteSweepTests {
  /// With ASSAY_SLOW_TESTS=1 each byte, or each that ASSAY_SWEEP_STRIDE says.
  private static let stride: Int = {
    let environment = ProcessInfo.processInfo.environment
    return environment["ASSAY_SWEEP_STRIDE"].flatMap { Int($0) }
      ?? (environment["ASSAY_SLOW_TESTS"] == "1" ? 1 : 499)
  }()

  private static let script =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Tampering/pages.py").path

  private static func python(_ arguments: [String]) -> (status: Int32, text: String)? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-B"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private static let works =
    python(["-c", "import sys; sys.path.insert(0, sys.argv[1]); import verify; verify.find_zstd()", docs])?
    .status == 0

  private static let docs =
    URL(fileURLWithPath: script).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs").path

  @Test(
    "a flipped bit is found wherever anything is read, in every table and index",
    .enabled(if: works, "needs python3 with a zstd module, or zstd"))
  func sweep() async throws {
    let folder = try TemporaryFolder()
    let original = folder.file("case.assay")
    let text = (0..<3).map {
      "{\"host\":\"srv\($0)\",\"user\":\"anna\",\"message\":\"process \($0) started\"}\n"
    }
    try await Session.add(original, [try folder.write("a.ndjson", text.joined())])
    let sound = try await Session.verify(original)
    #expect(sound.failures.isEmpty)
    let bytes = try fileBytes(original)
    let unnoticed = try await withThrowingTaskGroup(of: [Int].self) { group in
      let lanes = 2
      for lane in 0..<lanes {
        group.addTask {
          var unnoticed: [Int] = []
          let copy = folder.file("copy-\(lane).assay")
          for offset in Swift.stride(from: lane * Self.stride, to: bytes.count, by: lanes * Self.stride) {
            var changed = bytes
            changed[offset] ^= 1 << UInt8(offset % 8)
            try Data(changed).write(to: URL(fileURLWithPath: copy))
            // A search filter of a version that is not known is not asked: costs time, and is said in a note.
            let report = try await Session.verify(copy, threads: 1)
            if report.failures.isEmpty && report.notes == sound.notes { unnoticed.append(offset) }
          }
          return unnoticed
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }.sorted()
    }
    let list = try folder.write("offsets", unnoticed.map { "\($0)\n" }.joined())
    let judged = try #require(Self.python([Self.script, original, list]))
    #expect(judged.status == 0, "\(judged.text)")
    if Self.stride == 1 {
      print("\(bytes.count - unnoticed.count) bytes found, of the others: \(judged.text)")
    }
  }
}
