/// Sysmon's ProcessGuid as two numbers. Its first half is the machine (4 bytes of its identifier) and the second in
/// which the process started; the other half holds the token's number and what makes it unique (Sysmon's
/// documentation; seen in captures: one process may have two GUIDs that differ in the last half).
package struct ProcessGUID: Hashable, Sendable {
  /// Machine and start second: the part that two GUIDs of one process share.
  package var prefix: UInt64
  /// The rest.
  package var rest: UInt64

  package init(prefix: UInt64, rest: UInt64) {
    self.prefix = prefix
    self.rest = rest
  }

  /// No GUID: what Sysmon writes as zeros where it does not know the process.
  package static let none = ProcessGUID(prefix: 0, rest: 0)

  /// True for `none`.
  package var isNone: Bool { prefix == 0 && rest == 0 }

  /// The 32 hexadecimal digits in `bytes[range]`, with or without braces and hyphens; nil for anything else.
  package init?(_ bytes: [UInt8], _ range: Range<Int>) {
    var halves: (UInt64, UInt64) = (0, 0)
    var digits = 0
    for index in range {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "-"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: " "): continue
      default:
        guard let value = HexDigit.value(byte), digits < 32 else { return nil }
        if digits < 16 {
          halves.0 = halves.0 << 4 | UInt64(value)
        } else {
          halves.1 = halves.1 << 4 | UInt64(value)
        }
        digits += 1
      }
    }
    guard digits == 32 else { return nil }
    self.init(prefix: halves.0, rest: halves.1)
  }

  /// The second (since 1970) in which the process started, as the GUID says; nil where it says none that can be.
  package var startSecond: Int64? {
    // The third and second group, 16 and 16 bits: `…-4a98-5ee0-…` is 0x5ee04a98.
    let second = Int64((prefix & 0xFFFF) << 16 | (prefix >> 16) & 0xFFFF)
    return second >= 1_000_000_000 ? second : nil
  }

  /// As Sysmon writes it.
  package var text: String {
    let digits = HexDigit.text(prefix) + HexDigit.text(rest)
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
    return "{" + parts.joined(separator: "-") + "}"
  }
}

/// Hexadecimal digits.
enum HexDigit {
  static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  /// 16 digits.
  static func text(_ value: UInt64) -> [Character] {
    (0..<16).map { place in
      let digit = value >> UInt64((15 - place) * 4) & 15
      return Character(UnicodeScalar(UInt8(digit < 10 ? 48 + digit : 87 + digit)))
    }
  }
}
