import Evidence

/// UTF-16 to WTF-8 (S. Sapin, "The WTF-8 encoding"): surrogates in pairs become four bytes, lone ones three.
enum UTF16Text {
  static func decode(_ bytes: Span<UInt8>, bigEndian: Bool, into out: inout [UInt8]) {
    let low = bigEndian ? 1 : 0
    let high = 1 - low
    let end = bytes.count & ~1
    let start = out.count
    // Room for the longest text, three bytes a unit: appending byte by byte costs four times the whole.
    out.append(contentsOf: repeatElement(0, count: end / 2 * 3))
    var text = out.mutableSpan
    var i = 0
    var o = start
    while i < end {
      let unit = UInt32(bytes[i + low]) | UInt32(bytes[i + high]) << 8
      i += 2
      if unit < 0x80 {
        text[o] = UInt8(truncatingIfNeeded: unit)
        o += 1
      } else if unit < 0x800 {
        text[o] = UInt8(truncatingIfNeeded: 0xC0 | unit >> 6)
        text[o + 1] = UInt8(truncatingIfNeeded: 0x80 | unit & 0x3F)
        o += 2
      } else if unit & 0xFC00 == 0xD800, i < end, bytes[i + high] & 0xFC == 0xDC {
        let second = UInt32(bytes[i + low]) | UInt32(bytes[i + high]) << 8
        i += 2
        let scalar = 0x10000 + ((unit & 0x3FF) << 10) + (second & 0x3FF)
        text[o] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        text[o + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
        text[o + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        text[o + 3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        o += 4
      } else {
        text[o] = UInt8(truncatingIfNeeded: 0xE0 | unit >> 12)
        text[o + 1] = UInt8(truncatingIfNeeded: 0x80 | unit >> 6 & 0x3F)
        text[o + 2] = UInt8(truncatingIfNeeded: 0x80 | unit & 0x3F)
        o += 3
      }
    }
    out.removeLast(out.count - o)
  }

  /// Bytes at the end of a window that cannot be decoded before more come: an odd byte, a first surrogate.
  static func incompleteTail(_ bytes: Span<UInt8>, bigEndian: Bool) -> Int {
    let odd = bytes.count & 1
    let end = bytes.count - odd
    guard end >= 2 else { return odd }
    let high = bigEndian ? bytes[end - 2] : bytes[end - 1]
    return high & 0xFC == 0xD8 ? odd + 2 : odd
  }
}
