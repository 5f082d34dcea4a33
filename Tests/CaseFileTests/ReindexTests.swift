import CaseFile
import Evidence
import Formats
import Foundation
import GRDB
import Testing

@Suite("Reindexing")
struct ReindexTests {
  @discardableResult
  private func reindex(
    _ casePath: String, _ sources: [Int]?, _ configure: (inout ReindexOptions) -> Void = { _ in }
  ) throws -> ReindexReport {
    let store = try CaseStore.openForWriting(casePath, create: false)
    var options = ReindexOptions()
    configure(&options)
    return try Reindexer(store, custody: Session.custody).reindex(sources, options)
  }

  private func times(_ casePath: String, source: Int) throws -> [Int64] {
    let zstd = try ZstdDecompressor()
    return try Session.read(casePath) { db in
      try GroupStore.rows(db, where: "source_id = ?", [source]).flatMap { row in
        let times = try GroupStore.times(db, row, zstd)
        return (0..<row.recordCount).compactMap { times.time($0)?.unixNanoseconds }
      }
    }
  }

  @Test("without a change the same rows come out, whatever the threads", arguments: [1, 2, 5])
  func unchanged(threads: Int) async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, try Samples.write(folder))
    let before = try Session.dump(casePath)
    let root = try await Session.verify(casePath).root
    let report = try reindex(casePath, nil) { $0.threads = threads }
    #expect(report.root == root)
    let after = try Session.dump(casePath)
    #expect(differing(before, after) == [])
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
  }

  @Test("another time zone and clock move the times of that source alone, and back")
  func timezone() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, try Samples.write(folder))
    let before = try Session.dump(casePath)
    let (lines, csv) = (try times(casePath, source: 2), try times(casePath, source: 1))
    try reindex(casePath, [2]) {
      $0.timezone = "+02:00"
      $0.clockOffsetSeconds = 30
    }
    #expect(try times(casePath, source: 2) == lines.map { $0 - 7170 * 1_000_000_000 })
    #expect(try times(casePath, source: 1) == csv)
    let report = try await Session.verify(casePath)
    #expect(report.verdict == "verified, unsigned", "\(report.failures.prefix(3))")
    try reindex(casePath, [2]) {
      $0.timezone = "UTC"
      $0.clockOffsetSeconds = 0
    }
    let after = try Session.dump(casePath)
    #expect(differing(before, after) == ["source"])
    let actions = try Session.read(casePath) { db in
      try String.fetchAll(db, sql: "SELECT action FROM custody ORDER BY seq")
    }
    #expect(actions.suffix(2) == ["reindexed", "reindexed"])
  }

  @Test("damaged or deleted views are made again")
  func repair() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, try Samples.write(folder))
    let before = try Session.dump(casePath)
    try Session.tamper(casePath) { db in
      try db.execute(sql: "UPDATE column_chunk SET data = x'00' WHERE row_group_id = 1")
      try db.execute(sql: "UPDATE row_group SET extractor = 0, problems = NULL, layout = x'00'")
      try db.execute(sql: "DELETE FROM context")
    }
    try reindex(casePath, nil)
    let after = try Session.dump(casePath)
    #expect(Set(differing(before, after)).isSubset(of: ["context", "row_group"]))
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
    // Also where the row groups themselves are gone.
    try Session.tamper(casePath) { db in
      try db.execute(sql: "DELETE FROM column_chunk")
      try db.execute(sql: "DELETE FROM row_group")
    }
    try reindex(casePath, nil)
    let report = try await Session.verify(casePath)
    #expect(report.verdict == "verified, unsigned", "\(report.failures.prefix(3))")
  }

  @Test("a format that cuts alike is taken over; one that cuts elsewhere is refused with what to do")
  func format() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    let file = try folder.write("events", Samples.ndjson(300))
    try await Session.add(casePath, [file]) { $0.format = .lines }
    try reindex(casePath, [0]) { $0.format = .json }
    let report = try await Session.verify(casePath)
    #expect(report.verdict == "verified, unsigned", "\(report.failures.prefix(3))")
    let fields = try Session.read(casePath) { db in try FieldCatalog(db).fields.map(\.name) }
    #expect(fields.contains("user.name"))
    // A cell of this table holds a line end.
    try await Session.add(casePath, [try folder.write("table", Samples.csv(50))]) { $0.format = .lines }
    let before = try Session.dump(casePath)
    #expect(throws: AssayError("reindex.other-cut", subject: "", reason: "")) {
      try reindex(casePath, [1]) { $0.format = .csv }
    }
    #expect(differing(try Session.dump(casePath), before) == [])
  }

  @Test("unknown sources, zones and clocks are refused")
  func refused() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, [try folder.write("a.log", "one\n")])
    #expect(throws: AssayError("source.missing", subject: "", reason: "")) { try reindex(casePath, [4]) }
    #expect(throws: AssayError("reindex.timezone", subject: "", reason: "")) {
      try reindex(casePath, [0]) { $0.timezone = "Mars/Olympus" }
    }
    #expect(throws: AssayError("reindex.clock-offset", subject: "", reason: "")) {
      try reindex(casePath, [0]) { $0.clockOffsetSeconds = .max }
    }
  }

  @Test("stopped between batches, the source is as it was")
  func cancelled() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, try Samples.write(folder))
    let before = try Session.dump(casePath, without: [])
    let store = try CaseStore.openForWriting(casePath, create: false)
    #expect(throws: AssayError("interrupted", subject: "", reason: "")) {
      _ = try Reindexer(store, custody: Session.custody, isCancelled: { true }).reindex([2])
    }
    #expect(differing(try Session.dump(casePath, without: []), before) == [])
  }

  @Test("leaving a source out and taking it in is written into custody, and verify checks that")
  func excluded() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, [try folder.write("a.log", "one\n")])
    let store = try CaseStore.openForWriting(casePath, create: false)
    let reindexer = Reindexer(store, custody: Session.custody)
    #expect(try reindexer.setExcluded(0, true))
    #expect(try !reindexer.setExcluded(0, true))
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
    #expect(try reindexer.setExcluded(0, false))
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
    try Session.tamper(casePath) { try $0.execute(sql: "UPDATE source SET excluded = 1") }
    #expect(has(try await Session.verify(casePath), "custody.source"))
    #expect(throws: AssayError("source.missing", subject: "", reason: "")) {
      try reindexer.setExcluded(9, true)
    }
  }
}
