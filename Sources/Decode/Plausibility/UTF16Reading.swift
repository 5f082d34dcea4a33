/// UTF-16 as text (RFC 2781), with and without a byte order mark.
enum UTF16Reading {
  enum Order { case little, big }

  /// Reads bytes from `start`; nil where they soon show to be no text.
  static func read(_ bytes: [UInt8], from start: Int, _ order: Order) -> TextReading? {
    let units = (bytes.count - start) / 2
    guard units > 0 else { return nil }
    let scored = TextReading.scoredLimit / 2
    var utf8: [UInt8] = []
    utf8.reserveCapacity(units + 8)
    var score = 0
    var faults = 0
    var before: UInt8?
    var block: Block?
    var high: UInt16?
    for i in 0..<units {
      let at = start + 2 * i
      let unit =
        order == .little
        ? UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 : UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1])
      if let first = high {
        high = nil
        if unit & 0xFC00 == 0xDC00 {
          append(0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(unit & 0x3FF)), to: &utf8)
          score += 10
          continue
        }
        faults += 1
        append(0xFFFD, to: &utf8)
      }
      if unit < 0x80 {
        let byte = UInt8(unit)
        if byte < 0x20 && !byte.isWhiteSpace || byte == 0x7F { faults += 1 }
        // The other byte is zero: one chance in 256.
        if i < scored { score += 44 + PairScore.pair(before, byte) }
        before = byte
        utf8.append(byte)
      } else if unit & 0xFC00 == 0xD800 {
        high = unit
        before = nil
      } else {
        let next = Block(unit)
        if next == .none { faults += 1 }
        if i < scored { score += next.worth(after: block) }
        block = next
        before = nil
        append(unit & 0xFC00 == 0xDC00 ? 0xFFFD : UInt32(unit), to: &utf8)
      }
      if faults > 2, faults * 10 > i { return nil }
    }
    return TextReading(
      utf8: utf8, encoding: order == .little ? "utf-16le" : "utf-16be", score: score, naturalScore: score,
      scoredCharacters: min(units, scored), faults: faults, cutBytes: (bytes.count - start) & 1)
  }

  private static func append(_ scalar: UInt32, to utf8: inout [UInt8]) {
    guard let scalar = UnicodeScalar(scalar) else { return utf8.append(contentsOf: [0xEF, 0xBF, 0xBD]) }
    utf8.append(contentsOf: Array(String(Character(scalar)).utf8))
  }

  /// Scripts of the Unicode standard's basic plane, as coarse as the likeness needs.
  private enum Block: Equatable {
    case latin, alphabet(UInt16), punctuation, kana, ideographs, hangul, wide, none

    init(_ unit: UInt16) {
      switch unit {
      case 0x00A0...0x024F: self = .latin
      case 0x0370...0x03FF: self = .alphabet(0)
      case 0x0400...0x052F: self = .alphabet(1)
      case 0x0530...0x058F, 0x10A0...0x10FF: self = .alphabet(2)
      case 0x0590...0x05FF: self = .alphabet(3)
      case 0x0600...0x06FF: self = .alphabet(4)
      case 0x0900...0x0DFF: self = .alphabet(unit >> 7)
      case 0x0E00...0x0E7F: self = .alphabet(5)
      case 0x1E00...0x1EFF: self = .latin
      case 0x2010...0x2044, 0x20A0...0x20BF, 0x2100...0x214F, 0x2190...0x21FF, 0x2500...0x25FF,
        0x2713...0x2717:
        self = .punctuation
      case 0x3000...0x303F, 0xFF00...0xFFEF: self = .wide
      case 0x3040...0x30FF: self = .kana
      case 0x4E00...0x9FFF: self = .ideographs
      case 0xAC00...0xD7A3: self = .hangul
      default: self = .none
      }
    }

    /// ln(65536 × share of the character in text of its script) in units of `PairScore`, roughly; less where the
    /// script changes, which text seldom does.
    func worth(after before: Block?) -> Int {
      let changes = before != nil && before != self
      return switch self {
      case .latin: 24
      case .alphabet: changes ? -20 : before == nil ? 16 : 50
      case .punctuation: 16
      case .kana: 34
      case .ideographs: changes && before == .hangul ? -16 : 9
      case .hangul: changes && before == .ideographs ? -16 : 12
      case .wide: 20
      case .none: -40
      }
    }
  }
}
