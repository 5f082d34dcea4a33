import Evidence

/// UTF-16 to WTF-8 (S. Sapin, "The WTF-8 encoding"): surrogates in pairs become four bytes, lone ones three.
enum UTF16Text {
  static func decode(_ bytes: Span<UInt8>, bigEndian: Bool, into out: inout [UInt8]) {
    let low = bigEndian ? 1 : 0
    let end = bytes.count & ~1
    out.reserveCapacity(out.count + end / 2 + end / 16)
    var i = 0
    while i < end {
      let unit = UInt32(bytes[i + low]) | UInt32(bytes[i + 1 - low]) << 8
      i += 2
      if unit < 0x80 {
        out.append(UInt8(truncatingIfNeeded: unit))
      } else if unit & 0xFC00 == 0xD800, i < end, bytes[i + 1 - low] & 0xFC == 0xDC {
        let second = UInt32(bytes[i + low]) | UInt32(bytes[i + 1 - low]) << 8
        i += 2
        Escape.appendScalar(0x10000 + ((unit & 0x3FF) << 10) + (second & 0x3FF), to: &out)
      } else {
        Escape.appendScalar(unit, to: &out)
      }
    }
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
