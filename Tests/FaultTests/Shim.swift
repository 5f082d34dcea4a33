import Foundation
import Testing

/// The library that is loaded into the program to fail or kill it at a chosen call (Shim/fault.c).
enum Shim {
  /// Path of the library, built once with `cc`; nil where there is no compiler.
  static let library: String? = {
    // The folder is needed as long as the process lives.
    _ = atexit { Shim.removeLibrary() }
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Shim/fault.c").path
    guard
      let compiler = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first(where: {
        FileManager.default.isExecutableFile(atPath: $0)
      })
    else { return nil }
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: compiler)
    process.arguments = ["-shared", "-fPIC", "-O1", "-o", folder + "/fault.so", source, "-ldl", "-lrt"]
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    return process.terminationStatus == 0 ? folder + "/fault.so" : nil
  }()

  private static let folder = NSTemporaryDirectory() + "/assay-shim-\(UUID().uuidString)"

  private static func removeLibrary() { try? FileManager.default.removeItem(atPath: folder) }

  /// Whether all calls are tried, and not a part of them.
  static let isSlow = ProcessInfo.processInfo.environment["ASSAY_SLOW_TESTS"] == "1"

  /// What happens at a call.
  enum Action: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case kill, torn, eio, full
    var testDescription: String { rawValue }
  }

  /// A counted call: what it did to which file.
  struct Call: Equatable {
    var name: String
    var file: String
  }

  /// Runs a command and lists the calls that it makes on the case.
  static func calls(_ arguments: [String], on name: String, in folder: Folder) throws -> [Call] {
    let log = folder.path(".calls")
    try? FileManager.default.removeItem(atPath: log)
    let run = try Child.run(
      arguments, in: folder, environment: variables(on: name, in: folder).merging(["FAULT_LOG": log]) { $1 })
    try #require(run.status < 2, "\(run.messages)")
    return try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      return Call(name: words[1], file: words[2])
    }
  }

  /// Runs a command with `action` at call `number` (from 1).
  static func run(
    _ arguments: [String], _ action: Action, at number: Int, on name: String, in folder: Folder
  ) throws -> Child {
    try Child.run(
      arguments, in: folder,
      environment: variables(on: name, in: folder).merging(
        ["FAULT_AT": "\(number)", "FAULT_ACTION": action.rawValue]) { $1 })
  }

  /// Runs a command and kills it after so much CPU time.
  static func run(
    _ arguments: [String], killAfterMicroseconds time: Int, in folder: Folder
  ) throws -> Child {
    try Child.run(
      arguments, in: folder, environment: ["LD_PRELOAD": try #require(library), "FAULT_CPU_US": "\(time)"])
  }

  private static func variables(on name: String, in folder: Folder) throws -> [String: String] {
    ["LD_PRELOAD": try #require(library), "FAULT_CASE": folder.path(name)]
  }

  /// The calls to try: all in a slow run; else every `step`-th, and those about the end of a commit: the last
  /// write, the sync of the case, the removal of the journal, the sync of the folder.
  static func chosen(_ calls: [Call], about count: Int) -> [Int] {
    if isSlow { return Array(1...calls.count) }
    let step = max(1, calls.count / count)
    var chosen = Set(stride(from: 1, through: calls.count, by: step))
    let ends = calls.indices.filter { calls[$0].name == "unlink" }
    for end in [ends.first, ends.dropFirst(2).first, ends.last].compactMap({ $0 }) {
      for number in [end - 1, end, end + 1, end + 2] where (1...calls.count).contains(number) {
        chosen.insert(number)
      }
    }
    return chosen.sorted()
  }
}
