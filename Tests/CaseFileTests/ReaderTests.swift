import CaseFile
import Evidence
import Foundation
import GRDB
import Testing

/// docs/reader.py was written from the description alone: the independent proof that the format is open.
@Suite("The reader in Python", .enabled(if: PythonReader.works, "needs python3 with a zstd module, or zstd"))
struct ReaderTests {
  @Test("it gives all sources back, and the same root")
  func agrees() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    let files = try Samples.write(folder)
    let report = try await Session.add(casePath, files)
    let out = folder.file("out")
    let (status, text) = try PythonReader.run([casePath, "-o", out])
    #expect(status == 0, "\(text)")
    #expect(text.contains("root \(report.root)"))
    for (index, file) in files.enumerated() {
      let name = URL(fileURLWithPath: file).lastPathComponent
      #expect(try fileBytes(out + "/\(index)-\(name)") == (try fileBytes(file)))
    }
  }

  @Test("it agrees on an interrupted, a resumed and a reindexed case")
  func states() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    let files = [try folder.write("messages", Samples.lines(60_000))]
    try await Session.add(casePath, files, stopAfter: 2)
    #expect(try PythonReader.run([casePath]).status == 0)
    try await Session.add(casePath, files)
    #expect(try PythonReader.run([casePath]).status == 0)
    let store = try CaseStore.openForWriting(casePath, create: false)
    _ = try Reindexer(store, custody: Session.custody).reindex(nil)
    #expect(try PythonReader.run([casePath]).status == 0)
  }

  @Test("it finds what was tampered with")
  func tampered() async throws {
    let folder = try TemporaryFolder()
    let original = folder.file("original.assay")
    try await Session.add(original, [try folder.write("events.ndjson", Samples.ndjson(600))])
    let changes: [(String) throws -> Void] = [
      { try EditableBlock.flipFrame($0, 0) },
      { try EditableBlock.edit($0, 0, keepsPrefixes: false) { $0.bytes[3] ^= 1 } },
      { path in
        try Session.tamper(path) { try $0.execute(sql: "UPDATE custody SET entry = x'7b7d' WHERE seq = 0") }
      },
      { path in
        try Session.tamper(path) {
          try $0.execute(sql: "UPDATE node SET hash = zeroblob(32) WHERE level = 8")
        }
      },
      { path in try Session.tamper(path) { try $0.execute(sql: "UPDATE source SET records = 1") } },
    ]
    for change in changes {
      let casePath = try folder.copy(original, "case.assay")
      try change(casePath)
      let (status, text) = try PythonReader.run([casePath])
      #expect(status == 1, "\(text)")
    }
  }

  @Test("what is no case has status 2")
  func notACase() throws {
    let folder = try TemporaryFolder()
    #expect(try PythonReader.run([try folder.write("text", "no case")]).status == 2)
    #expect(try PythonReader.run([folder.file("missing")]).status == 2)
  }
}

enum PythonReader {
  static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs/reader.py").path

  static let works: Bool = {
    let probe = """
      import importlib, shutil, sys
      def has(m):
        try: importlib.import_module(m); return True
        except ImportError: return False
      sys.exit(0 if shutil.which('zstd') or any(map(has, ['compression.zstd', 'zstandard', 'pyzstd'])) else 1)
      """
    return (try? python(["-c", probe]).status) == 0
  }()

  static func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
    try python([script] + arguments)
  }

  private static func python(_ arguments: [String]) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
