import CaseFile
import Evidence
import Foundation
import GRDB
import Testing

@Suite("A journal beside the case")
struct RecoveryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A case whose writer was killed in the middle of a write: file and journal as they lay there then.
  private func killed() async throws -> String {
    let whole = folder.file("whole.assay")
    try await Session.add(whole, [try folder.write("events.ndjson", Samples.ndjson(300))])
    let cut = folder.file("cut.assay")
    let queue = try DatabaseQueue(path: whole)
    try queue.inDatabase { db in
      // A cache of one page: what is changed goes to the file at once.
      try db.execute(sql: "PRAGMA cache_size = 1")
      try db.beginTransaction(.immediate)
      try db.execute(sql: "UPDATE block SET first_record = 7")
      try db.execute(sql: "UPDATE row_group SET layout = zeroblob(9000)")
      try db.execute(sql: "DELETE FROM custody WHERE seq > 0")
      for suffix in ["", "-journal"] {
        try FileManager.default.copyItem(atPath: whole + suffix, toPath: cut + suffix)
      }
      try db.rollback()
    }
    return cut
  }

  private func temporaryEntries() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file("temporary"))
  }

  private func verify(_ path: String) async throws -> VerifyReport {
    try FileManager.default.createDirectory(
      atPath: folder.file("temporary"), withIntermediateDirectories: true)
    var options = VerifyOptions()
    options.temporaryFolder = folder.file("temporary")
    return try await Verifier(path: path, options: options).run()
  }

  @Test("after a kill the torn file and the recovered one are both told, and nothing is touched")
  func both() async throws {
    let path = try await killed()
    let before = (try fileBytes(path), try fileBytes(path + "-journal"))
    let report = try await verify(path)
    #expect(report.failures.map(\.code) == ["structure.sidecar"], "\(report.failures)")
    #expect(report.verdict == "damaged")
    #expect(report.states.map(\.state) == ["as it lies there", "recovered"])
    #expect(report.states.map(\.verdict) == ["altered", "verified, unsigned"])
    #expect(report.notes.contains { $0.contains("on a copy of \(before.0.count + before.1.count) bytes") })
    #expect(try fileBytes(path) == before.0)
    #expect(try fileBytes(path + "-journal") == before.1)
    #expect(try temporaryEntries().isEmpty)
    // An ordinary opening recovers, and then nothing is wrong.
    _ = try CaseStore.open(path)
    #expect(try await verify(path).verdict == "verified, unsigned")
  }

  @Test("a log planted beside an untouched case is told by what it would make of it")
  func planted() async throws {
    let whole = folder.file("whole.assay")
    try await Session.add(whole, [try folder.write("events.ndjson", Samples.ndjson(300))])
    let victim = try folder.copy(whole, "victim.assay")
    let queue = try DatabaseQueue(path: whole)
    try queue.inDatabase { db in
      _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
      try db.execute(sql: "DELETE FROM custody WHERE seq > 0")
      try FileManager.default.copyItem(atPath: whole + "-wal", toPath: victim + "-wal")
    }
    let report = try await verify(victim)
    #expect(report.states.map(\.verdict) == ["verified, unsigned", "altered"])
    #expect(report.verdict == "altered")
    #expect(report.failures.contains { $0.code == "custody.missing" })
  }

  @Test("a journal that would make SQLite delete another file is not applied, by no command")
  func superJournal() async throws {
    let path = try await killed()
    let precious = try folder.write("precious.txt", "evidence")
    // SQLite file format, "The Rollback Journal": page, name, its length, its checksum, magic.
    var tail: [UInt8] = [0, 4, 0, 1]
    let name = Array(precious.utf8)
    func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    tail += name + number(name.count) + number(name.reduce(0) { $0 + Int($1) })
    tail += [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
    try Data(try fileBytes(path + "-journal") + tail).write(to: URL(fileURLWithPath: path + "-journal"))
    let before = try fileBytes(path)

    #expect(throws: AssayError("case.journal", subject: "", reason: "")) { try CaseStore.open(path) }
    #expect(throws: AssayError("case.journal", subject: "", reason: "")) {
      try CaseStore.openForWriting(path, create: false)
    }
    let report = try await verify(path)
    #expect(report.failures.contains { $0.code == "structure.sidecar" })
    #expect(report.notes.contains { $0.contains("was not applied") && $0.contains(precious) })
    #expect(FileManager.default.fileExists(atPath: precious))
    #expect(try fileBytes(path) == before)
    #expect(try temporaryEntries().isEmpty)
  }
}
