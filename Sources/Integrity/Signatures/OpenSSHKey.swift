/// An Ed25519 key in OpenSSH's public format: `ssh-ed25519 BASE64 comment` (RFC 8709 §4).
package struct OpenSSHPublicKey: Sendable, Hashable {
  static let kind = "ssh-ed25519"

  /// The key.
  package var key: Ed25519PublicKey
  /// What stands behind it; says nothing for sure.
  package var comment: String

  /// A key with a comment.
  package init(_ key: Ed25519PublicKey, comment: String = "") {
    self.key = key
    self.comment = comment
  }

  /// Reads the line of a `.pub` file; a line feed at its end is nothing.
  package init(line: String) throws(KeyError) {
    let parts = line.split(maxSplits: 2, omittingEmptySubsequences: true) { $0 == " " || $0.isNewline }
    guard parts.count >= 2, let blob = Base64.bytes(parts[1]) else {
      throw .malformed("it is not 'ssh-ed25519 BASE64'")
    }
    key = try Self.key(blob: blob)
    guard parts[0].utf8.elementsEqual(Self.kind.utf8) else { throw .malformed("the line names another kind") }
    comment = parts.count > 2 ? String(parts[2].prefix { !$0.isNewline }) : ""
  }

  /// The key in the wire format.
  static func key(blob: [UInt8]) throws(KeyError) -> Ed25519PublicKey {
    var reader = SSHWireReader(blob)
    guard let kind = reader.text() else { throw .malformed("the key's kind is cut off") }
    guard kind == Self.kind else { throw .kind(kind) }
    guard let bytes = reader.string(), reader.isAtEnd, bytes.count == 32 else {
      throw .malformed("an Ed25519 key is 32 bytes")
    }
    guard let key = Ed25519PublicKey(bytes) else { throw .weak }
    return key
  }

  /// The key in the wire format.
  var blob: [UInt8] { sshString(Self.kind) + sshString(key.bytes) }

  /// `ssh-ed25519 BASE64`, without comment.
  package var line: String { "\(Self.kind) \(Base64.text(blob))" }

  /// `SHA256:…`, as `ssh-keygen -l` prints it.
  package var fingerprint: String {
    "SHA256:" + Base64.text(Digest256.of(blob).bytes).prefix { $0 != "=" }
  }

  /// A line of an `allowed_signers` file, for `ssh-keygen -Y verify`.
  package func allowedSigner(_ principal: String, namespace: String) -> String {
    "\(principal) namespaces=\"\(namespace)\" \(line)"
  }
}

/// An unencrypted Ed25519 key in OpenSSH's private format (OpenSSH, PROTOCOL.key), as
/// `ssh-keygen -t ed25519 -N ''` makes it.
package struct OpenSSHPrivateKey: Sendable {
  /// The key.
  package let key: Ed25519PrivateKey
  /// Its public half, with the comment that the file has.
  package let publicKey: OpenSSHPublicKey

  /// Reads the content of a key file.
  package init(parsing text: [UInt8]) throws(KeyError) {
    guard let blob = Armor.bytes(text, label: "OPENSSH PRIVATE KEY") else {
      throw .malformed(
        text.starts(with: Array(OpenSSHPublicKey.kind.utf8))
          ? "it is the public key; the private one is in the file without '.pub'"
          : "no '-----BEGIN OPENSSH PRIVATE KEY-----', base64 and '-----END …'")
    }
    var reader = SSHWireReader(blob)
    guard reader.take(Array("openssh-key-v1\0".utf8)), let cipher = reader.text(),
      let derivation = reader.text(),
      reader.string() != nil, let count = reader.uint32(), let outer = reader.string()
    else { throw .malformed("its head is cut off") }
    guard cipher == "none", derivation == "none" else { throw .encrypted(cipher: cipher) }
    guard count == 1 else { throw .malformed("it holds \(count) keys") }
    let stated = try OpenSSHPublicKey.key(blob: outer)
    guard let section = reader.string(), reader.isAtEnd else {
      throw .malformed("the private part is cut off")
    }
    var inner = SSHWireReader(section)
    guard let first = inner.uint32(), let second = inner.uint32(), first == second,
      inner.text() == OpenSSHPublicKey.kind, let publicBytes = inner.string(), let pair = inner.string(),
      let comment = inner.text()
    else { throw .malformed("the private part is not one of an Ed25519 key") }
    let padding = inner.remaining
    guard padding.count < 256,
      padding.enumerated().allSatisfy({ $0.element == UInt8(truncatingIfNeeded: $0.offset + 1) })
    else { throw .malformed("what stands behind the key is no padding") }
    guard pair.count == 64, let key = Ed25519PrivateKey(seed: pair.prefix(32)) else {
      throw .malformed("an Ed25519 key pair is 64 bytes")
    }
    // A public half that is not that of the seed would make signatures that nobody can check.
    guard key.publicKey == stated, publicBytes == stated.bytes, Array(pair.suffix(32)) == stated.bytes else {
      throw .malformed("its public and its private half do not belong together")
    }
    self.key = key
    publicKey = OpenSSHPublicKey(stated, comment: comment)
  }
}
