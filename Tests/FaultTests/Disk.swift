import Foundation
import Testing

/// A small file system in memory.
final class Disk {
  private let path: String

  /// Whether this process may mount one.
  static let canMount: Bool = {
    guard let folder = try? Folder(), let disk = try? Disk(at: folder.path("probe"), bytes: 1 << 20) else {
      return false
    }
    return (try? disk.resize(to: 2 << 20)) != nil
  }()

  init(at path: String, bytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Self.run("mount", ["-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", path])
  }

  func resize(to bytes: Int) throws { try Self.run("mount", ["-o", "remount,size=\(bytes)", path]) }

  func makeReadOnly() throws { try Self.run("mount", ["-o", "remount,ro", path]) }

  deinit { try? Self.run("umount", [path]) }

  private static func run(_ name: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
