package import Evidence

/// Why a time-stamp request or reply is refused.
package enum TimeStampError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes are not what RFC 3161 says.
  case malformed(String)
  /// Bytes behind the end: `openssl ts` passes over them.
  case trailing(Int)
  /// The authority did not grant the request.
  case refused(status: Int, text: String)
  /// A token of other bytes.
  case imprint(found: String)
  /// A token for another request.
  case nonce(expected: String, found: String?)
  /// The signed attributes are not of this content: the token was altered.
  case digest
  /// The signature does not fit the certificate that the token holds.
  case signature
  /// The time is outside the period of the authority's certificate: `openssl ts` does not compare them.
  case outsideCertificate(time: Timestamp, from: Timestamp, to: Timestamp)

  /// The refusal in words.
  package var description: String {
    switch self {
    case .malformed(let why): "it is not as RFC 3161 has it: \(why)"
    case .trailing(let count):
      count == 1 ? "1 byte follows behind its end" : "\(count) bytes follow behind its end"
    case .refused(let status, let text):
      "the authority did not grant it: status \(status)" + (text.isEmpty ? "" : ", '\(text)'")
    case .imprint(let found): "it is a time stamp of other bytes: their digest is \(found)"
    case .nonce(let expected, let found):
      "it answers another request: nonce \(found ?? "missing"), asked with \(expected)"
    case .digest: "it was altered: its signed digest is not the one of its content"
    case .signature: "it was altered: the signature does not fit the certificate that it holds"
    case .outsideCertificate(let time, let from, let to):
      "its time \(time.text) is outside the validity of the authority's certificate, \(from.text) to \(to.text)"
    }
  }
}
