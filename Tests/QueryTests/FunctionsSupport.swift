import CaseFile
import Evidence
import Foundation
import Query
import Testing

/// A session over a small case, to call functions in.
final class FunctionSession {
  let session: QuerySession
  private let folder: URL

  /// Three records: a Sysmon-like one, one with a nested and a repeated field, one without.
  static let records = """
    {"EventID":1,"Image":"C:\\\\Windows\\\\System32\\\\cmd.exe","Hashes":"MD5=0CC175B9C0F1B6A831C399E269772661,SHA1=86F7","User":"alice"}
    {"EventID":3,"a":{"b":"x"},"tags":["one","two"],"none":null,"empty":""}
    {"EventID":1,"User":"bob"}

    """

  init(_ text: String = FunctionSession.records, isCancelled: @escaping () -> Bool = { false }) async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "assay-functions-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = folder.appending(path: "a.ndjson")
    try Data(text.utf8).write(to: source)
    let custody = CustodyLog(version: "test", executableSHA256: "", examiner: "test")
    let path = folder.appending(path: "a.assay").path
    let store = try CaseStore.openForWriting(path, create: true)
    let inputs = try Ingest.expand([FilePath(source.path)])
    _ = try await Ingest(store, options: AddOptions(), custody: custody).add(inputs)
    session = try QuerySession(try CaseStore.open(path), isCancelled: isCancelled)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// All rows.
  func rows(_ sql: String) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try session.run(
      sql, onColumns: { _ in },
      onRow: {
        rows.append($0); return true
      })
    return rows
  }

  /// The value of one expression.
  func value(_ expression: String) throws -> SQLValue {
    try #require(try rows("SELECT " + expression).first?.first)
  }

  /// The value of one expression, as `shown` in the tests' tables.
  func shown(_ expression: String) throws -> String { Self.shown(try value(expression)) }

  /// What a query that must fail says.
  func failure(_ expression: String) -> String {
    do {
      return "no error, but \(try shown(expression))"
    } catch let error as AssayError {
      return error.reason
    } catch {
      return "\(error)"
    }
  }

  /// NULL, 1, 1.5, 'text', x'00ff'; text that is not UTF-8 as t'ff'.
  static func shown(_ value: SQLValue) -> String {
    switch value {
    case .null: "NULL"
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let bytes): String(validating: bytes, as: UTF8.self).map { "'\($0)'" } ?? "t'\(hex(bytes))'"
    case .blob(let bytes): "x'\(hex(bytes))'"
    }
  }

  static func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

  /// Bytes as a SQL expression of type TEXT.
  static func text(_ bytes: [UInt8]) -> String { "CAST(x'\(hex(bytes))' AS TEXT)" }

  /// A string as a SQL expression.
  static func text(_ string: String) -> String { text(Array(string.utf8)) }
}

/// Python as the other opinion.
enum FunctionsPython {
  static let exists = (try? lines("print(1)", [])) == ["1"]

  /// Runs a program that reads one hexadecimal value a line and answers with one line each.
  static func lines(_ program: String, _ input: [[UInt8]]) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appending(path: "assay-python-\(UUID().uuidString)")
    try Data(input.map { FunctionSession.hex($0) + "\n" }.joined().utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// Numbers that look random and are the same in each run (SplitMix64).
struct FunctionsRandom: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Pieces put together by chance.
  mutating func text(_ pieces: [String], _ count: Int) -> [UInt8] {
    var out: [UInt8] = []
    for _ in 0..<Int.random(in: 0...count, using: &self) {
      out += Array((pieces.randomElement(using: &self) ?? "").utf8)
    }
    return out
  }
}
