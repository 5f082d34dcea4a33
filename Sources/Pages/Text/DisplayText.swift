import Evidence
import Integrity

/// Scalars that must not reach a terminal: control characters, and those that turn the reading direction, with
/// which a log can make a line look like another one.
package enum UnsafeToShow {
  /// Whether the scalar E2 `second` `third` in UTF-8 is U+200E, U+200F, U+2028 … U+202E or U+2066 … U+2069.
  package static func isBidi(_ second: UInt8, _ third: UInt8) -> Bool {
    switch second {
    case 0x80: third == 0x8e || third == 0x8f || (0xa8...0xae).contains(third)
    case 0x81: (0xa6...0xa9).contains(third)
    default: false
    }
  }

  package static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
    default: false
    }
  }
}

/// Text made fit for one line of a terminal.
package enum DisplayText {
  /// Control characters as `\n`, `\t`, `\x1b`, overrides as `\u{202e}`, bytes that are no UTF-8 as `\xff`. A
  /// backslash stays as it is: Windows paths are read more often than escapes are taken apart.
  package static func escaped(_ bytes: [UInt8]) -> String {
    if bytes.allSatisfy({ 0x20 <= $0 && $0 < 0x7f }) { return String(decoding: bytes, as: UTF8.self) }
    var out = ""
    guard let text = String(validating: bytes, as: UTF8.self) else { return escapedInvalid(bytes) }
    append(text, to: &out)
    return out
  }

  package static func escaped(_ text: String) -> String { escaped(Array(text.utf8)) }

  private static func escapedInvalid(_ bytes: [UInt8]) -> String {
    var out = ""
    var index = 0
    while index < bytes.count {
      var end = index + 1
      while end < bytes.count, end - index < 4, bytes[end] & 0xc0 == 0x80 { end += 1 }
      if let text = String(validating: bytes[index..<end], as: UTF8.self) {
        append(text, to: &out)
        index = end
      } else {
        out += "\\x" + hexText([bytes[index]])
        index += 1
      }
    }
    return out
  }

  private static func append(_ text: String, to out: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where UnsafeToShow.contains(scalar):
        out += scalar.value < 0x80 ? "\\x" + hexText([UInt8(scalar.value)]) : "\\u{\(hex(scalar.value))}"
      default: out.unicodeScalars.append(scalar)
      }
    }
  }

  private static func hex(_ value: UInt32) -> String { String(value, radix: 16) }

  /// Columns of a terminal that the text takes.
  package static func width(_ text: String) -> Int { TextWidth.of(text) }

  /// The text cut to `columns`, its last one then `…`.
  package static func fitted(_ text: String, to columns: Int) -> String {
    guard width(text) > columns else { return text }
    var out = ""
    var used = 0
    for scalar in text.unicodeScalars {
      let next = TextWidth.of(scalar)
      if used + next > columns - 1 { break }
      out.unicodeScalars.append(scalar)
      used += next
    }
    return out + "…"
  }
}
