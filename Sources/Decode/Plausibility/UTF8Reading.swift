/// UTF-8 as text (RFC 3629), ASCII within it.
enum UTF8Reading {
  /// Reads bytes from `start`; nil where they are not UTF-8, or soon show to be no text.
  static func read(_ bytes: [UInt8], from start: Int) -> TextReading? {
    let scoredEnd = min(bytes.count, start + TextReading.scoredLimit)
    var natural = 0
    var characters = 0
    var faults = 0
    var before: UInt8?
    var repeats = 0
    var lead: UInt8 = 0
    var alphabet = Alphabet()
    var at = start
    var end = bytes.count
    while at < bytes.count {
      let byte = bytes[at]
      if byte < 0x80 {
        if byte == 0, isSeparator(bytes, at, from: start) {
          // Arguments of a process, one after another.
          if at < scoredEnd { natural -= 8 }
          alphabet.isASCII = false
          before = nil
          characters += 1
          at += 1
          continue
        }
        if byte < 0x20 && !byte.isWhiteSpace || byte == 0x7F { faults += 1 }
        if at < scoredEnd {
          repeats = byte == before ? repeats + 1 : 0
          if repeats < 2 || byte < 0x20 { natural += PairScore.pair(before, byte) }
          alphabet.add(byte)
          characters += 1
          before = byte
          // No text has several control characters at its front.
          if faults > 3, faults * 8 > characters { return nil }
        } else if faults * 20 > at {
          return nil
        }
        at += 1
        continue
      }
      guard let length = sequenceLength(bytes, at) else { return nil }
      guard length > 0 else {
        end = at
        break
      }
      if at < scoredEnd {
        natural += score(lead: byte, sameAs: lead, length)
        alphabet.isASCII = false
        characters += 1
        before = nil
      }
      // A control character of the second set.
      if byte == 0xC2, bytes[at + 1] < 0xA0 { faults += 1 }
      lead = byte
      at += length
    }
    guard characters > 0 else { return nil }
    return TextReading(
      utf8: start == 0 && end == bytes.count ? bytes : Array(bytes[start..<end]), encoding: "utf-8",
      score: max(natural, faults == 0 ? alphabet.score(characters) : 0), naturalScore: natural,
      scoredCharacters: characters, faults: faults, cutBytes: bytes.count - end)
  }

  /// A single NUL between two printable characters.
  private static func isSeparator(_ bytes: [UInt8], _ at: Int, from start: Int) -> Bool {
    at >= start + 2 && bytes[at - 1] > 0x20 && bytes[at - 2] > 0x20
      && (at + 1 >= bytes.count || bytes[at + 1] > 0x20)
  }

  /// What a character of several bytes is worth: that random bytes form one has a chance of 1 in 34 to 1 in 256.
  private static func score(lead: UInt8, sameAs before: UInt8, _ length: Int) -> Int {
    let near = lead == before || lead & 0xFC == before & 0xFC ? 8 : -8
    return length == 2 ? 26 + near : 34 + near
  }

  /// Bytes of the character at `at`; 0 where the bytes end within it, nil where it is none.
  private static func sequenceLength(_ bytes: [UInt8], _ at: Int) -> Int? {
    let lead = bytes[at]
    let length: Int
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, lowest) = (3, 0xA0)
    case 0xED: (length, highest) = (3, 0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, lowest) = (4, 0x90)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, highest) = (4, 0x8F)
    default: return nil
    }
    for k in 1..<length {
      guard at + k < bytes.count else { return 0 }
      let byte = bytes[at + k]
      guard byte >= (k == 1 ? lowest : 0x80), byte <= (k == 1 ? highest : 0xBF) else { return nil }
    }
    return length
  }
}

/// Which small alphabet all characters are of: a stretch of base64 or hex is no prose, and no accident either.
struct Alphabet {
  private var isHex = true
  private var isBase64 = true
  private var isPrintable = true
  private var last: UInt8 = 0
  private var changes = 0
  var isASCII = true

  mutating func add(_ byte: UInt8) {
    if byte != last { changes += 1 }
    last = byte
    let classes = ByteClasses.table[Int(byte)]
    if !classes.contains(.hexDigit) { isHex = false }
    if !classes.contains(.base64), byte != UInt8(ascii: "=") { isBase64 = false }
    if !classes.contains(.printable), !classes.contains(.whiteSpace) { isPrintable = false }
  }

  /// ln(256 / size) for each character that differs from the one before it.
  func score(_ count: Int) -> Int {
    guard isASCII, isPrintable else { return 0 }
    let each = isHex ? 20 : isBase64 ? 10 : 7
    return min(count, changes) * each
  }
}
