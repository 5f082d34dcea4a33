import Evidence

/// One cell of a row.
package struct CSVCell {
  /// Where its content stands in the row, without the quotes around it.
  package var start: Int
  package var length: Int
  /// Where the cell ends in the row, its quotes and any text behind them included.
  package var end: Int
  package var form: Form

  /// How its content is written.
  package enum Form {
    /// Bare, without a quote.
    case bare
    /// Bare, with quotes that are text.
    case bareWithQuotes
    case quoted
    /// Quoted, with doubled quotes inside.
    case escaped
    /// Quoted, with text between the closing quote and the delimiter.
    case quotedWithText
    /// The closing quote is missing.
    case unclosed
  }
}

/// Takes a row apart.
package struct CSVCellReader {
  let delimiter: UInt8
  let quote: UInt8?

  /// Cells of rows that are written as `dialect` says.
  package init(_ dialect: CSVDialect) {
    delimiter = dialect.delimiter
    quote = dialect.quote
  }

  /// The cell that begins at `start`. The next one begins at `end + 1`, if `end` is not the row's end.
  @inline(__always)
  package func cell(_ row: Span<UInt8>, at start: Int) -> CSVCell {
    guard let quote else {
      let end = row.firstIndex(of: delimiter, from: start)
      return CSVCell(start: start, length: end - start, end: end, form: .bare)
    }
    if start < row.count, row[start] == quote { return quotedCell(row, at: start, quote: quote) }
    let i = row.firstIndex(of: delimiter, or: quote, from: start)
    if i == row.count || row[i] == delimiter {
      return CSVCell(start: start, length: i - start, end: i, form: .bare)
    }
    let end = row.firstIndex(of: delimiter, from: i)
    return CSVCell(start: start, length: end - start, end: end, form: .bareWithQuotes)
  }

  @inline(__always)
  private func quotedCell(_ row: Span<UInt8>, at start: Int, quote: UInt8) -> CSVCell {
    var form = CSVCell.Form.quoted
    var i = start + 1
    while true {
      let c = row.firstIndex(of: quote, from: i)
      if c == row.count {
        return CSVCell(start: start + 1, length: c - start - 1, end: c, form: .unclosed)
      }
      if c + 1 < row.count {
        if row[c + 1] == quote {
          form = .escaped
          i = c + 2
          continue
        }
        if row[c + 1] != delimiter {
          let end = row.firstIndex(of: delimiter, from: c)
          return CSVCell(start: start + 1, length: c - start - 1, end: end, form: .quotedWithText)
        }
      }
      return CSVCell(start: start + 1, length: c - start - 1, end: c + 1, form: form)
    }
  }

  /// Appends the cell's value.
  package func decode(_ cell: CSVCell, of row: Span<UInt8>, into out: inout [UInt8]) {
    let content = row.extracting(cell.start..<cell.start + cell.length)
    switch cell.form {
    case .bare, .bareWithQuotes, .quoted: out.append(content)
    case .escaped, .unclosed: undouble(content, into: &out)
    case .quotedWithText:
      undouble(content, into: &out)
      out.append(row.extracting(cell.start + cell.length + 1..<cell.end))
    }
  }

  private func undouble(_ content: Span<UInt8>, into out: inout [UInt8]) {
    guard let quote else { return out.append(content) }
    var i = 0
    while i < content.count {
      let q = content.firstIndex(of: quote, from: i)
      out.append(content.extracting(i..<q))
      if q == content.count { return }
      out.append(quote)
      i = q + 1 < content.count && content[q + 1] == quote ? q + 2 : q + 1
    }
  }

  /// All values of a row as text, at most `limit`.
  func values(_ row: Span<UInt8>, limit: Int) -> [String] {
    var values: [String] = []
    var bytes: [UInt8] = []
    var i = 0
    while values.count < limit {
      let cell = cell(row, at: i)
      bytes.removeAll(keepingCapacity: true)
      decode(cell, of: row, into: &bytes)
      values.append(String(decoding: bytes, as: UTF8.self))
      if cell.end >= row.count { break }
      i = cell.end + 1
    }
    return values
  }

  /// How many cells of a row hold quotes where RFC 4180 has none.
  func strayQuotes(_ row: Span<UInt8>) -> Int {
    var count = 0
    var i = 0
    while true {
      let cell = cell(row, at: i)
      switch cell.form {
      case .bare, .quoted, .escaped: break
      case .bareWithQuotes, .quotedWithText, .unclosed: count += 1
      }
      if cell.end >= row.count { return count }
      i = cell.end + 1
    }
  }
}
