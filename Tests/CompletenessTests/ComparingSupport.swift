import CaseFile
import Completeness
import Evidence
import Foundation
import Query

/// A comparison made for tests: raw logs and exports, each in a case of its own, in a folder that goes with it.
final class ComparingFixture: Sendable {
  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "assay-comparing-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static let custody = CustodyLog(version: "test", executableSHA256: "", examiner: "tests")

  /// A file of the fixture's own.
  func file(_ name: String, _ text: String) throws -> String {
    let path = folder + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func reader(_ files: [String], _ name: String) async throws -> CaseReader {
    let path = folder + "/" + name
    try? FileManager.default.removeItem(atPath: path)
    let (store, _) = try CaseStore.openForAdding(path, toolVersion: "test", custody: Self.custody)
    _ = try await Ingest(store, options: AddOptions(), custody: Self.custody).add(
      files.map { .file(FilePath($0)) })
    return try CaseReader(CaseStore.open(path))
  }

  /// Compares raw files with exports.
  func compare(
    _ raw: [String], _ exports: [String], options: Comparing.Options = Comparing.Options()
  ) async throws -> Comparison {
    try await Comparing(
      evidence: reader(raw, "raw.assay"), claims: reader(exports, "export.assay"), options: options
    ).run()
  }
}

extension Comparison {
  /// How many records have each verdict as their gravest.
  var verdictCounts: [Verdict: Int] {
    records.reduce(into: [:]) { counts, record in
      if let verdict = record.verdicts.gravest { counts[verdict, default: 0] += 1 }
    }
  }

  /// Positions in their source of records with a verdict.
  func positions(_ verdict: Verdict) -> [Int] {
    records.filter { $0.verdicts.contains(VerdictSet(verdict)) }.map { Int($0.index) }
  }

  /// All that an answer is made of, in one text: to compare answers.
  var summary: String {
    let kinds = zip(records, matchedBy).map { "\($0.index) \($0.verdicts.rawValue) \($0.row) \($1)" }
    let found = differences.map {
      "\($0.record) \($0.verdict) \($0.rows) \($0.fields.map(\.name)) \($0.shift)"
    }
    return (kinds + found + rows.map { "\($0.state)" }).joined(separator: "\n")
  }
}

/// Repeatable random numbers (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
