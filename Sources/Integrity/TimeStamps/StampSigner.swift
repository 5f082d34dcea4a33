/// Who signed a token, and what (SignerInfo of RFC 5652 §5.3).
struct StampSigner {
  private static let messageDigest = "1.2.840.113549.1.9.4"
  /// ECDSA with a hash (RFC 5758 §3.2).
  private static let ecdsa: [String: DigestAlgorithm] = [
    "1.2.840.10045.4.3.2": .sha256, "1.2.840.10045.4.3.3": .sha384, "1.2.840.10045.4.3.4": .sha512,
  ]

  private let issuer: [UInt8]
  private let serial: [UInt8]
  /// Hash of the signature; nil where it is not one of ECDSA's.
  private let algorithm: DigestAlgorithm?
  /// The signed attributes, under the tag that is signed: SET instead of [0] (RFC 5652 §5.4).
  private let message: [UInt8]
  private let signature: [UInt8]

  /// Throws where the signed digest is not the one of `statement`.
  init(_ value: DERValue, of statement: ArraySlice<UInt8>) throws(TimeStampError) {
    var reader = value.reader
    _ = try reader.smallInteger("the signer's version")
    if reader.tag == DERTag.sequence {
      var name = try reader.next("the signer's name").reader
      issuer = Array(try name.next(DERTag.sequence, "the signer's issuer").whole)
      serial = try name.integer("the signer's serial number")
    } else {
      // Named by a key identifier: its certificate is not looked for.
      _ = try reader.next("the signer's name")
      issuer = []
      serial = []
    }
    let name = try reader.algorithm("the signer's digest")
    guard let algorithm = DigestAlgorithm(object: name) else {
      throw .malformed("the signer hashes by \(name), which is not SHA-256, SHA-384 or SHA-512")
    }
    let attributes = try reader.next(DERTag.context(0), "the signed attributes")
    message = [DERTag.set] + attributes.whole.dropFirst()
    self.algorithm = Self.ecdsa[try reader.algorithm("the signature's algorithm")]
    signature = Array(try reader.next(DERTag.octetString, "the signature").content)
    guard try Self.digest(in: attributes) == algorithm.digest(of: Array(statement)) else { throw .digest }
  }

  private static func digest(in attributes: DERValue) throws(TimeStampError) -> [UInt8] {
    var reader = attributes.reader
    while !reader.isAtEnd {
      var attribute = try reader.next(DERTag.sequence, "an attribute").reader
      guard try attribute.object("an attribute's kind") == messageDigest else { continue }
      var values = try attribute.next(DERTag.set, "the signed digest").reader
      return Array(try values.next(DERTag.octetString, "the signed digest").content)
    }
    throw .malformed("the signed digest is missing")
  }

  func names(_ certificate: StampCertificate) -> Bool {
    !issuer.isEmpty && certificate.issuer == issuer && certificate.serial == serial
  }

  /// Whether the signature fits the certificate; nil for a kind of key that Assay does not check.
  func isGood(_ certificate: StampCertificate) -> Bool? {
    algorithm.flatMap { certificate.verifies(signature, of: message, by: $0) }
  }
}
