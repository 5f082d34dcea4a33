import Evidence
import Formats
import Hunt

/// Processes of a CSV file.
enum TreeFile {
  /// Longest file: it is held in memory.
  private static let mostBytes = 16 << 30

  /// - Returns: the events, and how many rows were read.
  /// - Throws: `file.…`; `input.not-table`; `input.no-processes` where the columns are of no log that tells of processes.
  static func events(_ path: String) throws -> (ProcessEvents, rows: Int) {
    let table = try TableFile(try FileReader.contents(of: FilePath(path), limit: mostBytes), name: path)
    var events = ProcessEvents()
    var reader: ProcessRowReader?
    var rows = 0
    try table.forEach { columns in
      let found = ProcessRowReader(columns: columns) { bytes, place in
        CSVTime.civil(bytes.span.extracting(place), dayFirst: false)?.utc().unixNanoseconds
      }
      guard !found.schemas.isEmpty else { throw noSchema(path, columns) }
      reader = found
    } row: { number, bytes, cells in
      rows += 1
      if let event = reader?.event(record: number, bytes: bytes, cells: cells, into: &events) {
        events.append(event)
      }
    }
    return (events, rows)
  }

  private static func noSchema(_ path: String, _ columns: [String]) -> AssayError {
    AssayError(
      "input.no-processes", subject: path,
      reason:
        "its columns are of no log that tells of processes: \(columns.prefix(8).joined(separator: ", "))"
        + (columns.count > 8 ? ", …" : ""),
      hint:
        "known are \(ProcessSchema.all.map(\.name).joined(separator: "; ")) (docs/tree.md lists the columns)")
  }
}
