internal import Crypto

/// A detached signature as `ssh-keygen -Y sign` makes it and `ssh-keygen -Y verify` checks it (OpenSSH,
/// PROTOCOL.sshsig). Its namespace keeps a signature for one purpose from being shown for another.
package enum SSHSignature {
  private static let magic = Array("SSHSIG".utf8)
  private static let label = "SSH SIGNATURE"

  /// What is signed: never a note, whose text has no NUL byte.
  private static func signed(_ namespace: String, hash: String, digest: [UInt8]) -> [UInt8] {
    magic + sshString(namespace) + sshString("") + sshString(hash) + sshString(digest)
  }

  /// The content of a `.sig` file for `message`, hashed by SHA-512. On Linux the same bytes as `ssh-keygen`.
  package static func sign(
    _ message: [UInt8], namespace: String, key: Ed25519PrivateKey
  ) throws -> String {
    let digest = Array(SHA512.hash(data: message))
    let signature = try key.signature(of: signed(namespace, hash: "sha512", digest: digest))
    let blob =
      magic + bigEndianBytes(1) + sshString(OpenSSHPublicKey(key.publicKey).blob) + sshString(namespace)
      + sshString("") + sshString("sha512")
      + sshString(sshString(OpenSSHPublicKey.kind) + sshString(signature))
    return Armor.text(blob, label: label)
  }

  /// Refuses anything but a good signature of `message` by `key`, made for `namespace`.
  package static func verify(
    _ armored: [UInt8], of message: [UInt8], namespace: String, key: Ed25519PublicKey
  ) throws(KeyError) {
    guard let blob = Armor.bytes(armored, label: label) else {
      throw .signature("no '-----BEGIN SSH SIGNATURE-----', base64 and '-----END …'")
    }
    var reader = SSHWireReader(blob)
    guard reader.take(magic), let version = reader.uint32(), version == 1 else {
      throw .signature("it is not of version 1")
    }
    guard let keyBlob = reader.string(), let found = reader.text(), reader.string() != nil,
      let hash = reader.text(), let signatureBlob = reader.string(), reader.isAtEnd
    else { throw .signature("it is cut off, or goes on behind its end") }
    let signer = try OpenSSHPublicKey.key(blob: keyBlob)
    guard !found.isEmpty, found.utf8.elementsEqual(namespace.utf8) else {
      throw .namespace(expected: namespace, found: found)
    }
    guard signer == key else { throw .otherKey(fingerprint: OpenSSHPublicKey(signer).fingerprint) }
    let digest: [UInt8]
    switch hash {
    case "sha256": digest = Digest256.of(message).bytes
    case "sha512": digest = Array(SHA512.hash(data: message))
    default: throw .signature("the hash '\(hash)' is not allowed")
    }
    var inner = SSHWireReader(signatureBlob)
    guard inner.text() == OpenSSHPublicKey.kind, let bytes = inner.string(), inner.isAtEnd else {
      throw .signature("it holds no Ed25519 signature")
    }
    guard key.verifies(bytes, of: signed(namespace, hash: hash, digest: digest)) else { throw .mismatch }
  }
}
