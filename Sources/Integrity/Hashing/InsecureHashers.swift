internal import Crypto

// Sound for the reason given in SHA256Hasher.swift.

/// MD5 over bytes that arrive in pieces (RFC 1321). Broken: only for comparing with lists that others made
/// (`--digests`), never as proof.
package struct MD5Hasher: Sendable {
  private var state = Insecure.MD5()

  /// A hasher of nothing so far.
  package init() {}

  /// Adds bytes.
  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  /// Digest of all bytes so far: 16 bytes.
  package var digest: [UInt8] { Array(state.finalize()) }
}

/// SHA-1 over bytes that arrive in pieces (FIPS 180-4). Broken: only for comparing with lists that others
/// made (`--digests`), never as proof.
package struct SHA1Hasher: Sendable {
  private var state = Insecure.SHA1()

  /// A hasher of nothing so far.
  package init() {}

  /// Adds bytes.
  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  /// Digest of all bytes so far: 20 bytes.
  package var digest: [UInt8] { Array(state.finalize()) }
}
