import Integrity

/// Addresses in Base58 whose checksum tells them from other words.
enum Base58 {
  private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  /// Value of each byte; 255 for what is no digit.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }()

  /// Version byte of P2PKH (0) or P2SH (5), 20 bytes, and four bytes of SHA-256 twice (Bitcoin, "Base58Check").
  static func isBitcoin(_ text: [UInt8]) -> Bool {
    guard let bytes = number(text[...], size: 25), bytes[0] == 0 || bytes[0] == 5 else { return false }
    // Each leading zero byte is one leading 1, and only that.
    let zeros = bytes.prefix { $0 == 0 }.count
    guard text.prefix(while: { $0 == UInt8(ascii: "1") }).count == zeros else { return false }
    var first: [UInt8] = []
    Digest256.of(Array(bytes.prefix(21))).append(to: &first)
    var second: [UInt8] = []
    Digest256.of(first).append(to: &second)
    return second.prefix(4).elementsEqual(bytes.suffix(4))
  }

  /// Network byte (18 standard, 19 integrated, 42 subaddress), keys, and four bytes of Keccak-256; blocks of eight
  /// bytes are eleven digits each (Monero, "Base58" of CryptoNote CNS007).
  static func isMonero(_ text: [UInt8]) -> Bool {
    var bytes: [UInt8] = []
    var place = 0
    while place < text.count {
      let digits = min(11, text.count - place)
      guard let size = [11: 8, 7: 5, 10: 7, 9: 6, 6: 4, 5: 3, 3: 2, 2: 1][digits],
        let block = number(text[place..<place + digits], size: size)
      else { return false }
      bytes += block
      place += digits
    }
    guard bytes.count == 69 || bytes.count == 77, [18, 19, 42].contains(bytes[0]) else { return false }
    return Keccak256.digest(Array(bytes.dropLast(4))).prefix(4).elementsEqual(bytes.suffix(4))
  }

  /// A number in Base58 as `size` bytes; nil where it is none or does not fit.
  private static func number(_ digits: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: size)
    for digit in digits {
      var carry = Int(values[Int(digit)])
      if carry == 255 { return nil }
      for index in bytes.indices.reversed() {
        carry += Int(bytes[index]) * 58
        bytes[index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      if carry > 0 { return nil }
    }
    return bytes
  }
}
