import Evidence

extension CSVRecords {
  /// Cuts rows. Header rows, the `sep=` line, byte order marks, blank lines and Zeek's `#` lines are gaps.
  struct Cutter: RecordCutter {
    private let dialect: CSVDialect
    private let limits: Limits
    private let scanner: CSVRowScanner
    private let cells: CSVCellReader
    /// The header that holds, and its first cell, bare and quoted: a cheap look for a repetition.
    private var columns: [String] = []
    private var bareFirst: [UInt8] = []
    private var quotedFirst: [UInt8] = []
    private var zeek = ZeekHeader()
    private var headerSeen: Bool
    /// No row yet: a `sep=` line may come.
    private var atStart = true
    /// A byte order mark inside the file: another file was appended, and its header comes next.
    private var behindMark = false
    /// Inside a row that is longer than a record may be.
    private var isSkipping = false

    init(profile: SourceProfile, limits: Limits) {
      dialect = profile.csv ?? CSVDialect()
      self.limits = limits
      scanner = CSVRowScanner(dialect, limits: limits)
      cells = CSVCellReader(dialect)
      headerSeen = !dialect.hasHeader || dialect.zeek
    }

    mutating func cut(
      _ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList
    ) -> Int {
      var i = 0
      while i < window.count, !out.isFull {
        if isSkipping {
          let next = skip(window, from: i, force: atEnd || mustConsume && i == 0, into: &out)
          if next == i { break }
          i = next
          continue
        }
        if window[i] == 0xEF, window.starts(with: "\u{FEFF}", at: i) {
          out.append(gap: 3)
          i += 3
          behindMark = !atStart
          continue
        }
        let bounded = window.extracting(..<min(window.count, i + max(1, limits.recordBytes)))
        let isLast = atEnd && bounded.count == window.count
        guard let end = scanner.rowEnd(bounded, from: i, atEnd: isLast) else {
          if bounded.count < window.count || mustConsume && i == 0 || atEnd {
            isSkipping = true
            continue
          }
          break
        }
        append(window.extracting(i..<end.proper), length: end.next - i, into: &out)
        i = end.next
      }
      return i
    }

    /// One row, or a line that is none.
    private mutating func append(_ row: Span<UInt8>, length: Int, into out: inout CutList) {
      if row.isEmpty {
        appendGap(length, into: &out)
        return
      }
      if dialect.zeek {
        if row[0] == UInt8(ascii: "#") {
          appendGap(length, into: &out)
          if let context = zeek.read(row, delimiter: dialect.delimiter) { out.setContext(context) }
          return
        }
      } else if atStart, row.starts(with: "sep=", at: 0), row.count <= 5 {
        appendGap(length, into: &out)
        atStart = false
        return
      } else if isHeader(row, into: &out) {
        appendGap(length, into: &out)
        if columns.count > 0 { out.setContext(RecordContext(columns: columns)) }
        atStart = false
        behindMark = false
        return
      }
      atStart = false
      behindMark = false
      out.append(record: row.count, length: length)
    }

    /// Whether the row names columns; they are then the ones that hold.
    @inline(__always)
    private mutating func isHeader(_ row: Span<UInt8>, into out: inout CutList) -> Bool {
      if headerSeen {
        guard dialect.hasHeader else { return false }
        let known = begins(row, with: bareFirst) || begins(row, with: quotedFirst)
        guard known || behindMark || row.starts(with: "_time", at: 0) || row.starts(with: "\"_", at: 0)
        else { return false }
        return isLaterHeader(row)
      }
      headerSeen = true
      setColumns(row)
      return true
    }

    /// A row inside the file is a header if it repeats the one that holds; behind a byte order mark, or with
    /// Splunk's own names in it, also another one.
    private mutating func isLaterHeader(_ row: Span<UInt8>) -> Bool {
      let names = cells.values(row, limit: limits.namesPerGroup)
      let repeated = names == columns || names + surplusNames == columns
      guard
        repeated || behindMark && CSVHeader.isPlausible(names, strictly: false)
          || names.contains("_time") && names.contains("_raw")
      else { return false }
      if !repeated { setColumns(row) }
      return true
    }

    private var surplusNames: [String] { Array(repeating: "", count: dialect.surplusColumns) }

    private mutating func setColumns(_ row: Span<UInt8>) {
      columns = cells.values(row, limit: limits.namesPerGroup) + surplusNames
      let first = cells.cell(row, at: 0)
      bareFirst = row.extracting(first.start..<first.start + first.length).array
      quotedFirst = dialect.quote.map { [$0] + bareFirst + [$0] } ?? []
    }

    /// Whether the row's first cell is written as `cell`.
    @inline(__always)
    private func begins(_ row: Span<UInt8>, with cell: [UInt8]) -> Bool {
      let count = cell.count
      return count > 0 && count <= row.count && (count == row.count || row[count] == dialect.delimiter)
        && row.extracting(..<count).equals(cell.span)
    }

    private func appendGap(
      _ length: Int, problem: (code: String, reason: String)? = nil, into out: inout CutList
    ) {
      var rest = length
      while rest > 0 {
        let piece = min(rest, CSVRecords.gapBytes)
        out.append(gap: piece, problem: problem)
        rest -= piece
      }
    }

    /// Consumes a row that is too long, up to its first line end: in pieces whose ends do not depend on the
    /// window's, unless it is the last or longer than is allowed though its text is short (UTF-16).
    private mutating func skip(
      _ window: Span<UInt8>, from start: Int, force: Bool, into out: inout CutList
    ) -> Int {
      var i = start
      while i < window.count, !out.isFull {
        let pieceBytes = max(1, min(CSVRecords.gapBytes, limits.recordBytes))
        let stop = min(window.count, i + pieceBytes)
        let piece = window.extracting(..<stop)
        let line = scanner.lineEnd(piece, from: i, atEnd: false)
        let full = stop - i == pieceBytes
        guard line != nil || full || force else { return i }
        let next = line?.next ?? stop
        out.append(
          gap: next - i,
          problem: (
            "record.too-long",
            "row longer than \(limits.recordBytes) bytes (--max-record-bytes), kept as gaps"
          ))
        i = next
        if line != nil {
          isSkipping = false
          return i
        }
      }
      return i
    }
  }
}
