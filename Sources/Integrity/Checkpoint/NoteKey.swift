internal import Crypto

/// Public Ed25519 key of a note's signer (C2SP signed-note, signature type 0x01).
package struct NoteKey: Sendable, Hashable {
  /// Signature type of Ed25519.
  static let algorithm: UInt8 = 1

  /// Name of the key: for a case, its origin.
  package let name: String
  /// First four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key).
  package let keyID: UInt32
  /// The 32 bytes of the public key (RFC 8032).
  package let publicKey: [UInt8]

  /// Throws for a name with white space or plus, and for a key that is not 32 bytes.
  package init(name: String, publicKey: [UInt8]) throws(NoteError) {
    guard isKeyName(name) else { throw .key("the name is empty or has white space or a plus") }
    guard publicKey.count == 32 else { throw .key("an Ed25519 key is 32 bytes") }
    self.name = name
    self.publicKey = publicKey
    keyID = Digest256.of(Array(name.utf8) + [0x0a, Self.algorithm] + publicKey).prefix32
  }

  /// Reads `name+hex(key id)+base64(0x01 ‖ public key)`, the line that a report prints and a court keeps.
  package init(vkey: String) throws(NoteError) {
    let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .key("it is not 'name+id+key'") }
    guard let bytes = Base64.bytes(parts[2]), bytes.first == Self.algorithm else {
      throw .key("the key is no Ed25519 key in base64")
    }
    try self.init(name: String(parts[0]), publicKey: Array(bytes.dropFirst()))
    guard parts[1].utf8.elementsEqual(hexText(bigEndianBytes(keyID)).utf8) else {
      throw .key("the key id does not match name and key")
    }
  }

  /// `name+hex(key id)+base64(0x01 ‖ public key)`.
  package var vkey: String {
    "\(name)+\(hexText(bigEndianBytes(keyID)))+\(Base64.text([Self.algorithm] + publicKey))"
  }

  /// Whether the signature says that it is of this key.
  func names(_ signature: NoteSignature) -> Bool {
    keyID == signature.keyID && name.utf8.elementsEqual(signature.name.utf8)
  }

  /// Whether `signature` is an Ed25519 signature of `message` by this key (RFC 8032 §5.1.7).
  package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard signature.count == 64,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
    else { return false }
    return key.isValidSignature(signature, for: message)
  }
}

/// Private Ed25519 key of a note's signer.
package struct NoteSigner: Sendable {
  /// The public half.
  package let key: NoteKey
  private let privateKey: Curve25519.Signing.PrivateKey

  /// The signer of a 32-byte seed (RFC 8032 §5.1.5).
  package init(name: String, seed: [UInt8]) throws(NoteError) {
    guard seed.count == 32,
      let privateKey = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    else { throw .key("an Ed25519 seed is 32 bytes") }
    self.privateKey = privateKey
    key = try NoteKey(name: name, publicKey: Array(privateKey.publicKey.rawRepresentation))
  }

  /// Signature line of a text. On Linux the same bytes each time.
  package func signature(of text: String) throws -> NoteSignature {
    NoteSignature(
      name: key.name, keyID: key.keyID,
      bytes: Array(try privateKey.signature(for: Array(text.utf8))))
  }
}
