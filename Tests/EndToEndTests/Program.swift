import Foundation
import Testing

/// Runs the built program and keeps what it said.
struct Program {
  let status: Int32
  let output: [UInt8]
  let messages: String

  var text: String { String(decoding: output, as: UTF8.self) }

  /// The executable: beside the test bundle in the build folder.
  static let path: String = {
    let environment = ProcessInfo.processInfo.environment["ASSAY_BINARY"]
    let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let arguments = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let candidates: [String?] = [
      environment, arguments.appendingPathComponent("assay").path,
      beside.appendingPathComponent("assay").path,
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "assay"
  }()

  /// The repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Runs `assay` with these arguments in a folder.
  @discardableResult
  static func run(_ arguments: [String], in folder: Folder, input: [UInt8] = []) throws -> Program {
    try finish(start(path, arguments, in: folder, input: input))
  }

  /// Runs a line of a shell in which `assay` is the built program.
  static func shell(_ line: String, in folder: Folder) throws -> Program {
    try finish(start("/bin/bash", ["-c", line], in: folder, input: []))
  }

  /// A process under way, and where its streams go.
  struct Running {
    let process: Process
    let output: URL
    let messages: URL
  }

  static func start(
    _ executable: String, _ arguments: [String], in folder: Folder, input: [UInt8] = []
  ) throws -> Running {
    let streams = folder.url.appendingPathComponent(".streams-\(UUID().uuidString)")
    let files = ["in", "out", "err"].map { streams.appendingPathExtension($0) }
    try Data(input).write(to: files[0])
    try Data().write(to: files[1])
    try Data().write(to: files[2])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] =
      URL(fileURLWithPath: path).deletingLastPathComponent().path + ":" + (environment["PATH"] ?? "")
    environment["NO_COLOR"] = "1"
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    return Running(process: process, output: files[1], messages: files[2])
  }

  static func finish(_ running: Running) throws -> Program {
    running.process.waitUntilExit()
    // A process that a signal ended has no status: what a shell would say.
    let isSignal = running.process.terminationReason == .uncaughtSignal
    return Program(
      status: running.process.terminationStatus + (isSignal ? 128 : 0),
      output: [UInt8](try Data(contentsOf: running.output)),
      messages: String(decoding: try Data(contentsOf: running.messages), as: UTF8.self))
  }

  /// The output as a JSON object.
  func json() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(output)) as? [String: Any])
  }

  /// The output as NDJSON.
  func rows() throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }
}

/// A folder for one test, removed with it.
final class Folder {
  let url: URL

  init() throws {
    url = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("assay-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return name
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: url.appendingPathComponent(name)))
  }

  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: url.appendingPathComponent(name).path)
  }

  /// A case of two small logs: 3 JSON records and 2 lines.
  func smallCase() throws {
    try write(
      """
      {"time":"2024-05-01T09:14:07.1843221Z","host":"a","n":9007199254740993,"s":"x,\\"y\\"\\u001b[31m"}
      {"time":"2024-05-01T09:14:08Z","host":"b","n":2,"s":""}
      {"time":"2024-05-01T09:14:09Z","host":"a","n":3}

      """, to: "a.ndjson")
    try write("first line\nsecond line\n", to: "b.log")
    let added = try Program.run(["add", "c.assay", "a.ndjson", "b.log"], in: self)
    try #require(added.status == 0, "\(added.messages)")
  }
}
