internal import Crypto

/// Public Ed25519 key (RFC 8032): 32 bytes that are the canonical encoding of a point of large order.
package struct Ed25519PublicKey: Sendable, Hashable {
  /// The 32 bytes.
  package let bytes: [UInt8]

  /// The y coordinates of the points of small order, little-endian: under such a key anybody can make
  /// signatures. Computed as the multiples of the group order of points of the curve.
  private static let smallOrder: Set<[UInt8]> = [
    [UInt8](repeating: 0, count: 32),
    [1] + [UInt8](repeating: 0, count: 31),
    [
      0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
      0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
      0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
      0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
  ]

  /// Nil for anything but 32 bytes, for a y coordinate of 2^255 - 19 or more, and for a point of small order.
  package init?(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count == 32 else { return nil }
    var y = bytes
    y[31] &= 0x7f
    let isCanonical = y[31] != 0x7f || y[0] < 0xed || y[1..<31].contains { $0 != 0xff }
    guard isCanonical, !Self.smallOrder.contains(y) else { return nil }
    self.bytes = bytes
  }

  /// Whether `signature` is one of `message` by this key (RFC 8032 §5.1.7). An S that is not below the group
  /// order is refused.
  package func verifies(_ signature: some Collection<UInt8>, of message: [UInt8]) -> Bool {
    guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
      return false
    }
    return key.isValidSignature(Array(signature), for: message)
  }
}

/// Private Ed25519 key (RFC 8032 §5.1.5).
package struct Ed25519PrivateKey: Sendable {
  /// The public half.
  package let publicKey: Ed25519PublicKey
  private let key: Curve25519.Signing.PrivateKey

  /// The key of a 32-byte seed; nil for any other count.
  package init?(seed: some Collection<UInt8>) {
    guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Array(seed)),
      let publicKey = Ed25519PublicKey(key.publicKey.rawRepresentation)
    else { return nil }
    self.key = key
    self.publicKey = publicKey
  }

  /// The 64 bytes of a signature. On Linux the same each time.
  package func signature(of message: [UInt8]) throws -> [UInt8] {
    Array(try key.signature(for: message))
  }
}
