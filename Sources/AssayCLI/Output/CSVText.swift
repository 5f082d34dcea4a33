import Integrity
package import Pages
import Query

/// Writes CSV (RFC 4180): rows end with CR LF; text is written byte for byte, quoted where it must be; NULL is
/// an empty cell and empty text is `""`; BLOBs are base64; lists are JSON.
package struct CSVText {
  /// What was written and not yet taken.
  package var bytes: [UInt8] = []

  package init() {}

  package mutating func row(_ cells: [Cell]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      // A row of one empty cell would be an empty line, which readers skip.
      case .sql(.null): if cells.count == 1 { raw("\"\"") }
      case .sql(.integer(let number)): raw(String(number))
      case .sql(.real(let number)): raw("\(number)")
      case .sql(.text(let text)): write(text)
      case .sql(.blob(let blob)): write(Array(Base64Text.of(blob).utf8))
      case .json(.string(let text)): write(Array(text.utf8))
      case .json(.null): break
      case .json(let value):
        var json = JSONText()
        json.write(value)
        write(json.bytes)
      }
    }
    raw("\r\n")
  }

  private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write(_ text: [UInt8]) {
    let mustQuote =
      text.isEmpty
      || text.contains {
        $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n")
          || $0 == UInt8(ascii: "\r")
      }
    guard mustQuote else {
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
