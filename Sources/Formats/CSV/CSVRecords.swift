/// CSV and its relatives: RFC 4180 with the dialects of real exports (comma, semicolon, tab, pipe; BOMs, CRLF
/// or lone CR, `sep=` lines, ragged rows, repeated headers), Zeek's TSV, and Splunk's exports, whose `_raw`
/// column is a record of its own (`NestedRecord`).
///
/// Readers agree with Python's `csv` module cell by cell: a quote opens a quoted cell only as the first byte
/// of a cell; anywhere else it is text; text behind a closing quote belongs to the cell.
package enum CSVRecords {
  /// Bytes of one quoted cell. A quote that is not closed within them is taken for a stray one, so that a
  /// single unbalanced quote cannot swallow the rows behind it.
  static let quotedCellBytes = 16 << 20
  /// Bytes of one gap.
  static let gapBytes = 1 << 20
}
