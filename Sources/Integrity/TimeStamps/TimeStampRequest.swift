/// A request for a time stamp over a file (RFC 3161 §2.4.1), as `openssl ts -query -sha256 -cert` makes it.
package struct TimeStampRequest: Sendable, Hashable {
  /// Hash of the file.
  package let imprint: MessageImprint
  /// The number that the reply must repeat, big-endian and without leading zeros; nil: none was asked for.
  package let nonce: [UInt8]?
  /// Whether the reply is to hold the authority's certificate.
  package let wantsCertificate: Bool

  /// A request over a file's SHA-256 with a nonce of 64 bits, asking for the certificate.
  package init(sha256: Digest256, nonce: UInt64) {
    imprint = MessageImprint(algorithm: .sha256, digest: sha256.bytes)
    let bytes =
      bigEndianBytes(UInt32(truncatingIfNeeded: nonce >> 32))
      + bigEndianBytes(UInt32(truncatingIfNeeded: nonce))
    self.nonce = unsigned(Array(bytes))
    wantsCertificate = true
  }

  /// Reads a request.
  package init(parsing bytes: [UInt8]) throws(TimeStampError) {
    var outer = DERReader(bytes)
    var request = try outer.next(DERTag.sequence, "the request").reader
    try outer.end("the request")
    guard try request.smallInteger("the version") == 1 else {
      throw .malformed("the request is not of version 1")
    }
    imprint = try MessageImprint(&request)
    if request.tag == DERTag.object { _ = try request.object("the policy") }
    nonce = request.tag == DERTag.integer ? unsigned(try request.integer("the nonce")) : nil
    wantsCertificate =
      try request.optional(DERTag.boolean, "the wish for a certificate").map { $0.content.first != 0 }
      ?? false
  }

  /// The content of a `.tsq` file.
  package var encoded: [UInt8] {
    var content = der(DERTag.integer, [1]) + imprint.encoded
    // A number whose first bit is set would be negative.
    if let nonce { content += der(DERTag.integer, nonce[0] & 0x80 == 0 ? nonce : [0] + nonce) }
    if wantsCertificate { content += der(DERTag.boolean, [0xff]) }
    return der(DERTag.sequence, content)
  }
}

/// The hash of what is stamped.
package struct MessageImprint: Sendable, Hashable {
  /// How it was made.
  package let algorithm: DigestAlgorithm
  /// As many bytes as the algorithm has.
  package let digest: [UInt8]

  init(algorithm: DigestAlgorithm, digest: [UInt8]) {
    self.algorithm = algorithm
    self.digest = digest
  }

  /// The hash of some bytes.
  package init(of bytes: [UInt8], by algorithm: DigestAlgorithm) {
    self.init(algorithm: algorithm, digest: algorithm.digest(of: bytes))
  }

  init(_ reader: inout DERReader) throws(TimeStampError) {
    var inner = try reader.next(DERTag.sequence, "the imprint").reader
    let name = try inner.algorithm("the imprint's algorithm")
    guard let algorithm = DigestAlgorithm(object: name) else {
      throw .malformed("the imprint is made by \(name), which is not SHA-256, SHA-384 or SHA-512")
    }
    let digest = Array(try inner.next(DERTag.octetString, "the imprint").content)
    try inner.end("the imprint")
    guard digest.count == algorithm.byteCount else {
      throw .malformed("the imprint has \(digest.count) bytes")
    }
    self.init(algorithm: algorithm, digest: digest)
  }

  var encoded: [UInt8] {
    der(
      DERTag.sequence,
      der(DERTag.sequence, der(DERTag.object, algorithm.encodedObject) + der(DERTag.null, []))
        + der(DERTag.octetString, digest))
  }
}

/// A number's bytes without leading zeros, at least one: numbers are compared so.
func unsigned(_ bytes: [UInt8]) -> [UInt8] {
  let digits = Array(bytes.drop { $0 == 0 })
  return digits.isEmpty ? [0] : digits
}
