/// A SHA-256 value: 32 bytes (FIPS 180-4).
///
/// Kept as four big-endian words, so that comparing words compares bytes, and a digest costs no allocation.
package struct Digest256: Hashable, Sendable, Comparable {
  /// Bytes of a digest.
  package static let byteCount = 32

  /// The 32 bytes as big-endian words, first bytes first.
  package var words: (UInt64, UInt64, UInt64, UInt64)

  /// A digest from its big-endian words.
  @inlinable
  package init(words: (UInt64, UInt64, UInt64, UInt64)) {
    self.words = words
  }

  /// A digest from exactly 32 bytes; nil for any other count.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for (i, byte) in bytes.enumerated() {
      switch i >> 3 {
      case 0: words.0 = words.0 << 8 | UInt64(byte)
      case 1: words.1 = words.1 << 8 | UInt64(byte)
      case 2: words.2 = words.2 << 8 | UInt64(byte)
      default: words.3 = words.3 << 8 | UInt64(byte)
      }
    }
    self.words = words
  }

  /// A digest from exactly 32 bytes; nil for any other count.
  package init?(_ bytes: Span<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    func word(_ start: Int) -> UInt64 {
      var word: UInt64 = 0
      for i in start..<start + 8 { word = word << 8 | UInt64(bytes[i]) }
      return word
    }
    self.words = (word(0), word(8), word(16), word(24))
  }

  /// A digest from exactly 64 hexadecimal digits of either case; nil for any other text.
  package init?(hex: some StringProtocol) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    var high: UInt8?
    for digit in hex.utf8 {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
      default: return nil
      }
      if let first = high {
        guard bytes.count < Self.byteCount else { return nil }
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    guard high == nil else { return nil }
    self.init(bytes)
  }

  /// 32 zero bytes: the `prev` of a first custody entry.
  package static let zero = Digest256(words: (0, 0, 0, 0))

  /// The 32 bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    append(to: &bytes)
    return bytes
  }

  /// Appends the 32 bytes.
  package func append(to bytes: inout [UInt8]) {
    func append(_ word: UInt64) {
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    append(words.0)
    append(words.1)
    append(words.2)
    append(words.3)
  }

  /// The first four bytes as a big-endian number: the prefix that the case file keeps per span.
  package var prefix32: UInt32 { UInt32(truncatingIfNeeded: words.0 >> 32) }

  @inlinable
  package static func == (a: Self, b: Self) -> Bool {
    a.words == b.words
  }

  /// Order of the bytes.
  @inlinable
  package static func < (a: Self, b: Self) -> Bool {
    a.words < b.words
  }

  /// Feeds the bytes.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

extension Digest256: CustomStringConvertible, CustomDebugStringConvertible {
  /// 64 lower-case hexadecimal digits.
  package var description: String { hexText(bytes) }

  /// 64 lower-case hexadecimal digits.
  package var debugDescription: String { description }
}

/// Lower-case hexadecimal digits of `bytes`.
package func hexText(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
