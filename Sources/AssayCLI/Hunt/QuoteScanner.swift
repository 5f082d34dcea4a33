/// Finds where rows of a CSV file end: at line ends outside quotes (RFC 4180 §2). A quote opens only at the beginning of
/// a cell. Bytes that were looked at are not looked at again when more come.
struct QuoteScanner {
  private enum State { case cellStart, bare, quoted, quoteInQuoted }

  private var state = State.cellStart
  /// Where to look next.
  private var at = 0

  /// Index of the line feed that ends the row at `start`; nil where the bytes do not hold it.
  mutating func rowEnd(_ bytes: [UInt8], delimiter: UInt8, from start: Int) -> Int? {
    let quote = UInt8(ascii: "\"")
    if at < start { at = start }
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch state {
      case .quoted:
        if byte == quote { state = .quoteInQuoted }
        continue
      case .quoteInQuoted where byte == quote:
        state = .quoted
        continue
      case .cellStart where byte == quote:
        state = .quoted
        continue
      case .cellStart, .bare, .quoteInQuoted: break
      }
      if byte == 10 {
        state = .cellStart
        return at - 1
      }
      state = byte == delimiter ? .cellStart : .bare
    }
    return nil
  }

  /// The first bytes are gone.
  mutating func forget(_ count: Int) { at -= count }
}
