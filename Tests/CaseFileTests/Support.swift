import CaseFile
import Evidence
import Formats
import Foundation
import GRDB
import Integrity
import Synchronization
import Testing

/// SplitMix64: the same numbers everywhere for a seed.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0xD134_2543_DE82_EF95 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }
}

/// A folder that is gone when the value is, or the process, where a static property holds it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "assay-casefile-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    Self.atEnd
    Self.folders.withLock { [path] in _ = $0.insert(path) }
  }

  deinit {
    Self.folders.withLock { [path] in _ = $0.remove(path) }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Those that are there.
  private static let folders = Mutex<Set<String>>([])
  private static let atEnd: Void = { _ = atexit { TemporaryFolder.removeAll() } }()

  private static func removeAll() {
    for path in folders.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
  }

  func file(_ name: String) -> String { path + "/" + name }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func copy(_ from: String, _ to: String) throws -> String {
    try? FileManager.default.removeItem(atPath: file(to))
    try FileManager.default.copyItem(atPath: from, toPath: file(to))
    return file(to)
  }
}

func fileBytes(_ path: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) }

/// The commands of a session, with a clock that stands still: what they write is the same each time.
enum Session {
  static let custody = CustodyLog(version: "test", executableSHA256: "", examiner: "tester") {
    Timestamp(seconds: 1_700_000_000)
  }

  @discardableResult
  static func add(
    _ casePath: String, _ files: [String], threads: Int = 2, again: Bool = false, stopAfter units: Int = .max,
    configure: (inout AddOptions) -> Void = { _ in }
  ) async throws -> AddReport {
    let store = try CaseStore.openForAdding(
      casePath, toolVersion: "test", custody: custody, now: Timestamp(seconds: 1_700_000_000)
    ).store
    var options = AddOptions()
    options.threads = threads
    options.again = again
    configure(&options)
    let asked = Mutex(0)
    let ingest = Ingest(store, options: options, custody: custody) { _ in
    } isCancelled: {
      asked.withLock {
        $0 += 1
        return $0 >= units
      }
    }
    return try await ingest.add(Ingest.expand(files.map { FilePath($0) }))
  }

  static func verify(_ casePath: String, threads: Int = 2, quick: Bool = false) async throws -> VerifyReport {
    var options = VerifyOptions()
    options.threads = threads
    options.quick = quick
    return try await Verifier(path: casePath, options: options).run()
  }

  static func extract(_ casePath: String, _ source: String) throws -> [UInt8] {
    let extractor = SourceExtractor(try CaseStore.open(casePath))
    var bytes: [UInt8] = []
    try extractor.extract(try extractor.find(source)) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Changes a case behind Assay's back.
  static func tamper(_ casePath: String, _ body: (Database) throws -> Void) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: casePath, configuration: configuration)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA writable_schema = ON")
      try body(db)
    }
    try queue.close()
  }

  static func read<T>(_ casePath: String, _ body: (Database) throws -> T) throws -> T {
    try CaseStore.open(casePath).queue.read(body)
  }

  /// All rows of all tables but those named, as text.
  static func dump(_ casePath: String, without: Set<String> = ["custody", "meta"]) throws -> [String:
    [String]]
  {
    try read(casePath) { db in
      var tables: [String: [String]] = [:]
      for table in [
        "meta", "source", "context", "block", "node", "row_group", "field", "column_chunk", "search_filter",
        "custody",
      ]
      where !without.contains(table) {
        tables[table] = try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
          row.databaseValues.map { value in
            if case .blob(let data) = value.storage { return hexText([UInt8](data)) }
            return "\(value)"
          }.joined(separator: "|")
        }.sorted()
      }
      return tables
    }
  }
}

/// Whether the report has a failure of that code.
func has(_ report: VerifyReport, _ code: String) -> Bool { report.failures.contains { $0.code == code } }

/// Tables that differ: a short message, where the tables themselves would be a very long one.
func differing(_ a: [String: [String]], _ b: [String: [String]]) -> [String] {
  Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
}
