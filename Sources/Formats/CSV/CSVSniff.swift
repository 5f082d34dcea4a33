import Evidence

extension CSVRecords {
  /// Rows of the head that are looked at.
  private static let sniffRows = 200

  /// The dialect of a CSV; nil if the text is none. By content alone it must look like a table with plausible
  /// headings and one count of cells; with `.csv` in the name, or `--as csv`, it is read as one in any case
  /// that has a delimiter or not.
  package static func sniff(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile? {
    var start = 0
    while text.starts(with: "\u{FEFF}", at: start) { start += 3 }
    let body = text.extracting(start...)
    if let separator = zeekSeparator(body) {
      return SourceProfile(format: .csv, csv: CSVDialect(delimiter: separator, quote: nil, zeek: true))
    }
    let expected = hints.format == .csv || isNamedCSV(hints.name)
    if body.starts(with: "sep=", at: 0), body.count > 5, body[5] == 10 || body[5] == 13 {
      let isCRLF = body[5] == 13 && body.count > 6 && body[6] == 10
      let rest = body.extracting((isCRLF ? 7 : 6)...)
      return profile(CSVTable(rest, delimiter: body[4], isWhole: hints.isWhole), rest, isExpected: true)
    }
    guard let table = bestTable(body, isWhole: hints.isWhole) else { return nil }
    guard expected || table.isConvincing else { return nil }
    return profile(table, body, isExpected: expected)
  }

  /// The profile of a source that is CSV by the user's word.
  static func profile(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile {
    SourceProfile(format: .csv, csv: CSVDialect())
  }

  private static func zeekSeparator(_ text: Span<UInt8>) -> UInt8? {
    guard text.starts(with: "#separator ", at: 0) else { return nil }
    let end = text.firstIndex(of: 10, or: 13, from: 0)
    return ZeekHeader.separator(text.extracting(..<end))
  }

  private static func isNamedCSV(_ name: String) -> Bool {
    let name = name.lowercased()
    return [".csv", ".tsv", ".psv"].contains { suffix in
      name.hasSuffix(suffix) || name.contains(suffix + ".") || name.contains(suffix + "!/")
    }
  }

  private static func bestTable(_ text: Span<UInt8>, isWhole: Bool) -> CSVTable? {
    var best: CSVTable?
    for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|")] {
      let table = CSVTable(text, delimiter: delimiter, isWhole: isWhole)
      guard let current = best else {
        best = table
        continue
      }
      if table.score > current.score { best = table }
    }
    return best
  }

  private static func profile(_ table: CSVTable, _ text: Span<UInt8>, isExpected: Bool) -> SourceProfile {
    var dialect = table.dialect
    var notes: [String] = []
    dialect.hasHeader = table.hasHeader
    if !dialect.hasHeader {
      notes.append("The first row looks like data: columns are named column_1, column_2, …")
    }
    if table.surplusColumns > 0 {
      dialect.surplusColumns = table.surplusColumns
      notes.append(
        """
        Rows have \(table.surplusColumns) more cells than the header has names: \
        column_\(table.header.count + 1), …
        """
      )
    }
    if dialect.hasHeader { table.readTimes(&dialect, &notes) }
    return SourceProfile(format: .csv, csv: dialect, notes: notes)
  }

  /// The rows of a head, read with one delimiter.
  struct CSVTable {
    private(set) var dialect: CSVDialect
    private(set) var header: [String] = []
    private(set) var rows: [[String]] = []
    /// The count of cells that most rows behind the first have.
    private(set) var mode = 0
    private(set) var modeShare = 0.0
    /// Cells with stray quotes: a wrong delimiter shows by them.
    private var strayQuotes = 0

    init(_ text: Span<UInt8>, delimiter: UInt8, isWhole: Bool) {
      dialect = CSVDialect(delimiter: delimiter)
      dialect.quote = CSVTable.quote(text, delimiter: delimiter)
      dialect.carriageReturnEndsRow = CSVTable.endsWithCarriageReturn(text, dialect)
      let scanner = CSVRowScanner(dialect, limits: Limits())
      let reader = CSVCellReader(dialect)
      var i = 0
      var isFirst = true
      while i < text.count, rows.count < CSVRecords.sniffRows {
        guard let end = scanner.rowEnd(text, from: i, atEnd: isWhole) else { break }
        if end.proper > i {
          let row = text.extracting(i..<end.proper)
          let values = reader.values(row, limit: 16_384)
          strayQuotes += reader.strayQuotes(row)
          if isFirst { header = values } else { rows.append(values) }
          isFirst = false
        }
        i = end.next
      }
      count()
    }

    private mutating func count() {
      var counts: [Int: Int] = [:]
      for row in rows { counts[row.count, default: 0] += 1 }
      guard let most = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return }
      mode = most.key
      modeShare = Double(most.value) / Double(rows.count)
    }

    /// Cells per row, as far as rows agree: the delimiter with the most is the right one.
    var score: Double {
      let stray = strayQuotes > rows.count / 20 + 1 ? 0.1 : 1
      if rows.isEmpty { return Double(header.count) * stray }
      guard header.count >= 2 else { return 0 }
      return modeShare * Double(mode) * (abs(header.count - mode) <= 1 ? 2 : 1) * stray
    }

    /// Whether the content alone says that this is CSV.
    var isConvincing: Bool {
      rows.count >= 1 && mode >= 2 && modeShare >= 0.95 && header.count >= 2
        && (header.count == mode || header.count == mode - 1)
        && CSVHeader.isPlausible(header, strictly: true) && (rows.count >= 2 || header.count >= 3)
    }

    var hasHeader: Bool {
      if rows.isEmpty { return header.count < 2 || CSVHeader.isPlausible(header, strictly: false) }
      return CSVHeader.isPlausible(header, strictly: false)
    }

    /// How many cells more than the header nearly every row has.
    var surplusColumns: Int {
      hasHeader && rows.count >= 5 && modeShare >= 0.95 && mode > header.count && mode - header.count <= 4
        ? mode - header.count : 0
    }

    /// `'` where cells are written between apostrophes and none between quotes.
    private static func quote(_ text: Span<UInt8>, delimiter: UInt8) -> UInt8 {
      let head = text.extracting(..<min(text.count, 8192))
      var double = 0
      var single = 0
      var isCellStart = true
      for i in 0..<head.count {
        let byte = head[i]
        if isCellStart {
          if byte == UInt8(ascii: "\"") { double += 1 }
          if byte == UInt8(ascii: "'") { single += 1 }
        }
        isCellStart = byte == delimiter || byte == 10 || byte == 13
      }
      return double == 0 && single >= 4 ? UInt8(ascii: "'") : UInt8(ascii: "\"")
    }

    /// Whether the first row ends with a lone CR.
    private static func endsWithCarriageReturn(_ text: Span<UInt8>, _ dialect: CSVDialect) -> Bool {
      var either = dialect
      either.carriageReturnEndsRow = true
      let scanner = CSVRowScanner(either, limits: Limits())
      guard let end = scanner.rowEnd(text, from: 0, atEnd: true), end.proper < text.count,
        text[end.proper] == 13
      else { return false }
      return end.next - end.proper == 1
    }

    /// Finds out how the dates of the time column are written, and says what was assumed.
    func readTimes(_ dialect: inout CSVDialect, _ notes: inout [String]) {
      guard let name = CSVCommonFields.time.first(where: { header.contains($0) }),
        let index = header.firstIndex(of: name)
      else { return }
      var monthBehind = false
      var dayBehind = false
      var slashes = false
      var withoutZone = false
      for row in rows where index < row.count {
        let value = Array(row[index].utf8)
        guard let time = CSVTime.civil(value.span, dayFirst: false) else { continue }
        if time.offsetSeconds == nil { withoutZone = true }
        let parts = row[index].split(separator: "/", maxSplits: 2)
        guard parts.count == 3, let first = Int(parts[0]), let second = Int(parts[1]) else { continue }
        slashes = true
        if first > 12 { monthBehind = true }
        if second > 12 { dayBehind = true }
      }
      if slashes {
        let byHeading =
          CSVCommonFields.dayFirstHeadings.contains(name) || dialect.delimiter == UInt8(ascii: ";")
        dialect.dayFirst = monthBehind != dayBehind ? monthBehind : byHeading
        if monthBehind == dayBehind {
          notes.append(
            "Dates such as 1/2/2024 are read \(dialect.dayFirst ? "day" : "month") first, assumed.")
        }
      }
      if withoutZone, !CSVCommonFields.isUTC(name, among: header) {
        notes.append("Times in \(name) name no zone: UTC is assumed unless --timezone says another.")
      }
    }
  }
}
