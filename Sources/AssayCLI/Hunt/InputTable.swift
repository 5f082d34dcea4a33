import Evidence
import Formats

/// A CSV file (RFC 4180) whose first row names the columns: `--input`. Read piece by piece, so that its size does not
/// matter. Cells are parted by what the header has most of: comma, semicolon or tab.
struct InputTable {
  /// The file, as it was given.
  let path: String
  /// Rows with more or fewer cells than there are columns. Missing cells are empty, surplus ones are left aside.
  private(set) var unevenRows = 0
  /// Lines without anything, which are no rows.
  private(set) var blankLines = 0
  /// Rows handed over.
  private(set) var rowCount = 0
  private var columnCount = 0
  private var cells: CSVCellReader?
  private var delimiter = UInt8(ascii: ",")

  init(path: String) { self.path = path }

  /// Bytes that are read at a time.
  private static let pieceBytes = 1 << 20
  /// Longest row. A quote that is never closed makes all that follows one row.
  private static let rowBytes = 64 << 20

  /// Gives the names of the columns, then each row, numbered from 0.
  /// - Throws: `file.…`, `input.empty`, `input.row-too-long`, `interrupted`.
  mutating func read(
    onColumns: ([String]) throws -> Void, onRow: (_ row: Int, _ cells: [String]) throws -> Void
  ) throws {
    let file = try Self.open(path)
    var bytes: [UInt8] = []
    var offset: UInt64 = 0
    var ended = false
    var scanner = QuoteScanner()
    while !ended {
      if Interruption.isRequested { throw AssayError("interrupted", subject: path, reason: "stopped") }
      let before = bytes.count
      ended = try file.read(Self.pieceBytes, at: offset, into: &bytes)
      offset += UInt64(bytes.count - before)
      if before == 0, offset == UInt64(bytes.count), bytes.starts(with: [0xef, 0xbb, 0xbf]) {
        bytes.removeFirst(3)
      }
      var start = 0
      while let end = scanner.rowEnd(bytes, delimiter: delimiter, from: start) {
        try take(bytes[start..<end], onColumns: onColumns, onRow: onRow)
        start = end + 1
      }
      bytes.removeFirst(start)
      scanner.forget(start)
      guard bytes.count <= Self.rowBytes else {
        throw AssayError(
          "input.row-too-long", subject: path, offset: offset - UInt64(bytes.count),
          reason: "the row that begins here is longer than \(Self.rowBytes) bytes",
          hint: "is a quote not closed?")
      }
    }
    if !bytes.isEmpty { try take(bytes[...], onColumns: onColumns, onRow: onRow) }
    guard columnCount > 0 else {
      throw AssayError(
        "input.empty", subject: path, reason: "has no row that names the columns",
        hint: "the first row of a CSV file names its columns")
    }
  }

  /// - for standard input.
  static func open(_ path: String) throws(AssayError) -> FileReader {
    if path == "-" { return FileReader(standardInputNamed: "-") }
    return try FileReader(FilePath(path))
  }

  private mutating func take(
    _ line: ArraySlice<UInt8>, onColumns: ([String]) throws -> Void, onRow: (Int, [String]) throws -> Void
  ) throws {
    let row = line.last == 13 ? line.dropLast() : line
    guard !row.isEmpty else {
      blankLines += 1
      return
    }
    guard let cells else {
      delimiter = Self.delimiter(of: row)
      let reader = CSVCellReader(CSVDialect(delimiter: delimiter))
      cells = reader
      let names = Self.values(Array(row), reader)
      columnCount = names.count
      try onColumns(names)
      return
    }
    var values = Self.values(Array(row), cells)
    if values.count != columnCount {
      unevenRows += 1
      values = Array(values.prefix(columnCount))
      values += Array(repeating: "", count: columnCount - values.count)
    }
    try onRow(rowCount, values)
    rowCount += 1
  }

  private static func delimiter(of header: ArraySlice<UInt8>) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    let counts = candidates.map { candidate in header.count { $0 == candidate } }
    let most = counts.max() ?? 0
    return zip(candidates, counts).first { $0.1 == most }?.0 ?? candidates[0]
  }

  private static func values(_ row: [UInt8], _ reader: CSVCellReader) -> [String] {
    var values: [String] = []
    var bytes: [UInt8] = []
    var start = 0
    while true {
      let cell = reader.cell(row.span, at: start)
      bytes.removeAll(keepingCapacity: true)
      reader.decode(cell, of: row.span, into: &bytes)
      values.append(String(decoding: bytes, as: UTF8.self))
      if cell.end >= row.count { return values }
      start = cell.end + 1
    }
  }

  /// Sentences about what was uneven, for the answer.
  func remark(_ output: AnalysisOutput) {
    if unevenRows > 0 {
      output.leaveOut(
        "uneven_rows", subject: path, count: unevenRows,
        "\(unevenRows) rows have more or fewer cells than the header: missing ones count as empty, surplus ones are "
          + "left aside")
    }
  }
}
