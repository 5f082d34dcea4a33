/// A look at the first bytes that an encoding would give: can they be text, a file, or either under XOR? Costs no memory,
/// since most words that could be base64 are none.
struct BytePeek {
  private var count = 0
  private var controls = 0
  private var high = 0
  private var brokenUTF8 = 0
  private var expected = 0
  private var zerosEven = 0
  private var zerosOdd = 0
  private var oddRepeats = 0
  private var evenRepeats = 0
  private var previous: UInt8 = 0
  private var beforePrevious: UInt8 = 0
  private var topBits: UInt64 = 0
  private var head: UInt64 = 0

  /// Bytes that are looked at, at most.
  static let length = 48

  mutating func add(_ byte: UInt8) {
    if byte >= 0x80 {
      high += 1
      topBits |= 1 << UInt64(count & 63)
      if byte < 0xC0 {
        if expected > 0 { expected -= 1 } else { brokenUTF8 += 1 }
      } else {
        if expected > 0 { brokenUTF8 += 1 }
        expected = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3
      }
    } else {
      if expected > 0 { brokenUTF8 += 1 }
      expected = 0
      if byte < 0x20 && !byte.isWhiteSpace || byte == 0x7F { controls += 1 }
    }
    if count & 1 == 0 {
      if byte == 0 { zerosEven += 1 }
      if byte == beforePrevious { evenRepeats += 1 }
    } else {
      if byte == 0 { zerosOdd += 1 }
      if byte == beforePrevious { oddRepeats += 1 }
    }
    if count < 8 { head |= UInt64(byte) << UInt64(8 * count) }
    beforePrevious = previous
    previous = byte
    count += 1
  }

  /// Whether it is worth decoding all.
  var isPromising: Bool {
    guard count >= 3 else { return false }
    if isText || isUTF16 || hasMagic { return true }
    guard count >= 16 else { return false }
    return mayBeXOR || hasMagicUnderXOR || (count >= 18 && DeflateHead.isPlausible(head))
  }

  /// ASCII, UTF-8, or ASCII with few letters of another code page.
  private var isText: Bool {
    controls * 20 <= count && (brokenUTF8 == 0 || high * 6 <= count)
  }

  private var isUTF16: Bool {
    guard count >= 4 else { return false }
    let units = count / 2
    return zerosOdd * 5 >= units * 2 && zerosEven * 5 < units
      || zerosEven * 5 >= units * 2 && zerosOdd * 5 < units
      || count >= 8 && (oddRepeats * 2 >= units || evenRepeats * 2 >= units)
      || head & 0xFFFF == 0xFEFF || head & 0xFFFF == 0xFFFE
  }

  private var hasMagic: Bool { MagicIndex.holds(UInt16(truncatingIfNeeded: head)) }

  /// The top bits of ASCII under a key repeat with the key's length.
  private var mayBeXOR: Bool {
    for length in 1...16 where count >= length + 15 {
      let mask = UInt64.max >> UInt64(64 - (count - length))
      if (topBits ^ topBits >> UInt64(length)) & mask == 0 { return true }
    }
    return false
  }

  /// Differences of adjacent bytes do not depend on a key of one byte.
  private var hasMagicUnderXOR: Bool {
    let differences = (head ^ head >> 8) & 0xFF_FFFF
    return differences & 0xFFFF == 0x8394  // gzip 1F 8B 08
      || differences == 0x07481B  // zip 50 4B 03 04
      || differences == 0x90CA17  // PE 4D 5A 90 00
  }
}

/// The first two bytes of all kinds of files, and of zlib.
enum MagicIndex {
  private static let bits: [UInt64] = {
    var bits = [UInt64](repeating: 0, count: 1024)
    func add(_ a: UInt8, _ b: UInt8) {
      let value = Int(a) | Int(b) << 8
      bits[value >> 6] |= 1 << UInt64(value & 63)
    }
    for rule in MagicList.rules where rule.magic.count > 1 { add(rule.magic[0], rule.magic[1]) }
    for second: UInt8 in [0x01, 0x5E, 0x9C, 0xDA] { add(0x78, second) }
    return bits
  }()

  /// - Parameter pair: first byte in the low half.
  static func holds(_ pair: UInt16) -> Bool { bits[Int(pair >> 6)] >> UInt64(pair & 63) & 1 != 0 }
}
