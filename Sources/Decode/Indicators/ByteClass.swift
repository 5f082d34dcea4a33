/// What a byte means to the scan for indicators.
enum ByteClass {
  static let other: UInt8 = 0
  /// A letter or digit of ASCII.
  static let word: UInt8 = 1
  static let dot: UInt8 = 2
  static let colon: UInt8 = 3
  static let at: UInt8 = 4
  static let backslash: UInt8 = 5
  static let slash: UInt8 = 6
  /// `[`, `(`, `{`: maybe the beginning of a defanged separator.
  static let opening: UInt8 = 7

  /// Class of each byte.
  static let table: [UInt8] = (0..<256).map { (number: Int) -> UInt8 in
    switch UInt8(truncatingIfNeeded: number) {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      word
    case UInt8(ascii: "."): dot
    case UInt8(ascii: ":"): colon
    case UInt8(ascii: "@"): at
    case UInt8(ascii: "\\"): backslash
    case UInt8(ascii: "/"): slash
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): opening
    default: other
    }
  }
}

extension UInt8 {
  var isDigit: Bool { (48...57).contains(self) }
  var isLetter: Bool { (97...122).contains(self | 0x20) }
  var isUpper: Bool { (65...90).contains(self) }
  var isLower: Bool { (97...122).contains(self) }
  var isWord: Bool { isDigit || isLetter }
  var isHexDigit: Bool { isDigit || (97...102).contains(self | 0x20) }
  /// Letters, digits, `.`, `-`, `_`: what names of hosts and files are made of.
  var isNameByte: Bool { isWord || self == 45 || self == 46 || self == 95 }
  /// In small letters, ASCII only.
  var folded: UInt8 { isUpper ? self + 32 : self }
  var hexValue: UInt8? { isDigit ? self - 48 : isHexDigit ? (self | 0x20) - 87 : nil }
}

extension Collection<UInt8> {
  /// In small letters, ASCII only.
  var folded: [UInt8] { map(\.folded) }
}
