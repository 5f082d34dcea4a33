/// Functions that decode one layer. What is not so encoded gives NULL: a query runs over many records, and most of
/// them hold something else.
enum EncodingFunctions {
  /// `decode_base64(text)`: the bytes, as a BLOB. The standard alphabet or that of URLs (RFC 4648 §4, §5), padding
  /// or none, white space anywhere.
  static var base64: ScalarFunction {
    ScalarFunction("decode_base64", 1...1) { arguments in
      base64Bytes(arguments[0].bytes).map { .blob($0) } ?? .null
    }
  }

  /// `unhex_text(digits)`: the bytes that pairs of hexadecimal digits stand for, as TEXT. A leading `0x` and white
  /// space do not matter.
  static var unhexText: ScalarFunction {
    ScalarFunction("unhex_text", 1...1) { arguments in
      hexBytes(arguments[0].bytes).map { .text($0) } ?? .null
    }
  }

  static func base64Bytes(_ text: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var digits = 0
    var padding = 0
    for byte in text {
      if isWhiteSpace(byte) { continue }
      if byte == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let value = digit(byte) else { return nil }
      bits = bits << 6 | UInt32(value)
      digits += 1
      if digits % 4 == 0 {
        out.append(UInt8(truncatingIfNeeded: bits >> 16))
        out.append(UInt8(truncatingIfNeeded: bits >> 8))
        out.append(UInt8(truncatingIfNeeded: bits))
        bits = 0
      }
    }
    // What is left of the last four: two digits are one byte, three are two; one is none.
    switch digits % 4 {
    case 0: return padding == 0 ? out : nil
    case 2 where padding == 0 || padding == 2: return out + [UInt8(truncatingIfNeeded: bits >> 4)]
    case 3 where padding <= 1:
      return out + [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
    default: return nil
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 65...90: byte - 65
    case 97...122: byte - 71
    case 48...57: byte + 4
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }

  static func hexBytes(_ text: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 2)
    var high: UInt8?
    var rest = text[...].drop { isWhiteSpace($0) }
    if rest.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")])
      || rest.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "X")])
    {
      rest = rest.dropFirst(2)
    }
    for byte in rest where !isWhiteSpace(byte) {
      guard let value = HexText.value(byte) else { return nil }
      if let first = high {
        out.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? out : nil
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
}
