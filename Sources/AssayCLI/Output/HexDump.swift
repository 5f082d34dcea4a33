import Integrity

/// Bytes as `hexdump -C` prints them: offset, sixteen bytes in two groups, the printable ones as text.
enum HexDump {
  private static let width = 16

  /// One line for each sixteen bytes, none left out, and a last one with the offset of the end.
  ///
  /// - Parameter start: offset of the first byte.
  static func lines(_ bytes: [UInt8], at start: UInt64) -> [String] {
    var lines: [String] = []
    var position = 0
    while position < bytes.count {
      let row = bytes[position..<min(position + width, bytes.count)]
      lines.append(offset(start + UInt64(position)) + "  " + digits(row) + "  |" + text(row) + "|")
      position += row.count
    }
    if !bytes.isEmpty { lines.append(offset(start + UInt64(bytes.count))) }
    return lines
  }

  private static func offset(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  private static func digits(_ row: ArraySlice<UInt8>) -> String {
    var text = ""
    for column in 0..<width {
      if column == width / 2 { text += " " }
      if column > 0 { text += " " }
      let index = row.startIndex + column
      text += index < row.endIndex ? hexText([row[index]]) : "  "
    }
    return text
  }

  private static func text(_ row: ArraySlice<UInt8>) -> String {
    String(decoding: row.map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
  }
}
