/// Why a key file or a detached signature is refused.
package enum KeyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is no key in OpenSSH's format, or a broken one.
  case malformed(String)
  /// The private key is protected by a passphrase.
  case encrypted(cipher: String)
  /// A key of another kind than Ed25519.
  case kind(String)
  /// The point is of small order or not canonical: no honest key.
  case weak
  /// A detached signature breaks the format.
  case signature(String)
  /// It was made for another purpose.
  case namespace(expected: String, found: String)
  /// It was made by another key.
  case otherKey(fingerprint: String)
  /// Key and purpose are right, and the signature does not fit the message.
  case mismatch

  /// The refusal in words.
  package var description: String {
    switch self {
    case .malformed(let why): "it is no key in OpenSSH's format: \(why)"
    case .encrypted(let cipher): "the key is encrypted (\(cipher)); Assay asks for no passphrase"
    case .kind(let name): "the key is of kind \(name); Assay signs with Ed25519 only"
    case .weak: "the key is a point of small order or not canonical: anybody could sign under it"
    case .signature(let why): "it is no OpenSSH signature: \(why)"
    case .namespace(let expected, let found): "it was signed for '\(found)', not for '\(expected)'"
    case .otherKey(let fingerprint): "it was signed by another key, \(fingerprint)"
    case .mismatch: "the signature does not fit the bytes"
    }
  }
}
