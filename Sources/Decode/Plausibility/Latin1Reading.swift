/// Windows-1252 as text: mostly ASCII, with single letters beyond it.
enum Latin1Reading {
  /// Nil where too many bytes are beyond ASCII, or soon show to be no text.
  static func read(_ bytes: [UInt8]) -> TextReading? {
    var natural = 0
    var high = 0
    var faults = 0
    var before: UInt8?
    var utf8: [UInt8] = []
    utf8.reserveCapacity(bytes.count + bytes.count / 8)
    for (i, byte) in bytes.enumerated() {
      if byte < 0x80 {
        if byte < 0x20 && !byte.isWhiteSpace || byte == 0x7F { faults += 1 }
        if i < TextReading.scoredLimit { natural += PairScore.pair(before, byte) }
        utf8.append(byte)
        before = byte
      } else {
        high += 1
        // Letters stand beside letters; what is no letter here is hardly ever written.
        let isLetter = byte >= 0xC0 && byte != 0xD7 && byte != 0xF7
        if i < TextReading.scoredLimit { natural += isLetter ? -8 : -24 }
        let scalar = scalars[Int(byte) - 0x80]
        guard scalar != 0 else { return nil }
        utf8.append(contentsOf: Array(String(UnicodeScalar(scalar) ?? "?").utf8))
        before = nil
      }
      if i == 63 || i == bytes.count - 1, faults * 20 > i || high * 6 > i + 1 { return nil }
    }
    return TextReading(
      utf8: utf8, encoding: "windows-1252", score: natural, naturalScore: natural,
      scoredCharacters: min(bytes.count, TextReading.scoredLimit), faults: faults)
  }

  /// Code points of 0x80–0xFF; 0 where there is none (WHATWG Encoding, windows-1252, without its C1 controls).
  private static let scalars: [UInt16] =
    [
      0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
      0x017D, 0,
      0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,
      0x017E,
      0x0178,
    ] + (0xA0...0xFF)
}
