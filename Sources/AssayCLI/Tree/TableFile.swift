import Evidence
import Formats

/// Rows of a CSV file that is no case: cells by column, each row in place, without a copy where nothing is escaped.
struct TableFile {
  private let profile: SourceProfile
  /// The whole file as UTF-8.
  private let text: [UInt8]

  /// - Throws: `input.not-table` where it is no CSV.
  init(_ contents: [UInt8], name: String) throws {
    let head = contents.span.extracting(..<min(contents.count, SourceProfile.sniffLength))
    let hints = SniffHints(name: name, format: .csv, isWhole: contents.count <= SourceProfile.sniffLength)
    profile = SourceProfile.sniff(head, hints: hints)
    guard profile.format == .csv, profile.csv != nil else {
      throw AssayError(
        "input.not-table", subject: name, reason: "it is no CSV: no row of column names",
        hint: "add other formats to a case, and ask the case: assay add c.assay \(name)")
    }
    if profile.encoding == .utf8 {
      text = contents
    } else {
      var decoded: [UInt8] = []
      profile.encoding.decode(contents.span, into: &decoded)
      text = decoded
    }
  }

  /// Gives the columns, whenever a header row names them, and each row, to the closures.
  ///
  /// - Parameter onRow: gets the number of the row (from 0), bytes, and the places of its cells in them.
  func forEach(
    columns onColumns: ([String]) throws -> Void, row onRow: (Int, [UInt8], [Range<Int>]) throws -> Void
  ) throws {
    let reader = CSVCellReader(profile.csv ?? CSVDialect())
    var cutter = profile.makeCutter()
    var at = 0
    var number = 0
    var unescaped: [UInt8] = []
    var cells: [Range<Int>] = []
    while at < text.count {
      let window = text.span.extracting(at..<text.count)
      var list = CutList(capacity: 16_384)
      let consumed = cutter.cut(window, atEnd: true, mustConsume: false, into: &list)
      var context = list.contexts.startIndex
      for (index, span) in list.spans.enumerated() {
        while context < list.contexts.endIndex, list.contexts[context].firstSpan <= index {
          try onColumns(list.contexts[context].context.columns)
          context += 1
        }
        defer { at += span.length }
        guard span.kind == .record else { continue }
        let row = text.span.extracting(at..<at + span.properLength)
        cells.removeAll(keepingCapacity: true)
        unescaped.removeAll(keepingCapacity: true)
        var isInPlace = true
        var start = 0
        while true {
          let cell = reader.cell(row, at: start)
          switch cell.form {
          case .bare, .bareWithQuotes, .quoted: cells.append(at + cell.start..<at + cell.start + cell.length)
          case .escaped, .unclosed, .quotedWithText: isInPlace = false
          }
          if !isInPlace || cell.end >= row.count { break }
          start = cell.end + 1
        }
        if isInPlace {
          try onRow(number, text, cells)
        } else {
          decode(row, reader, into: &unescaped, &cells)
          try onRow(number, unescaped, cells)
        }
        number += 1
      }
      if consumed == 0 { break }
    }
  }

  /// Cells of a row that holds escapes, taken apart into a buffer of their own.
  private func decode(
    _ row: Span<UInt8>, _ reader: CSVCellReader, into bytes: inout [UInt8], _ cells: inout [Range<Int>]
  ) {
    cells.removeAll(keepingCapacity: true)
    var start = 0
    while true {
      let cell = reader.cell(row, at: start)
      let place = bytes.count
      reader.decode(cell, of: row, into: &bytes)
      cells.append(place..<bytes.count)
      if cell.end >= row.count { return }
      start = cell.end + 1
    }
  }
}
