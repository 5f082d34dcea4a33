import CaseFile
import Evidence
import Formats
import Foundation
import Integrity
import Query
import Synchronization
import Testing

/// Folders of fixtures that are there. Nothing frees a fixture that a static property holds: its folder is removed when
/// the process ends.
private enum FixtureFolders {
  private static let folders = Mutex<Set<String>>([])
  private static let atEnd: Void = { _ = atexit { FixtureFolders.removeAll() } }()

  static func add(_ folder: String) {
    atEnd
    folders.withLock { _ = $0.insert(folder) }
  }

  static func remove(_ folder: String) {
    folders.withLock { _ = $0.remove(folder) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func removeAll() {
    for folder in folders.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: folder) }
  }
}

/// A case made for tests, in a folder of its own that goes with it.
final class CaseFixture: Sendable {
  let folder: String
  let path: String
  let report: AddReport

  /// A case of files where they lie, or of files made here by `files`.
  init(
    paths: [String] = [], files: [(name: String, bytes: [UInt8])] = [], threads: Int = 2,
    options: AddOptions = AddOptions()
  ) async throws {
    folder = NSTemporaryDirectory() + "assay-query-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    FixtureFolders.add(folder)
    path = folder + "/test.assay"
    var all = paths
    for (name, bytes) in files {
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
      all.append(folder + "/" + name)
    }
    var options = options
    options.threads = threads
    let (store, _) = try CaseStore.openForAdding(path, toolVersion: "test", custody: Self.custody)
    report = try await Ingest(store, options: options, custody: Self.custody)
      .add(all.map { .file(FilePath($0)) })
  }

  /// A case of one small file.
  convenience init(_ text: String, name: String = "x.ndjson", options: AddOptions = AddOptions()) async throws
  {
    try await self.init(files: [(name, Array(text.utf8))], options: options)
  }

  deinit { FixtureFolders.remove(folder) }

  static let custody = CustodyLog(version: "test", executableSHA256: "", examiner: "tests")

  func session(
    pushdown: Bool = true, threads: Int = 2, isCancelled: @escaping () -> Bool = { false }
  ) throws -> QuerySession {
    try QuerySession(CaseStore.open(path), pushdown: pushdown, threads: threads, isCancelled: isCancelled)
  }

  /// The rows of a question, as text.
  func texts(_ sql: String, pushdown: Bool = true) throws -> [[String?]] {
    try session(pushdown: pushdown).texts(sql)
  }

  /// The only column of a question's rows.
  func column(_ sql: String) throws -> [String?] { try texts(sql).map { $0.first ?? nil } }

  /// The notes of an answer.
  func notes(_ sql: String) throws -> [String] {
    let session = try session()
    _ = try session.rows(sql)
    return session.notes
  }

  /// Code of the error that a statement ends with; nil where it runs.
  func failure(_ sql: String) throws -> AssayError? {
    let session = try session()
    do {
      _ = try session.rows(sql)
      return nil
    } catch let error as AssayError {
      return error
    }
  }
}

extension QuerySession {
  func rows(_ sql: String) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try run(
      sql, onColumns: { _ in },
      onRow: {
        rows.append($0)
        return true
      })
    return rows
  }

  func texts(_ sql: String) throws -> [[String?]] { try rows(sql).map { $0.map(\.asText) } }
}

extension SQLValue {
  /// As people read it; nil for NULL.
  var asText: String? {
    switch self {
    case .null: nil
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let bytes): String(decoding: bytes, as: UTF8.self)
    case .blob(let bytes): "x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }
}

/// Single quotes doubled, in single quotes.
func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

/// Double quotes doubled, in double quotes: a name of SQL.
func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

/// A seeded generator (SplitMix64), so that a failing case can be made again.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
