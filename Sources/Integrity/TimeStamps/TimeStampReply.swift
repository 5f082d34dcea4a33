internal import Evidence

/// A reply of a time-stamping authority (RFC 3161 §2.4.2), or the token alone that it holds.
package struct TimeStampReply: Sendable {
  /// More is no reply.
  package static let maximumByteCount = 1 << 20

  /// What the authority states.
  package let info: StampedInfo
  /// The signer's certificate, if the reply holds it.
  package let certificate: StampCertificate?
  /// Whether the signature fits that certificate; nil where Assay cannot tell.
  package let isSignatureGood: Bool?

  private static let signedData = "1.2.840.113549.1.7.2"
  private static let stampedInfo = "1.2.840.113549.1.9.16.1.4"

  /// Reads a granted reply. Throws for one that was refused, that has bytes behind its end, whose signed digest is
  /// not the one of its content, or whose signature does not fit the certificate that it holds.
  package init(parsing bytes: [UInt8]) throws(TimeStampError) {
    let whole = try Self.single(bytes, "the reply")
    var reply = whole.reader
    if reply.tag == DERTag.object {
      try self.init(token: whole)
    } else {
      try Self.checkStatus(try reply.next(DERTag.sequence, "the status"))
      let token = try reply.next(DERTag.sequence, "the token")
      try reply.end("the token")
      try self.init(token: token)
    }
  }

  /// One value, and nothing behind it.
  private static func single(_ bytes: [UInt8], _ what: String) throws(TimeStampError) -> DERValue {
    guard bytes.count <= maximumByteCount else { throw .malformed("it is larger than 1 MiB") }
    var reader = DERReader(bytes)
    let value = try reader.next(DERTag.sequence, what)
    guard reader.isAtEnd else { throw .trailing(bytes.count - value.whole.count) }
    return value
  }

  private static func checkStatus(_ value: DERValue) throws(TimeStampError) {
    var reader = value.reader
    let status = try reader.smallInteger("the status")
    // 0 granted, 1 granted with changes.
    guard status != 0, status != 1 else { return }
    var text = ""
    if let list = try reader.optional(DERTag.sequence, "the reason") {
      var lines = list.reader
      while !lines.isAtEnd { text += String(decoding: try lines.next("the reason").content, as: UTF8.self) }
    }
    throw .refused(status: status, text: text)
  }

  private init(token: DERValue) throws(TimeStampError) {
    var content = token.reader
    guard try content.object("the token's kind") == Self.signedData else {
      throw .malformed("the token is not signed data")
    }
    var wrapper = try content.next(DERTag.context(0), "the signed data").reader
    try content.end("the signed data")
    var signed = try wrapper.next(DERTag.sequence, "the signed data").reader
    _ = try signed.smallInteger("the version of the signed data")
    _ = try signed.next(DERTag.set, "the digest algorithms")
    var encapsulated = try signed.next(DERTag.sequence, "the content").reader
    guard try encapsulated.object("the content's kind") == Self.stampedInfo else {
      throw .malformed("the content is no statement of time")
    }
    var explicit = try encapsulated.next(DERTag.context(0), "the content").reader
    let statement = try explicit.next(DERTag.octetString, "the content").content
    info = try StampedInfo(statement)
    var certificates: [StampCertificate] = []
    if let list = try signed.optional(DERTag.context(0), "the certificates") {
      var reader = list.reader
      while !reader.isAtEnd {
        let value = try reader.next("a certificate")
        // Attribute certificates and the like stand under other tags.
        if value.tag == DERTag.sequence { certificates.append(try StampCertificate(value)) }
      }
    }
    _ = try signed.optional(DERTag.context(1), "the revocation lists")
    var signers = try signed.next(DERTag.set, "the signers").reader
    let signer = try StampSigner(try signers.next(DERTag.sequence, "the signer"), of: statement)
    guard signers.isAtEnd else { throw .malformed("a token has one signer") }
    certificate = certificates.first { signer.names($0) }
    isSignatureGood = certificate.flatMap(signer.isGood)
    if isSignatureGood == false { throw .signature }
  }

  /// Refuses a token of another file, for another request, or whose time its certificate does not cover.
  ///
  /// - Parameter message: the file that was stamped.
  package func check(_ request: TimeStampRequest, message: [UInt8]) throws(TimeStampError) {
    guard info.imprint == request.imprint,
      info.imprint == MessageImprint(of: message, by: info.imprint.algorithm)
    else { throw .imprint(found: "\(info.imprint.algorithm) \(hexText(info.imprint.digest))") }
    guard info.nonce == request.nonce else {
      throw .nonce(
        expected: request.nonce.map { hexText($0) } ?? "none", found: info.nonce.map { hexText($0) })
    }
    if let certificate, info.time < certificate.notBefore || certificate.notAfter < info.time {
      throw .outsideCertificate(time: info.time, from: certificate.notBefore, to: certificate.notAfter)
    }
  }
}
