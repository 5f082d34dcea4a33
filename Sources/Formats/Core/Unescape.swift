import Evidence

extension Escape {
  /// Appends the value that `bytes` spell. Never fails: what is no valid escape is kept as it stands (the
  /// extractor has said so by then).
  package func decode(_ bytes: Span<UInt8>, into out: inout [UInt8]) {
    switch self {
    case .none: out.append(bytes)
    case .csv: Escape.decodeCSV(bytes, into: &out)
    case .json: Escape.decodeJSON(bytes, into: &out)
    case .xml: Escape.decodeXML(bytes, into: &out)
    }
  }

  private static func decodeCSV(_ bytes: Span<UInt8>, into out: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    var i = 0
    while i < bytes.count {
      let q = bytes.firstIndex(of: quote, from: i)
      out.append(bytes.extracting(i..<q))
      if q == bytes.count { return }
      out.append(quote)
      i = q + 1 < bytes.count && bytes[q + 1] == quote ? q + 2 : q + 1
    }
  }

  /// RFC 8259 §7. A lone surrogate becomes its three bytes in WTF-8, so that the value can be told from
  /// others and nothing is lost.
  private static func decodeJSON(_ bytes: Span<UInt8>, into out: inout [UInt8]) {
    var i = 0
    while i < bytes.count {
      let e = bytes.firstIndex(of: UInt8(ascii: "\\"), from: i)
      out.append(bytes.extracting(i..<e))
      guard e + 1 < bytes.count else {
        if e < bytes.count { out.append(UInt8(ascii: "\\")) }
        return
      }
      i = e + 2
      switch bytes[e + 1] {
      case UInt8(ascii: "n"): out.append(10)
      case UInt8(ascii: "r"): out.append(13)
      case UInt8(ascii: "t"): out.append(9)
      case UInt8(ascii: "b"): out.append(8)
      case UInt8(ascii: "f"): out.append(12)
      case UInt8(ascii: "u"):
        guard let unit = hex4(bytes, at: e + 2) else {
          out.append(UInt8(ascii: "\\"))
          out.append(UInt8(ascii: "u"))
          continue
        }
        i = e + 6
        if unit & 0xFC00 == 0xD800, i + 1 < bytes.count, bytes[i] == UInt8(ascii: "\\"),
          bytes[i + 1] == UInt8(ascii: "u"), let low = hex4(bytes, at: i + 2), low & 0xFC00 == 0xDC00
        {
          i += 6
          appendScalar(0x10000 + (UInt32(unit & 0x3FF) << 10) + UInt32(low & 0x3FF), to: &out)
        } else {
          appendScalar(UInt32(unit), to: &out)
        }
      default: out.append(bytes[e + 1])
      }
    }
  }

  private static func hex4(_ bytes: Span<UInt8>, at i: Int) -> UInt16? {
    guard i + 4 <= bytes.count else { return nil }
    var value: UInt16 = 0
    for k in i..<i + 4 {
      guard let digit = hexDigit(bytes[k]) else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  package static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  /// XML 1.0 §4.1, §4.6: character references and the five predefined entities; nothing else is expanded.
  private static func decodeXML(_ bytes: Span<UInt8>, into out: inout [UInt8]) {
    var i = 0
    while i < bytes.count {
      let a = bytes.firstIndex(of: UInt8(ascii: "&"), from: i)
      out.append(bytes.extracting(i..<a))
      if a == bytes.count { return }
      if let (scalar, end) = xmlReference(bytes, at: a) {
        appendScalar(scalar, to: &out)
        i = end
      } else {
        out.append(UInt8(ascii: "&"))
        i = a + 1
      }
    }
  }

  /// The code point that the reference at `start` (an `&`) names, and the index behind it. Code points that
  /// XML forbids (`&#2;`) are given all the same: real exports hold them. Nil for anything else.
  package static func xmlReference(_ bytes: Span<UInt8>, at start: Int) -> (scalar: UInt32, end: Int)? {
    if bytes.starts(with: "&lt;", at: start) { return (60, start + 4) }
    if bytes.starts(with: "&gt;", at: start) { return (62, start + 4) }
    if bytes.starts(with: "&amp;", at: start) { return (38, start + 5) }
    if bytes.starts(with: "&quot;", at: start) { return (34, start + 6) }
    if bytes.starts(with: "&apos;", at: start) { return (39, start + 6) }
    guard bytes.starts(with: "&#", at: start) else { return nil }
    var i = start + 2
    var value: UInt32 = 0
    let hexadecimal = i < bytes.count && bytes[i] == UInt8(ascii: "x")
    if hexadecimal { i += 1 }
    let first = i
    while i < bytes.count, bytes[i] != UInt8(ascii: ";") {
      guard let digit = hexDigit(bytes[i]), hexadecimal || digit < 10, i - first < 8 else { return nil }
      value = value * (hexadecimal ? 16 : 10) + UInt32(digit)
      i += 1
    }
    guard i < bytes.count, i > first, value <= 0x10FFFF else { return nil }
    return (value, i + 1)
  }

  /// Appends a code point as UTF-8; a surrogate as its three bytes (WTF-8).
  package static func appendScalar(_ scalar: UInt32, to out: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: out.append(UInt8(truncatingIfNeeded: scalar))
    case 0x80..<0x800:
      out.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
      out.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
      out.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
      out.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
      out.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    default:
      out.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
      out.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
      out.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
      out.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    }
  }
}

extension Escape {
  /// How many bytes of `bytes`, read from `from` on (an escape's start), spell the first `count` bytes of the
  /// decoded value; given as the index behind them. `count` must end at an escape's or character's end.
  package func sourceIndex(ofDecoded count: Int, in bytes: Span<UInt8>, from: Int) -> Int {
    var index = from
    var decoded = 0
    var unit: [UInt8] = []
    let marker = self == .csv ? UInt8(ascii: "\"") : self == .json ? UInt8(ascii: "\\") : UInt8(ascii: "&")
    guard self != .none else { return min(bytes.count, from + count) }
    while decoded < count, index < bytes.count {
      let next = min(bytes.firstIndex(of: marker, from: index), index + count - decoded)
      decoded += next - index
      index = next
      guard decoded < count, index < bytes.count else { break }
      let length = escapeLength(bytes, at: index)
      unit.removeAll(keepingCapacity: true)
      decode(bytes.extracting(index..<index + length), into: &unit)
      decoded += unit.count
      index += length
    }
    return index
  }

  /// Bytes of the escape that begins at `index`.
  private func escapeLength(_ bytes: Span<UInt8>, at index: Int) -> Int {
    switch self {
    case .none: return 1
    case .csv: return index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\"") ? 2 : 1
    case .xml: return (Escape.xmlReference(bytes, at: index)?.end ?? index + 1) - index
    case .json:
      guard index + 1 < bytes.count else { return 1 }
      guard bytes[index + 1] == UInt8(ascii: "u"), let unit = Escape.hex4(bytes, at: index + 2) else {
        return 2
      }
      guard unit & 0xFC00 == 0xD800, bytes.starts(with: "\\u", at: index + 6),
        let low = Escape.hex4(bytes, at: index + 8), low & 0xFC00 == 0xDC00
      else { return 6 }
      return 12
    }
  }
}
