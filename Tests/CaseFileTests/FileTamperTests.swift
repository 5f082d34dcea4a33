import CaseFile
import Evidence
import Foundation
import GRDB
import Integrity
import Testing

@Suite("Damage to the file itself")
struct FileTamperTests {
  private func makeCase(_ folder: TemporaryFolder) async throws -> String {
    let casePath = folder.file("case.assay")
    try await Session.add(
      casePath,
      [
        try folder.write("messages", Samples.lines(40_000)),
        try folder.write("events.ndjson", Samples.ndjson(500)),
      ])
    return casePath
  }

  @Test("31: a byte behind the last page, or one byte less, is told with both sizes")
  func length() async throws {
    let folder = try TemporaryFolder()
    let casePath = try await makeCase(folder)
    let bytes = try fileBytes(casePath)
    for (name, changed) in [("longer", bytes + [0]), ("shorter", Array(bytes.dropLast()))] {
      let path = try folder.write(name, changed)
      let report = try await Session.verify(path)
      let failure = try #require(report.failures.first { $0.code == "structure.file-size" }, "\(name)")
      #expect(failure.expected == "\(bytes.count)" && failure.found == "\(changed.count)")
      #expect(report.verdict == "damaged" || report.verdict == "altered")
    }
  }

  @Test("34: a zeroed page and two swapped pages are found, and the rest is checked all the same")
  func pages() async throws {
    let folder = try TemporaryFolder()
    let casePath = try await makeCase(folder)
    let bytes = try fileBytes(casePath)
    let size = 4096
    let count = bytes.count / size
    for page in stride(from: 1, to: count, by: max(1, count / 25)) {
      var zeroed = bytes
      zeroed.replaceSubrange(page * size..<(page + 1) * size, with: [UInt8](repeating: 0, count: size))
      var swapped = bytes
      let other = (page + 7) % (count - 1) + 1
      swapped.replaceSubrange(page * size..<(page + 1) * size, with: bytes[other * size..<(other + 1) * size])
      swapped.replaceSubrange(other * size..<(other + 1) * size, with: bytes[page * size..<(page + 1) * size])
      for (what, changed) in [("zeroed", zeroed), ("swapped", swapped)] where changed != bytes {
        let report = try await Session.verify(try folder.write("changed.assay", changed))
        #expect(!report.failures.isEmpty, "page \(page) \(what)")
      }
    }
  }

  @Test("34: a truncated file is found at any length, without a trap")
  func truncated() async throws {
    let folder = try TemporaryFolder()
    let casePath = try await makeCase(folder)
    let bytes = try fileBytes(casePath)
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 20)) {
      let path = try folder.write("cut.assay", Array(bytes[..<length]))
      let report = try await Session.verify(path)
      #expect(!report.failures.isEmpty, "\(length)")
      #expect(report.verdict != "verified, unsigned" && report.verdict != "partial")
    }
    // Of a copy that stopped near the end, what is there is still checked.
    let most = try await Session.verify(try folder.write("cut.assay", Array(bytes[..<(bytes.count - 8192)])))
    #expect(has(most, "structure.file-size"))
    #expect(most.checks[1].counts["blocks", default: 0] > 0)
    #expect(most.notes.contains { $0.contains("cut") })
  }

  @Test(
    "35: a journal or write-ahead log beside the case is named with size and SHA-256, and not applied there")
  func sidecars() async throws {
    let folder = try TemporaryFolder()
    let casePath = try await makeCase(folder)
    let before = try fileBytes(casePath)
    // The first eight bytes of a rollback journal (SQLite file format, "The Rollback Journal").
    let journal: [UInt8] =
      [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7] + [UInt8](repeating: 1, count: 600)
    for (suffix, bytes) in [("-journal", journal), ("-wal", [UInt8](repeating: 7, count: 100))] {
      let sidecar = try folder.write("case.assay" + suffix, bytes)
      let report = try await Session.verify(casePath)
      let failure = try #require(report.failures.first { $0.code == "structure.sidecar" })
      #expect(
        failure.reason.contains("case.assay" + suffix) && failure.reason.contains("\(bytes.count) bytes"))
      #expect(failure.found == Digest256.of(bytes).description)
      #expect(report.failures.count == 1)
      #expect(report.notes.contains { $0.contains("Recovered from it") })
      #expect(try fileBytes(casePath) == before)
      #expect(try fileBytes(sidecar) == bytes)
      try FileManager.default.removeItem(atPath: sidecar)
    }
    // An empty one says nothing.
    try folder.write("case.assay-journal", "")
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
  }

  @Test("what is no file, no SQLite file or no case is told apart")
  func notACase() async throws {
    let folder = try TemporaryFolder()
    await #expect(throws: AssayError("case.missing", subject: "", reason: "")) {
      try await Session.verify(folder.file("missing"))
    }
    let text = try folder.write("text", "this is no case at all, but long enough to be looked at\n")
    #expect(try await Session.verify(text).verdict == "not a case")
    let other = folder.file("other.db")
    try Session.tamper(other) { try $0.execute(sql: "CREATE TABLE t (a)") }
    #expect(try await Session.verify(other).verdict == "not a case")
    let empty = try folder.write("empty", "")
    #expect(try await Session.verify(empty).verdict == "not a case")
  }

  @Test("33, 32: a case moved, vacuumed, analyzed, or without its lookup index verifies")
  func harmless() async throws {
    let folder = try TemporaryFolder()
    let casePath = try await makeCase(folder)
    try Session.tamper(casePath) { db in
      try db.execute(sql: "DROP INDEX block_source")
      try db.execute(sql: "ANALYZE")
      try db.execute(sql: "VACUUM")
    }
    let moved = try folder.copy(casePath, "a name with spaces? and %20 #.assay")
    let report = try await Session.verify(moved)
    #expect(report.verdict == "verified, unsigned", "\(report.failures.prefix(3))")
    #expect(report.notes.contains { $0.contains("block_source") })
  }

  @Test("quick never says verified, and finds what it looks at")
  func quick() async throws {
    let folder = try TemporaryFolder()
    let casePath = try await makeCase(folder)
    let sound = try await Session.verify(casePath, quick: true)
    #expect(sound.verdict == "partial" && sound.failures.isEmpty)
    #expect(sound.notes.contains { $0.contains("not checked") })
    #expect(sound.root == (try await Session.verify(casePath).root))
    try EditableBlock.flipFrame(casePath, 1)
    let damaged = try await Session.verify(casePath, quick: true)
    #expect(has(damaged, "bytes.frame") && damaged.verdict == "damaged")
  }
}
