import Foundation

/// A program of others that decides the same question: ssh-keygen, openssl.
struct OutsideProgram {
  let status: Int32
  let output: String

  static func exists(_ name: String) -> Bool { path(name) != nil }

  private static func path(_ name: String) -> String? {
    ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs it in a folder, with a file of that folder as its standard input.
  init(_ name: String, _ arguments: [String], in folder: ScratchFolder, input: String? = nil) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path(name) ?? name)
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    let log = folder.url.appendingPathComponent(".log-\(UUID().uuidString)")
    try Data().write(to: log)
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = process.standardOutput
    process.standardInput =
      try input.map { try FileHandle(forReadingFrom: folder.url.appendingPathComponent($0)) }
      ?? FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: try Data(contentsOf: log), as: UTF8.self)
  }
}

/// A folder for one test, removed with it.
final class ScratchFolder {
  let url: URL

  init() throws {
    url = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent(
      "assay-integrity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ bytes: [UInt8], to name: String, mode: Int = 0o600) throws {
    let path = url.appendingPathComponent(name).path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: url.appendingPathComponent(name)))
  }
}
