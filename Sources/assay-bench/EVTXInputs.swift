import Foundation

/// Binary event logs that are measured on: the real ones of corpora/evtx and sigma/evtx, as often as it takes.
struct EVTXInputs {
  private static let headerBytes = 4096
  private static let chunkBytes = 65_536

  /// A folder of many files: each log, over and over.
  let folder: String
  let byteCount: Int
  /// Ascending.
  let paths: [String]
  /// One log with the chunks of all of them behind one file header.
  let single: String
  let singleByteCount: Int

  /// Makes them below `options.folder`, or takes those that are there.
  init(megabytes: Int, options: Options) throws {
    let logs = try Self.logs(options)
    folder = options.folder + "/evtx-\(megabytes)"
    single = options.folder + "/evtx-\(megabytes).evtx"
    let least = megabytes * 1_000_000
    let files = FileManager.default
    if !files.fileExists(atPath: single) {
      Note.write("making binary logs of \(megabytes) MB below \(options.folder)")
      try? files.removeItem(atPath: folder)
      try Self.repeated(logs, least: least, into: folder)
      try Self.joined(logs, least: least, into: single)
    }
    let below = folder
    paths = try files.subpathsOfDirectory(atPath: below).filter { $0.hasSuffix(".evtx") }.sorted()
      .map { below + "/" + $0 }
    byteCount = try paths.reduce(0) { try $0 + Self.size($1) }
    singleByteCount = try Self.size(single)
  }

  private static func size(_ path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  }

  private static func logs(_ options: Options) throws -> [String] {
    let logs = ["/evtx", "/../sigma/evtx"].flatMap { part in
      let folder = options.corpora + part
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasSuffix(".evtx") }.sorted().map { folder + "/" + $0 }
    }
    guard !logs.isEmpty else {
      throw BenchError(reason: "no binary log in \(options.corpora)/evtx; see --corpora")
    }
    return logs
  }

  /// Copies, a folder for each round.
  private static func repeated(_ logs: [String], least: Int, into folder: String) throws {
    var written = 0
    var round = 0
    while written < least {
      let place = folder + "/\(round)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      for log in logs {
        let name = URL(fileURLWithPath: log).lastPathComponent
        try FileManager.default.copyItem(atPath: log, toPath: place + "/" + name)
        written += try size(log)
      }
      round += 1
    }
  }

  /// Whole chunks with a header, behind the file header of the first log that was not closed: the number of chunks
  /// that such a header states is known to be old.
  private static func joined(_ logs: [String], least: Int, into path: String) throws {
    let contents = try logs.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    guard let header = contents.first(where: { $0.count > headerBytes && $0[120] & 1 == 1 }) else {
      throw BenchError(reason: "no log among the inputs was left open")
    }
    let partial = path + ".partial"
    try header.prefix(headerBytes).write(to: URL(fileURLWithPath: partial))
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: partial))
    try output.seekToEnd()
    var written = 0
    while written < least {
      for log in contents {
        for start in stride(from: headerBytes, through: log.count - chunkBytes, by: chunkBytes)
        where log[start..<start + 8].elementsEqual(Data("ElfChnk\0".utf8)) {
          try output.write(contentsOf: log[start..<start + chunkBytes])
          written += chunkBytes
        }
      }
    }
    try output.close()
    try FileManager.default.moveItem(atPath: partial, toPath: path)
  }
}
