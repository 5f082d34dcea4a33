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
      i += out.append(plainUTF16: bytes.extracting(i..<end))
      guard i < end else { return }
      // In pieces, so that room for the longest spelling (eight bytes a unit) stays small.
      let stop = min(end, i + 512)
      out.append(addingCapacity: (stop - i) * 4) { text in
        i = odd(bytes, from: i, to: stop, place, into: &text)
      }
    }
  }

  /// Appends what must be spelled otherwise, up to the next unit that stands for itself; where that is. There is room
  /// for eight bytes a unit.
  private static func odd(
    _ bytes: Span<UInt8>, from start: Int, to stop: Int, _ place: Place, into text: inout OutputSpan<UInt8>
  ) -> Int {
    func add(_ byte: UInt32) { text.append(UInt8(truncatingIfNeeded: byte)) }
    let end = bytes.count & ~1
    var i = start
    while i < stop {
      let unit = UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8
      if unit < 0x80 {
        if isPlain(unit) { return i }
        escape(unit, place, into: &text)
      } else if unit < 0x800 {
        add(0xC0 | unit >> 6)
        add(0x80 | unit & 0x3F)
      } else if unit & 0xF800 != 0xD800, unit < 0xFFFE {
        add(0xE0 | unit >> 12)
        add(0x80 | unit >> 6 & 0x3F)
        add(0x80 | unit & 0x3F)
      } else if unit & 0xFC00 == 0xD800, i + 2 < end, bytes[i + 3] & 0xFC == 0xDC {
        let second = UInt32(bytes[i + 2]) | UInt32(bytes[i + 3]) << 8
        i += 2
        let scalar = 0x10000 + ((unit & 0x3FF) << 10) + (second & 0x3FF)
        add(0xF0 | scalar >> 18)
        add(0x80 | scalar >> 12 & 0x3F)
        add(0x80 | scalar >> 6 & 0x3F)
        add(0x80 | scalar & 0x3F)
      } else {
        reference(unit, into: &text)
      }
      i += 2
    }
    return i
  }

  /// Whether an ASCII character stands for itself in every place.
  @inline(__always)
  private static func isPlain(_ code: UInt32) -> Bool {
    code >= 0x20 && code != 0x26 && code != 0x27 && code != 0x3C && code != 0x3E
  }

  private static func escape(_ unit: UInt32, _ place: Place, into text: inout OutputSpan<UInt8>) {
    switch unit {
    case 0x26: write("&amp;", into: &text)
    case 0x3C: write("&lt;", into: &text)
    case 0x3E: write("&gt;", into: &text)
    case 0x27 where place == .attribute: write("&apos;", into: &text)
    case 9 where place == .content, 10 where place == .content, 13 where place == .content, 0x27:
      text.append(UInt8(truncatingIfNeeded: unit))
    default: reference(unit, into: &text)
    }
  }

  private static func write(_ word: StaticString, into text: inout OutputSpan<UInt8>) {
    for i in 0..<word.utf8CodeUnitCount { text.append(unsafe word.utf8Start[i]) }
  }

  /// `&#xD800;`: at most eight bytes.
  private static func reference(_ unit: UInt32, into text: inout OutputSpan<UInt8>) {
    write("&#x", into: &text)
    var shift: UInt32 = unit > 0xFFF ? 12 : unit > 0xFF ? 8 : unit > 0xF ? 4 : 0
    while true {
      text.append(upperDigit(UInt8(truncatingIfNeeded: unit >> shift & 0xF)))
      if shift == 0 { break }
      shift -= 4
    }
    text.append(UInt8(ascii: ";"))
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
    var digits = 1
    var power: UInt64 = 10
    while value >= power {
      digits += 1
      let (next, overflow) = power.multipliedReportingOverflow(by: 10)
      if overflow { break }
      power = next
    }
    out.append(contentsOf: repeatElement(0x30, count: digits))
    var rest = value
    var i = out.count
    while rest > 0 {
      i -= 1
      out[i] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
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
