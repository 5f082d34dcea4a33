import Evidence

/// Writing of Event XML. Everything that comes from the evidence passes through here and is escaped, so that
/// the text is well-formed whatever the bytes say.
enum EventText {
  /// Where a value stands, which decides what must be escaped: in single quotes also the quote and white space
  /// that a parser would turn into blanks.
  enum Place {
    case content, attribute
  }

  /// Appends UTF-16LE as UTF-8. What XML 1.0 forbids (controls, lone surrogates, U+FFFE, U+FFFF) becomes a
  /// character reference, `&#x1;`: a reader gets the value back exactly, and sees that it is odd.
  static func append(utf16 bytes: Span<UInt8>, _ place: Place, to out: inout [UInt8]) {
    let end = bytes.count & ~1
    var i = 0
    while i < end {
      // In pieces, so that room for the longest spelling (eight bytes a unit) stays small.
      let stop = min(end, i + 512)
      let start = out.count
      out.append(contentsOf: repeatElement(0, count: (stop - i) * 4))
      var text = out.mutableSpan
      var o = start
      while i < stop {
        let unit = UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8
        i += 2
        if unit < 0x80 {
          if isPlain(unit) {
            text[o] = UInt8(truncatingIfNeeded: unit)
            o += 1
          } else {
            o = escape(unit, place, into: &text, at: o)
          }
        } else if unit < 0x800 {
          text[o] = UInt8(truncatingIfNeeded: 0xC0 | unit >> 6)
          text[o + 1] = UInt8(truncatingIfNeeded: 0x80 | unit & 0x3F)
          o += 2
        } else if unit & 0xF800 != 0xD800, unit < 0xFFFE {
          text[o] = UInt8(truncatingIfNeeded: 0xE0 | unit >> 12)
          text[o + 1] = UInt8(truncatingIfNeeded: 0x80 | unit >> 6 & 0x3F)
          text[o + 2] = UInt8(truncatingIfNeeded: 0x80 | unit & 0x3F)
          o += 3
        } else if unit & 0xFC00 == 0xD800, i < end, bytes[i + 1] & 0xFC == 0xDC {
          let second = UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8
          i += 2
          let scalar = 0x10000 + ((unit & 0x3FF) << 10) + (second & 0x3FF)
          text[o] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
          text[o + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
          text[o + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
          text[o + 3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
          o += 4
        } else {
          o = reference(unit, into: &text, at: o)
        }
      }
      out.removeLast(out.count - o)
    }
  }

  /// Whether an ASCII character stands for itself in every place.
  @inline(__always)
  private static func isPlain(_ code: UInt32) -> Bool {
    code >= 0x20 && code != 0x26 && code != 0x27 && code != 0x3C && code != 0x3E
  }

  private static func escape(
    _ unit: UInt32, _ place: Place, into text: inout MutableSpan<UInt8>, at start: Int
  ) -> Int {
    func write(_ word: StaticString, _ text: inout MutableSpan<UInt8>) -> Int {
      var o = start
      word.withUTF8Buffer { bytes in
        for i in 0..<bytes.count {
          text[o] = unsafe bytes[i]
          o += 1
        }
      }
      return o
    }
    switch unit {
    case 0x26: return write("&amp;", &text)
    case 0x3C: return write("&lt;", &text)
    case 0x3E: return write("&gt;", &text)
    case 0x27 where place == .attribute: return write("&apos;", &text)
    case 0x27: break
    case 9, 10, 13:
      if place == .attribute { return reference(unit, into: &text, at: start) }
    default: return reference(unit, into: &text, at: start)
    }
    text[start] = UInt8(truncatingIfNeeded: unit)
    return start + 1
  }

  /// `&#xD800;`: at most eight bytes.
  private static func reference(_ unit: UInt32, into text: inout MutableSpan<UInt8>, at start: Int) -> Int {
    var o = start
    for byte in [UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "x")] {
      text[o] = byte
      o += 1
    }
    var shift: UInt32 = unit > 0xFFF ? 12 : unit > 0xFF ? 8 : unit > 0xF ? 4 : 0
    while true {
      text[o] = upperDigit(UInt8(truncatingIfNeeded: unit >> shift & 0xF))
      o += 1
      if shift == 0 { break }
      shift -= 4
    }
    text[o] = UInt8(ascii: ";")
    return o + 1
  }

  @inline(__always)
  static func upperDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x37 + nibble }

  @inline(__always)
  static func lowerDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }

  /// Appends UTF-8 of our own or already decoded, escaped.
  static func append(utf8 bytes: Span<UInt8>, _ place: Place, to out: inout [UInt8]) {
    for i in bytes.indices {
      let byte = bytes[i]
      if byte >= 0x80 || isPlain(UInt32(byte)) || (place == .content && byte == 0x27) {
        out.append(byte)
      } else {
        append(utf16: [byte, 0].span, place, to: &out)
      }
    }
  }

  /// Whether a name may stand in a tag: not empty, and no character that would end it.
  static func isName(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard let first = range.first, XMLByte.isNameStart(bytes[first]) else { return false }
    return range.allSatisfy { XMLByte.isName(bytes[$0]) }
  }

  static func append(_ text: StaticString, to out: inout [UInt8]) {
    text.withUTF8Buffer { unsafe out.append(contentsOf: $0) }
  }

  /// Appends a number in decimal.
  static func append(decimal value: UInt64, to out: inout [UInt8]) {
    if value < 10 {
      out.append(0x30 + UInt8(truncatingIfNeeded: value))
      return
    }
    var divisor: UInt64 = 10
    while value / divisor >= 10 { divisor *= 10 }
    var rest = value
    while divisor > 0 {
      out.append(0x30 + UInt8(truncatingIfNeeded: rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }

  /// Appends `0x3e7`: lowercase, without leading zeros.
  static func append(hexadecimal value: UInt64, to out: inout [UInt8]) {
    out.append(0x30)
    out.append(UInt8(ascii: "x"))
    var shift = value == 0 ? 0 : (63 - UInt64(value.leadingZeroBitCount)) & ~3
    while true {
      out.append(lowerDigit(UInt8(truncatingIfNeeded: value >> shift & 0xF)))
      if shift == 0 { return }
      shift -= 4
    }
  }

  /// Appends bytes as uppercase hexadecimal digits.
  static func append(binary bytes: Span<UInt8>, to out: inout [UInt8]) {
    for i in bytes.indices {
      out.append(upperDigit(bytes[i] >> 4))
      out.append(upperDigit(bytes[i] & 0xF))
    }
  }
}
