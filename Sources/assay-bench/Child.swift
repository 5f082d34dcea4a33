import Foundation
import Glibc

// A child process and what it used. Sound because every C string lives until `posix_spawn` has returned.

/// What one run of a program cost.
struct Cost {
  /// Seconds.
  var wall: Double
  /// Seconds of user and system time, of its own children too.
  var cpu: Double
  /// Most memory held at one time.
  var residentBytes: Int
  var status: Int32
}

/// Runs programs one after the other.
enum Child {
  /// Runs `command` and waits; what it prints goes to `output`, or nowhere.
  ///
  /// - Parameter accepted: exit statuses that are no failure.
  static func run(_ command: [String], output: String = "/dev/null", accepted: Set<Int32> = [0]) throws
    -> Cost
  {
    var actions = unsafe posix_spawn_file_actions_t()
    _ = unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    _ = unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    _ = unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var pid: pid_t = 0
    var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    let clock = ContinuousClock()
    let start = clock.now
    let code = unsafe arguments.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return EINVAL }
      return unsafe posix_spawnp(&pid, command[0], &actions, nil, base, environ)
    }
    guard code == 0 else { throw BenchError(reason: "cannot start \(command[0])") }
    var status: Int32 = 0
    var usage = rusage()
    while unsafe wait4(pid, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw BenchError(reason: "lost \(command[0])") }
    }
    let wall = clock.now - start
    let signal = status & 0x7F
    let exit = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    guard accepted.contains(exit) else {
      throw BenchError(reason: "\(command.joined(separator: " ")) ended with status \(exit)")
    }
    return Cost(
      wall: seconds(wall), cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      residentBytes: usage.ru_maxrss * 1024, status: exit)
  }

  /// Runs a line of a shell.
  static func shell(_ line: String) throws -> Cost { try run(["/bin/sh", "-c", line]) }

  /// What a line of a shell prints, without the line end; empty where it fails.
  static func words(_ line: String) -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return "" }
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return "" }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }

  static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }
}
