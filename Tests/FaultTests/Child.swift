import Foundation
import Glibc
import Testing

// A child process with its exit status. Sound because every C string and array lives until
// `posix_spawn` has returned, and the child writes into files.

/// A run of the built program.
struct Child {
  /// As a shell says it: 128 and more where a signal ended it.
  let status: Int32
  let output: [UInt8]
  let messages: String

  var text: String { String(decoding: output, as: UTF8.self) }
  var wasKilled: Bool { status == 128 + SIGKILL }

  /// The executable: beside the test bundle in the build folder.
  static let assay: String = {
    let arguments = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let itself = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = [arguments, itself].map {
      $0.deletingLastPathComponent().appendingPathComponent("assay").path
    }
    let candidates = [ProcessInfo.processInfo.environment["ASSAY_BINARY"]].compactMap { $0 } + beside
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "assay"
  }()

  /// Runs `assay` and waits for its end.
  @discardableResult
  static func run(
    _ arguments: [String], in folder: Folder, environment: [String: String] = [:]
  ) throws -> Child {
    try run([assay] + arguments, folder, environment)
  }

  /// Runs any program and waits for its end.
  static func run(_ command: [String], _ folder: Folder, _ environment: [String: String]) throws -> Child {
    let started = try Running(command, folder, environment)
    return try started.wait()
  }

  /// A process under way.
  struct Running {
    let pid: pid_t
    private let streams: [URL]

    init(_ command: [String], _ folder: Folder, _ environment: [String: String] = [:]) throws {
      let stem = folder.url.appendingPathComponent(".streams-\(UUID().uuidString)")
      streams = ["out", "err"].map { stem.appendingPathExtension($0) }
      var variables = ProcessInfo.processInfo.environment
      variables["NO_COLOR"] = "1"
      variables["SWIFT_BACKTRACE"] = "enable=no"
      variables.merge(environment) { $1 }
      var actions = unsafe posix_spawn_file_actions_t()
      _ = unsafe posix_spawn_file_actions_init(&actions)
      defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
      _ = unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      for (number, file) in streams.enumerated() {
        _ = unsafe posix_spawn_file_actions_addopen(
          &actions, Int32(number + 1), file.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      }
      var spawned: pid_t = 0
      let code = try unsafe Self.withStrings(command) { arguments in
        try unsafe Self.withStrings(variables.map { "\($0)=\($1)" }) { environment in
          unsafe posix_spawn(&spawned, command[0], &actions, nil, arguments, environment)
        }
      }
      try #require(code == 0, "cannot start \(command[0]): \(code)")
      pid = spawned
    }

    func wait() throws -> Child {
      var status: Int32 = 0
      while unsafe waitpid(pid, &status, 0) < 0 { try #require(errno == EINTR) }
      let signal = status & 0x7F
      return Child(
        status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
        output: [UInt8](try Data(contentsOf: streams[0])),
        messages: String(decoding: try Data(contentsOf: streams[1]), as: UTF8.self))
    }

    private static func withStrings<R>(
      _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws -> R
    ) throws -> R {
      var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
      defer { unsafe pointers.forEach { unsafe free($0) } }
      return try unsafe pointers.withUnsafeMutableBufferPointer { buffer in
        try unsafe body(#require(buffer.baseAddress))
      }
    }
  }
}

/// A folder for one test, removed with it.
final class Folder {
  let url: URL

  init() throws {
    let temporary = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath()
    url = temporary.appendingPathComponent("assay-fault-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: url.appendingPathComponent(name)))
  }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  func remove(_ name: String) {
    for suffix in ["", "-journal"] { try? FileManager.default.removeItem(atPath: path(name + suffix)) }
  }

  func copy(_ name: String, to copy: String) throws {
    remove(copy)
    for suffix in ["", "-journal"] where has(name + suffix) {
      try FileManager.default.copyItem(atPath: path(name + suffix), toPath: path(copy + suffix))
    }
  }
}
