import Evidence

/// The header lines of a Zeek TSV log (Zeek manual, "Zeek TSV Format Logs"): `#fields` names the columns,
/// `#unset_field` and `#empty_field` say how an absent and an empty value are written.
struct ZeekHeader {
  /// Attribute of `RecordContext` with the text of an absent value.
  static let unsetKey = "zeek.unset_field"
  /// Attribute of `RecordContext` with the text of an empty value.
  static let emptyKey = "zeek.empty_field"

  private var unset = "-"
  private var empty = "(empty)"

  /// Reads one line; gives the context that holds from here on, if the line sets one.
  mutating func read(_ line: Span<UInt8>, delimiter: UInt8) -> RecordContext? {
    let cells = CSVCellReader(CSVDialect(delimiter: delimiter, quote: nil)).values(line, limit: 16_384)
    switch cells.first {
    case "#fields":
      return RecordContext(
        columns: Array(cells.dropFirst()),
        attributes: [ZeekHeader.unsetKey: unset, ZeekHeader.emptyKey: empty])
    case "#unset_field": if cells.count > 1 { unset = cells[1] }
    case "#empty_field": if cells.count > 1 { empty = cells[1] }
    default: break
    }
    return nil
  }

  /// The byte that `#separator \x09` names.
  static func separator(_ line: Span<UInt8>) -> UInt8? {
    guard line.starts(with: "#separator ", at: 0) else { return nil }
    if line.starts(with: "\\x", at: 11), line.count >= 15, let a = Escape.hexDigit(line[13]),
      let b = Escape.hexDigit(line[14])
    {
      return a << 4 | b
    }
    return line.count == 12 ? line[11] : nil
  }
}
