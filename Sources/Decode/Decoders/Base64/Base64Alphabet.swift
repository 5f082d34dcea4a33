/// The alphabets of base64 (RFC 4648 §4 and §5), both at once.
enum Base64Alphabet {
  /// Value of each byte; 255 where it is none.
  static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for (i, byte) in letters.enumerated() { values[Int(byte)] = UInt8(i) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
  }()

  /// Bytes of `text[range]`; what is beyond the alphabet is passed over, what makes no whole byte at the end is left out.
  static func decode(_ text: [UInt8], _ range: Range<Int>, into bytes: inout [UInt8], limit: Int = .max) {
    let values = values
    var bits: UInt32 = 0
    var count = 0
    bytes.reserveCapacity(bytes.count + min(limit, range.count / 4 * 3 + 3))
    for i in range {
      let value = values[Int(text[i])]
      guard value != 255 else { continue }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count == 4 {
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits))
        count = 0
        if bytes.count >= limit { return }
      }
    }
    if count >= 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> (count == 2 ? 4 : 10))) }
    if count == 3 { bytes.append(UInt8(truncatingIfNeeded: bits >> 2)) }
  }

  /// How characters are read before they are decoded.
  enum Turn { case none, reversed, rot13 }

  /// A look at what `text[range]` would give.
  static func peek(_ text: [UInt8], _ range: Range<Int>, _ turn: Turn = .none) -> BytePeek {
    let values = values
    var peek = BytePeek()
    var bits: UInt32 = 0
    var count = 0
    var taken = 0
    for k in 0..<range.count {
      var byte = text[turn == .reversed ? range.upperBound - 1 - k : range.lowerBound + k]
      if turn == .rot13 { byte = byte.rot13 }
      let value = values[Int(byte)]
      guard value != 255 else { continue }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count == 4 {
        peek.add(UInt8(truncatingIfNeeded: bits >> 16))
        peek.add(UInt8(truncatingIfNeeded: bits >> 8))
        peek.add(UInt8(truncatingIfNeeded: bits))
        count = 0
        taken += 3
        if taken >= BytePeek.length { return peek }
      }
    }
    if count >= 2 { peek.add(UInt8(truncatingIfNeeded: bits >> (count == 2 ? 4 : 10))) }
    if count == 3 { peek.add(UInt8(truncatingIfNeeded: bits >> 2)) }
    return peek
  }
}

extension UInt8 {
  /// The letter 13 places on in the alphabet; other bytes as they are.
  var rot13: UInt8 {
    let letter = (self | 0x20) &- UInt8(ascii: "a")
    guard letter < 26 else { return self }
    return letter < 13 ? self + 13 : self - 13
  }
}
