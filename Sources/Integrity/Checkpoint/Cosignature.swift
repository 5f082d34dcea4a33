/// What a witness's signature line holds (C2SP tlog-cosignature): the time, and a signature that says "as of then,
/// this is the largest tree of that origin that I saw, and it extends all that I saw before".
package struct Cosignature: Sendable, Hashable {
  /// Seconds since 1970, at most 2^63 - 1, by the witness's clock.
  package let seconds: UInt64
  /// The Ed25519 signature.
  let signature: [UInt8]

  init(seconds: UInt64, signature: [UInt8]) {
    self.seconds = seconds
    self.signature = signature
  }

  /// Reads the bytes behind the key id; nil unless they are 72 with a time in range.
  package init?(_ bytes: [UInt8]) {
    let seconds = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    guard bytes.count == 72, seconds <= UInt64(Int64.max) else { return nil }
    self.init(seconds: seconds, signature: Array(bytes[8...]))
  }

  var bytes: [UInt8] {
    bigEndianBytes(UInt32(truncatingIfNeeded: seconds >> 32))
      + bigEndianBytes(UInt32(truncatingIfNeeded: seconds))
      + signature
  }

  /// The signed message: two lines, then the text of the checkpoint.
  static func message(of text: String, seconds: UInt64) -> [UInt8] {
    Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
  }
}
