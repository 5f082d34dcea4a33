internal import Crypto
package import Evidence

/// The certificate of a time-stamping authority, as far as Assay reads it (RFC 5280 §4.1). Whether it is to be
/// trusted is not decided here: that takes a root that the court trusts.
package struct StampCertificate: Sendable {
  /// The names that its subject has, as `O=…, CN=…`.
  package let subject: String
  /// Its period of validity.
  package let notBefore: Timestamp
  /// Last moment of the period.
  package let notAfter: Timestamp
  /// Issuer and serial number: what a signature calls it by.
  let issuer: [UInt8]
  let serial: [UInt8]
  private let keyInfo: [UInt8]

  /// Reads a value that is a sequence.
  init(_ value: DERValue) throws(TimeStampError) {
    var outer = value.reader
    var body = try outer.next(DERTag.sequence, "the certificate").reader
    _ = try body.optional(DERTag.context(0), "its version")
    serial = try body.integer("the certificate's serial number")
    _ = try body.next(DERTag.sequence, "the certificate's algorithm")
    issuer = Array(try body.next(DERTag.sequence, "the issuer").whole)
    var validity = try body.next(DERTag.sequence, "the validity").reader
    notBefore = try StampedInfo.time(try validity.next("the validity"))
    notAfter = try StampedInfo.time(try validity.next("the validity"))
    subject = try Self.names(try body.next(DERTag.sequence, "the subject"))
    keyInfo = Array(try body.next(DERTag.sequence, "the certificate's key").whole)
  }

  /// Attributes by their last number: 2.5.4.N.
  private static let attributes = ["2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.10": "O", "2.5.4.11": "OU"]

  private static func names(_ value: DERValue) throws(TimeStampError) -> String {
    var reader = value.reader
    var names: [String] = []
    while !reader.isAtEnd {
      var set = try reader.next(DERTag.set, "a name").reader
      while !set.isAtEnd {
        var pair = try set.next(DERTag.sequence, "a name").reader
        let kind = try pair.object("a name's kind")
        let text = String(decoding: try pair.next("a name").content, as: UTF8.self)
        if let name = attributes[kind] { names.append("\(name)=\(text)") }
      }
    }
    return names.joined(separator: ", ")
  }

  /// Whether `signature` is one of `message` by this certificate's key; nil for a kind of key that Assay does not
  /// check: other than ECDSA over the NIST curves.
  func verifies(_ signature: [UInt8], of message: [UInt8], by algorithm: DigestAlgorithm) -> Bool? {
    func digest<Result>(_ check: (any Digest) -> Result) -> Result {
      switch algorithm {
      case .sha256: check(SHA256.hash(data: message))
      case .sha384: check(SHA384.hash(data: message))
      case .sha512: check(SHA512.hash(data: message))
      }
    }
    if let key = try? P256.Signing.PublicKey(derRepresentation: keyInfo) {
      guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else {
        return false
      }
      return digest { key.isValidSignature(signature, for: $0) }
    }
    if let key = try? P384.Signing.PublicKey(derRepresentation: keyInfo) {
      guard let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature) else {
        return false
      }
      return digest { key.isValidSignature(signature, for: $0) }
    }
    if let key = try? P521.Signing.PublicKey(derRepresentation: keyInfo) {
      guard let signature = try? P521.Signing.ECDSASignature(derRepresentation: signature) else {
        return false
      }
      return digest { key.isValidSignature(signature, for: $0) }
    }
    return nil
  }
}
