import CaseFile
import Evidence
import Foundation
import GRDB
import Testing

@Suite("EVTX in the case file", .enabled(if: IngestTests.hasCorpora, "the corpora are not here"))
struct EVTXCaseTests {
  static let logs = ["sysmon_atomic_565", "bad_chunk_magic", "system_truncated_200000", "empty_no_records"]
    .map { IngestTests.corpora + "/evtx/\($0).evtx" }

  @Test(
    "the reader in Python gives binary logs back, and the same root",
    .enabled(if: PythonReader.works, "needs python3 with a zstd module, or zstd"))
  func reader() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    let report = try await Session.add(casePath, Self.logs)
    let out = folder.file("out")
    let (status, text) = try PythonReader.run([casePath, "-o", out])
    #expect(status == 0, "\(text)")
    #expect(text.contains("root \(report.root)"))
    for (index, file) in Self.logs.enumerated() {
      let name = URL(fileURLWithPath: file).lastPathComponent
      #expect(try fileBytes(out + "/\(index)-\(name)") == (try fileBytes(file)))
    }
  }

  @Test("reindex makes the same views and the same filter again")
  func reindex() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, Self.logs)
    let before = try Session.dump(casePath)
    let store = try CaseStore.openForWriting(casePath, create: false)
    _ = try Reindexer(store, custody: Session.custody).reindex(nil)
    let after = try Session.dump(casePath)
    for table in ["block", "context", "row_group", "column_chunk", "field", "source"] {
      #expect(before[table] == after[table], "\(table)")
    }
    let verified = try await Session.verify(casePath)
    #expect(verified.failures.isEmpty, "\(verified.failures.prefix(3))")
  }
}
