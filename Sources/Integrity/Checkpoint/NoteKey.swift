/// Public Ed25519 key of a note's signer (C2SP signed-note), or of a witness (C2SP tlog-cosignature).
package struct NoteKey: Sendable, Hashable {
  /// Signature type of a key: what its signatures are over.
  package enum Kind: UInt8, Sendable {
    /// The text of the note.
    case note = 0x01
    /// A time, and the text of a checkpoint that was seen then.
    case cosignature = 0x04
  }

  /// Name of the key: for a case, its origin.
  package let name: String
  /// What its signatures are over.
  package let kind: Kind
  /// First four bytes of SHA-256(name ‖ LF ‖ kind ‖ public key).
  package let keyID: UInt32
  /// The key proper.
  package let publicKey: Ed25519PublicKey

  /// Throws for a name that is empty or has white space or plus.
  package init(name: String, publicKey: Ed25519PublicKey, kind: Kind = .note) throws(NoteError) {
    guard isKeyName(name) else { throw .key("the name is empty or has white space or a plus") }
    self.name = name
    self.kind = kind
    self.publicKey = publicKey
    keyID = Digest256.of(Array(name.utf8) + [0x0a, kind.rawValue] + publicKey.bytes).prefix32
  }

  /// Reads `name+hex(key id)+base64(kind ‖ public key)`, the line that a report prints and a court keeps.
  package init(vkey: String) throws(NoteError) {
    let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .key("it is not 'name+id+key'") }
    guard let bytes = Base64.bytes(parts[2]), let kind = bytes.first.flatMap(Kind.init(rawValue:)) else {
      throw .key("the key is no Ed25519 key in base64")
    }
    guard bytes.count == 33 else { throw .key("an Ed25519 key is 32 bytes") }
    guard let publicKey = Ed25519PublicKey(bytes.dropFirst()) else {
      throw .key("the point is of small order or not canonical: anybody could sign under it")
    }
    try self.init(name: String(parts[0]), publicKey: publicKey, kind: kind)
    guard parts[1].utf8.elementsEqual(keyIDText.utf8) else {
      throw .key("the key id does not match name and key")
    }
  }

  /// `name+hex(key id)+base64(kind ‖ public key)`.
  package var vkey: String {
    "\(name)+\(keyIDText)+\(Base64.text([kind.rawValue] + publicKey.bytes))"
  }

  /// The key id in eight hexadecimal digits, as in `vkey`.
  package var keyIDText: String { hexText(bigEndianBytes(keyID)) }

  /// Whether the signature says that it is of this key.
  package func names(_ signature: NoteSignature) -> Bool {
    keyID == signature.keyID && name.utf8.elementsEqual(signature.name.utf8)
  }

  /// Whether the bytes of a signature line are a good signature of a note's text by this key.
  package func verifies(_ signature: [UInt8], of text: String) -> Bool {
    switch kind {
    case .note: publicKey.verifies(signature, of: Array(text.utf8))
    case .cosignature:
      Cosignature(signature).map {
        publicKey.verifies($0.signature, of: Cosignature.message(of: text, seconds: $0.seconds))
      } ?? false
    }
  }
}

/// Private Ed25519 key of a note's signer or of a witness.
package struct NoteSigner: Sendable {
  /// The public half.
  package let key: NoteKey
  private let privateKey: Ed25519PrivateKey

  /// A key under a name.
  package init(
    name: String, key privateKey: Ed25519PrivateKey, kind: NoteKey.Kind = .note
  ) throws(NoteError) {
    self.privateKey = privateKey
    key = try NoteKey(name: name, publicKey: privateKey.publicKey, kind: kind)
  }

  /// Signature line of a text. On Linux the same bytes each time.
  ///
  /// - Parameter seconds: since 1970: when a witness saw the checkpoint. Others sign no time.
  package func signature(of text: String, seconds: UInt64 = 0) throws -> NoteSignature {
    let bytes: [UInt8]
    switch key.kind {
    case .note: bytes = try privateKey.signature(of: Array(text.utf8))
    case .cosignature:
      let message = Cosignature.message(of: text, seconds: seconds)
      bytes = Cosignature(seconds: seconds, signature: try privateKey.signature(of: message)).bytes
    }
    return NoteSignature(name: key.name, keyID: key.keyID, bytes: bytes)
  }
}
