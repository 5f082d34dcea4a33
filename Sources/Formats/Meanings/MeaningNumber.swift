/// Numbers as logs spell them in fields that hold codes and masks.
enum MeaningNumber {
  /// How many bits a field has: what a negative decimal stands for depends on it.
  enum Width: Sendable { case bits32, bits64 }

  /// Longest spelling that is looked at: `-9223372036854775808` has 20 characters, `0x` and 16 digits 18.
  private static let longest = 20

  /// The number that `text` spells: decimal, `0x` and hexadecimal digits in either case, or a negative decimal,
  /// which some exporters write for a code whose highest bit is set (`-1073741718` for `0xC000006A`; Keywords as
  /// a signed 64-bit number). Nil for anything else, also a sign `+`, spaces within, and what has no room.
  static func parse(_ text: Substring, _ width: Width = .bits32) -> UInt64? {
    guard let first = text.utf8.first, text.utf8.count <= longest else { return nil }
    if first == UInt8(ascii: "-") {
      guard text.utf8.dropFirst().first.map(isDigit) == true, let number = Int64(text) else { return nil }
      switch width {
      case .bits32: return Int32(exactly: number).map { UInt64(UInt32(bitPattern: $0)) }
      case .bits64: return UInt64(bitPattern: number)
      }
    }
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      let digits = text.dropFirst(2)
      guard digits.utf8.first != UInt8(ascii: "+"), digits.utf8.first != UInt8(ascii: "-") else { return nil }
      return UInt64(digits, radix: 16)
    }
    return isDigit(first) ? UInt64(text) : nil
  }

  /// `0x` and the digits, in small letters.
  static func hex(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
