/// Classes of bytes that decoders look for, as bits of one table.
struct ByteClasses: OptionSet, Sendable {
  let rawValue: UInt8

  /// Letters, digits, `+ / - _`: base64 in both alphabets.
  static let base64 = ByteClasses(rawValue: 1)
  static let hexDigit = ByteClasses(rawValue: 2)
  static let digit = ByteClasses(rawValue: 4)
  /// `A`–`Z`, `2`–`7`.
  static let base32 = ByteClasses(rawValue: 8)
  static let letter = ByteClasses(rawValue: 16)
  /// From the space to the tilde.
  static let printable = ByteClasses(rawValue: 32)
  /// Space, tab, line ends.
  static let whiteSpace = ByteClasses(rawValue: 64)

  /// Of each byte.
  static let table: [ByteClasses] = (0..<256).map { value in
    let byte = UInt8(value)
    var classes: ByteClasses = []
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
      classes.insert([.letter, .base64])
    case UInt8(ascii: "0")...UInt8(ascii: "9"): classes.insert([.digit, .base64, .hexDigit])
    case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"): classes.insert(.base64)
    default: break
    }
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"):
      classes.insert(.hexDigit)
    default: break
    }
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "2")...UInt8(ascii: "7"): classes.insert(.base32)
    default: break
    }
    if byte >= 0x20, byte < 0x7F { classes.insert(.printable) }
    if byte == 0x20 || byte == 9 || byte == 10 || byte == 13 { classes.insert(.whiteSpace) }
    return classes
  }
}

extension UInt8 {
  /// Space, tab, line end.
  var isWhiteSpace: Bool { self == 0x20 || self == 9 || self == 10 || self == 13 }
}
