import Completeness
import Evidence
import Integrity
import Pages
import Query

/// `--export-missing`: the raw records that the SIEM lacks, in files that it can load.
struct MissingFiles {
  let path: String
  let isForced: Bool

  /// Says now what would fail after the work.
  func check() throws { _ = try OutputSink(path, force: isForced) }

  /// Writes the records; one file for each form that they have. Returns a line for each file.
  func write(_ answer: CompareAnswer) throws -> [String] {
    let missing = try MissingRecords(answer.missing, answer.reader)
    if missing.parts.isEmpty { return ["no record is missing: \(DisplayText.escaped(path)) was not written"] }
    return try missing.parts.enumerated().map { number, part in
      let name = number == 0 ? path : Self.name(path, number + 1, part.fileExtension)
      let sink = try OutputSink(name, force: isForced)
      var hasher = SHA256Hasher()
      try missing.write(part) { bytes in
        hasher.update(bytes)
        try sink.write(bytes)
      }
      try sink.finish()
      return
        "\(DisplayText.escaped(name))  \(NumberText.counted(part.records.count, "missing record")), as logged"
        + "  sha256 \(hasher.digest)"
    }
  }

  /// `missing.xml` is followed by `missing.2.csv`.
  private static func name(_ path: String, _ number: Int, _ ending: String) -> String {
    let folder = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let point = path[folder...].lastIndex(of: ".").flatMap { $0 > folder ? $0 : nil } ?? path.endIndex
    return "\(path[..<point]).\(number).\(ending)"
  }
}
