/// Bitcoin's addresses of witness programs (BIP-173; BIP-350 for versions from 1).
enum Bech32 {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

  /// Whether a text is `bc1…` with the right checksum, and a program of a length that its version allows.
  static func isBitcoin(_ text: [UInt8]) -> Bool {
    // All small or all capital.
    guard !(text.contains(where: \.isUpper) && text.contains(where: \.isLower)) else { return false }
    let text = text.folded
    guard text.starts(with: Array("bc1".utf8)), (14...90).contains(text.count) else { return false }
    var values: [UInt32] = []
    for byte in text.dropFirst(3) {
      guard let value = alphabet.firstIndex(of: byte) else { return false }
      values.append(UInt32(value))
    }
    // The human-readable part `bc`, expanded: high bits, zero, low bits.
    let checksum = polymod([3, 3, 0, 2, 3] + values)
    guard let version = values.first, version <= 16, checksum == (version == 0 ? 1 : 0x2BC8_30A3) else {
      return false
    }
    let bits = (values.count - 7) * 5
    let bytes = bits / 8
    guard bits % 8 < 5 else { return false }
    return version == 0 ? bytes == 20 || bytes == 32 : (2...40).contains(bytes)
  }

  private static func polymod(_ values: [UInt32]) -> UInt32 {
    var sum: UInt32 = 1
    for value in values {
      let top = sum >> 25
      sum = (sum & 0x1FF_FFFF) << 5 ^ value
      for (bit, term) in [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3].enumerated()
      where top >> UInt32(bit) & 1 == 1 {
        sum ^= UInt32(term)
      }
    }
    return sum
  }
}
