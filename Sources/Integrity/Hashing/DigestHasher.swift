internal import Crypto

// Sound for the reason given in SHA256Hasher.swift.

/// SHA-512 over bytes that arrive in pieces (FIPS 180-4).
package struct SHA512Hasher: Sendable {
  private var state = SHA512()

  /// A hasher of nothing so far.
  package init() {}

  /// Adds bytes.
  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  /// Digest of all bytes so far: 64 bytes.
  package var digest: [UInt8] { Array(state.finalize()) }
}

/// Several digests of the same bytes, which arrive in pieces.
package struct DigestHasher: Sendable {
  private var md5: MD5Hasher?
  private var sha1: SHA1Hasher?
  private var sha256: SHA256Hasher?
  private var sha512: SHA512Hasher?

  /// A hasher of nothing so far, for these kinds.
  package init(_ kinds: Set<DigestKind>) {
    if kinds.contains(.md5) { md5 = MD5Hasher() }
    if kinds.contains(.sha1) { sha1 = SHA1Hasher() }
    if kinds.contains(.sha256) { sha256 = SHA256Hasher() }
    if kinds.contains(.sha512) { sha512 = SHA512Hasher() }
  }

  /// Adds bytes.
  package mutating func update(_ bytes: Span<UInt8>) {
    md5?.update(bytes)
    sha1?.update(bytes)
    sha256?.update(bytes)
    sha512?.update(bytes)
  }

  /// Digests of all bytes so far, weakest first.
  package var digests: [FileDigest] {
    [
      md5.map { FileDigest(.md5, $0.digest) }, sha1.map { FileDigest(.sha1, $0.digest) },
      sha256.map { FileDigest(.sha256, $0.digest.bytes) }, sha512.map { FileDigest(.sha512, $0.digest) },
    ].compactMap { $0 }
  }
}
