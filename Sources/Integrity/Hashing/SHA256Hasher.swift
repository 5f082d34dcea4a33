internal import Crypto

// swift-crypto takes bytes through pointers only. Sound because each pointer lives only inside its
// `withUnsafe…` closure and is passed on with the count of the span that it came from.

/// SHA-256 over bytes that arrive in pieces (FIPS 180-4).
///
/// A value: a copy goes on by itself, so the digest of a prefix is `digest` of the hasher at that moment.
package struct SHA256Hasher: Sendable {
  private var state = SHA256()

  /// A hasher of nothing so far.
  package init() {}

  /// Adds bytes.
  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  /// Adds bytes.
  package mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  /// Digest of all bytes so far. The hasher may go on afterwards.
  package var digest: Digest256 { Digest256(state.finalize()) }
}

extension Digest256 {
  /// SHA-256 of `bytes`.
  package static func of(_ bytes: Span<UInt8>) -> Digest256 {
    var state = SHA256()
    unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
    return Digest256(state.finalize())
  }

  /// SHA-256 of `bytes`.
  package static func of(_ bytes: [UInt8]) -> Digest256 { of(bytes.span) }

  /// SHA-256 of nothing: root of the empty tree (RFC 6962 §2.1).
  package static let ofNothing = Digest256(SHA256().finalize())

  fileprivate init(_ digest: SHA256.Digest) {
    self = unsafe digest.withUnsafeBytes { p in
      unsafe Digest256(
        words: (
          UInt64(bigEndian: p.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
          UInt64(bigEndian: p.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
          UInt64(bigEndian: p.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
          UInt64(bigEndian: p.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        ))
    }
  }
}

/// Hash of a leaf: SHA-256(0x00 ‖ data) (RFC 6962 §2.1, RFC 9162 §2.1.1). The data are not copied.
package func leafHash(_ data: Span<UInt8>) -> Digest256 {
  var state = SHA256()
  var prefix: UInt8 = 0
  unsafe withUnsafeBytes(of: &prefix) { unsafe state.update(bufferPointer: $0) }
  unsafe data.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  return Digest256(state.finalize())
}

/// Hash of a leaf: SHA-256(0x00 ‖ data) (RFC 6962 §2.1).
package func leafHash(_ data: [UInt8]) -> Digest256 { leafHash(data.span) }

/// Hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1, RFC 9162 §2.1.1).
package func nodeHash(_ left: Digest256, _ right: Digest256) -> Digest256 {
  // One update over 65 adjacent bytes: the prefix is the last byte of the first word, so that the eight
  // words behind it lie aligned.
  var input = (
    UInt64(1).bigEndian,
    left.words.0.bigEndian, left.words.1.bigEndian, left.words.2.bigEndian, left.words.3.bigEndian,
    right.words.0.bigEndian, right.words.1.bigEndian, right.words.2.bigEndian, right.words.3.bigEndian
  )
  var state = SHA256()
  unsafe withUnsafeBytes(of: &input) {
    unsafe state.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[7...]))
  }
  return Digest256(state.finalize())
}
