package import Integrity
package import Query

/// Writes JSON (RFC 8259) in the order given: integers exactly, control characters, bidirectional overrides
/// and U+FEFF escaped (the text may be looked at on a terminal), invalid UTF-8 as U+FFFD, BLOBs as base64.
package struct JSONText {
  /// What was written and not yet taken.
  package var bytes: [UInt8] = []

  package init() {}

  /// Bytes as they are: punctuation, and what is JSON already.
  package mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  package mutating func write(_ cell: Cell) {
    switch cell {
    case .sql(let value): write(value)
    case .json(let value): write(value)
    }
  }

  package mutating func write(_ value: SQLValue) {
    switch value {
    case .null: raw("null")
    case .integer(let number): raw(String(number))
    case .real(let number): write(number)
    case .text(let text): write(text)
    case .blob(let blob):
      bytes.append(UInt8(ascii: "\""))
      raw(Base64Text.of(blob))
      bytes.append(UInt8(ascii: "\""))
    }
  }

  package mutating func write(_ value: JSONValue) {
    switch value {
    case .null: raw("null")
    case .bool(let flag): raw(flag ? "true" : "false")
    case .int(let number): raw(String(number))
    case .double(let number): write(number)
    case .string(let text): write(Array(text.utf8))
    case .array(let values):
      raw("[")
      for (index, value) in values.enumerated() {
        if index > 0 { raw(",") }
        write(value)
      }
      raw("]")
    case .object(let members):
      raw("{")
      for (index, member) in members.enumerated() {
        if index > 0 { raw(",") }
        write(Array(member.name.utf8))
        raw(":")
        write(member.value)
      }
      raw("}")
    }
  }

  /// JSON has no infinity: SQLite's own JSON writes a number that overflows, and so do we.
  package mutating func write(_ number: Double) {
    if number.isNaN {
      raw("null")
    } else if number.isInfinite {
      raw(number < 0 ? "-9.0e+999" : "9.0e+999")
    } else {
      raw("\(number)")
    }
  }

  /// A string.
  package mutating func write(_ text: [UInt8]) {
    guard text.allSatisfy({ $0 < 0x80 }) || String(validating: text, as: UTF8.self) != nil else {
      write(Array(String(decoding: text, as: UTF8.self).utf8))
      return
    }
    bytes.append(UInt8(ascii: "\""))
    var plain = 0
    var index = 0
    while index < text.count {
      let length = Self.escapedLength(text, at: index)
      guard length > 0 else {
        index += 1
        continue
      }
      bytes.append(contentsOf: text[plain..<index])
      escape(text, at: index, length: length)
      index += length
      plain = index
    }
    bytes.append(contentsOf: text[plain...])
    bytes.append(UInt8(ascii: "\""))
  }

  /// Bytes of the scalar at `index` if it must be escaped, else 0. `text` is valid UTF-8.
  private static func escapedLength(_ text: [UInt8], at index: Int) -> Int {
    switch text[index] {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7f: 1
    case 0xc2: text[index + 1] < 0xa0 ? 2 : 0
    case 0xd8: text[index + 1] == 0x9c ? 2 : 0
    case 0xe2: UnsafeToShow.isBidi(text[index + 1], text[index + 2]) ? 3 : 0
    // U+FEFF is not seen, and readers take it for a mark of the encoding and drop it.
    case 0xef: text[index + 1] == 0xbb && text[index + 2] == 0xbf ? 3 : 0
    default: 0
    }
  }

  private mutating func escape(_ text: [UInt8], at index: Int, length: Int) {
    switch text[index] {
    case UInt8(ascii: "\""): raw("\\\"")
    case UInt8(ascii: "\\"): raw("\\\\")
    case UInt8(ascii: "\n"): raw("\\n")
    case UInt8(ascii: "\r"): raw("\\r")
    case UInt8(ascii: "\t"): raw("\\t")
    default:
      let scalar = String(decoding: text[index..<index + length], as: UTF8.self).unicodeScalars.first
      raw("\\u")
      let digits = hexText([UInt8(truncatingIfNeeded: (scalar?.value ?? 0) >> 8)])
      raw(digits + hexText([UInt8(truncatingIfNeeded: scalar?.value ?? 0)]))
    }
  }
}
