import Evidence

/// Finds the end of a row: the state machine of RFC 4180 §2 over byte searches.
struct CSVRowScanner {
  /// Where a row ends.
  struct RowEnd {
    /// Index behind the row proper.
    var proper: Int
    /// Index of the next row.
    var next: Int
  }

  private enum Close {
    case at(Int)
    case unknown
    case never
  }

  let delimiter: UInt8
  let quote: UInt8?
  let carriageReturnEndsRow: Bool
  /// A quoted cell longer than this is not closed, whatever follows.
  let cellBytes: Int

  init(_ dialect: CSVDialect, limits: Limits) {
    delimiter = dialect.delimiter
    quote = dialect.quote
    carriageReturnEndsRow = dialect.carriageReturnEndsRow
    cellBytes = max(1, min(CSVRecords.quotedCellBytes, limits.recordBytes / 2))
  }

  /// The end of the row that begins at `start`; nil where the bytes at hand do not show it.
  ///
  /// A quote that is never closed, or whose next odd quote stands behind a line end but before no delimiter,
  /// is a stray one: the row then ends with the line that holds it, and the extractor marks it. Between a
  /// stray quote and the place that betrays it no other cell can be left open (all runs of quotes in it are
  /// even), so looking ahead stays linear.
  @inline(__always)
  func rowEnd(_ window: Span<UInt8>, from start: Int, atEnd: Bool) -> RowEnd? {
    guard let quote else { return lineEnd(window, from: start, atEnd: atEnd) }
    var i = start
    while true {
      let q =
        carriageReturnEndsRow
        ? window.firstIndex(of: quote, or: 10, or: 13, from: i)
        : window.firstIndex(of: quote, or: 10, from: i)
      if q == window.count { return atEnd ? RowEnd(proper: q, next: q) : nil }
      guard window[q] == quote else { return end(window, at: q, from: start, atEnd: atEnd) }
      if q == start || window[q - 1] == delimiter {
        switch close(window, open: q, quote: quote, atEnd: atEnd) {
        case .at(let c): i = c + 1
        case .unknown: return nil
        case .never: return lineEnd(window, from: q + 1, start: start, atEnd: atEnd)
        }
      } else {
        i = q + 1
      }
    }
  }

  /// The end of the line at `from`, whatever quotes it holds.
  func lineEnd(_ window: Span<UInt8>, from: Int, start: Int? = nil, atEnd: Bool) -> RowEnd? {
    let q =
      carriageReturnEndsRow
      ? window.firstIndex(of: 10, or: 13, from: from) : window.firstIndex(of: 10, from: from)
    if q == window.count { return atEnd ? RowEnd(proper: q, next: q) : nil }
    return end(window, at: q, from: start ?? from, atEnd: atEnd)
  }

  @inline(__always)
  private func end(_ window: Span<UInt8>, at q: Int, from start: Int, atEnd: Bool) -> RowEnd? {
    if window[q] == 13 {
      // CR LF is one line end; whether LF follows must be known.
      if q + 1 == window.count { return atEnd ? RowEnd(proper: q, next: q + 1) : nil }
      return RowEnd(proper: q, next: window[q + 1] == 10 ? q + 2 : q + 1)
    }
    let proper = q > start && window[q - 1] == 13 ? q - 1 : q
    return RowEnd(proper: proper, next: q + 1)
  }

  @inline(__always)
  private func close(_ window: Span<UInt8>, open: Int, quote: UInt8, atEnd: Bool) -> Close {
    var i = open + 1
    while true {
      let c = window.firstIndex(of: quote, from: i)
      if c - open > cellBytes { return .never }
      if c == window.count { return atEnd ? .never : .unknown }
      if c + 1 == window.count { return atEnd ? .at(c) : .unknown }
      let next = window[c + 1]
      if next == quote {
        i = c + 2
        continue
      }
      if next == delimiter || next == 10 || next == 13 { return .at(c) }
      return oddClose(window, open: open, at: c, atEnd: atEnd)
    }
  }

  /// A closing quote that no delimiter follows: blanks may stand between; other text may if the cell is of
  /// one line.
  private func oddClose(_ window: Span<UInt8>, open: Int, at c: Int, atEnd: Bool) -> Close {
    let inside = window.extracting(open..<c)
    let spansLines =
      inside.firstIndex(of: 10, from: 0) < inside.count
      || carriageReturnEndsRow && inside.firstIndex(of: 13, from: 0) < inside.count
    guard spansLines else { return .at(c) }
    var j = c + 1
    while j < window.count, j - open <= cellBytes, window[j] == UInt8(ascii: " ") { j += 1 }
    if j == window.count { return atEnd ? .at(c) : .unknown }
    return window[j] == delimiter || window[j] == 10 || window[j] == 13 ? .at(c) : .never
  }
}
