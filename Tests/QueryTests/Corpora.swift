import CaseFile
import Foundation

/// The shared corpora, read where they lie.
enum Corpora {
  static let root = "/work/shared/corpora"
  static let areThere = FileManager.default.fileExists(atPath: root + "/README.md")

  /// Files of a folder that are text: neither binary event logs nor compressed ones.
  static func files(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
    let left = [".evtx", ".gz", ".zst", ".xz", ".zip", ".md"]
    return names.sorted().filter { name in
      // What is called .gz and is plain text stays; what is gzip under a plain name does not.
      name == "not_really_gzip.ndjson.gz"
        || !(name == "plain_name_is_gzip.ndjson" || name.hasPrefix("evtx_")
          || left.contains { name.hasSuffix($0) })
    }.map { folder + "/" + $0 }
  }

  /// Binary logs among the hostile files.
  static let hostileLogs = ((try? FileManager.default.contentsOfDirectory(atPath: root + "/hostile")) ?? [])
    .sorted().filter { $0.hasPrefix("evtx_") || $0 == "empty.evtx" }

  static let folders = ["csv", "json", "text", "evtx-xml", "sysmon", "hostile"]
  static let all = folders.flatMap { files(in: $0) }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: root + "/" + path)))
  }

  /// Records by the table of a folder's README, where it gives a number.
  static func recordCounts(of folder: String) throws -> [String: Int] {
    let text = try String(contentsOfFile: root + "/" + folder + "/README.md", encoding: .utf8)
    var counts: [String: Int] = [:]
    var column: Int?
    for line in text.split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      if cells.count > 2, cells[1] == "file" {
        column = cells.firstIndex(of: "records")
      } else if let column, column < cells.count, let count = Int(cells[column]) {
        counts[folder + "/" + cells[1]] = count
      }
    }
    return counts
  }

  /// The hostile binary logs in one case, made once. Two are alike: `--again`.
  static let logCase = Task {
    var options = AddOptions()
    options.again = true
    return try await CaseFixture(
      paths: hostileLogs.map { root + "/hostile/" + $0 }, threads: 2, options: options)
  }

  /// All files in one case, made once.
  static let sharedCase = Task {
    try await CaseFixture(paths: all.map { root + "/" + $0 }, threads: 2)
  }
}

/// Python as the other opinion. Tests that need it are `.enabled(if: Python.isThere)`.
enum Python {
  static let path = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static let isThere = path != nil

  struct Failed: Error { var status: Int32 }

  /// Runs a program and gives its standard output.
  static func run(_ program: String, _ arguments: [String] = []) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = ["-c", program] + arguments
    process.environment = ["PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
    return data
  }

  /// Runs a program that writes one JSON value a line.
  static func lines<T: Decodable>(_ type: T.Type, _ program: String, _ arguments: [String] = []) throws -> [T]
  {
    let decoder = JSONDecoder()
    return try run(program, arguments).split(separator: 10).map { try decoder.decode(type, from: Data($0)) }
  }
}
