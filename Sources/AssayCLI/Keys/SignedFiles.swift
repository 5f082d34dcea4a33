import Integrity
import Pages

/// Detached signatures beside a file, for whoever has nothing but OpenSSH.
enum SignedFiles {
  /// Purpose of a checkpoint's signature: one made for it cannot be shown for another file.
  static let checkpointNamespace = "checkpoint@assay"
  /// Of a report's.
  static let reportNamespace = "report@assay"
  /// Purpose of the signature of a bag's tag manifest, which covers all of the bag.
  static let manifestNamespace = "manifest@assay"

  /// Writes `PATH.sig`; returns the lines that say how it is checked.
  static func sign(
    _ bytes: [UInt8], path: String, namespace: String, key: OpenSSHPrivateKey, force: Bool
  ) throws -> [String] {
    let sink = try OutputSink(path + ".sig", force: force)
    try sink.write(try SSHSignature.sign(bytes, namespace: namespace, key: key.key))
    try sink.finish()
    return check(path, namespace: namespace, key: key)
  }

  /// How a signature beside a file is checked.
  static func check(_ path: String, namespace: String, key: OpenSSHPrivateKey) -> [String] {
    let shown = DisplayText.escaped(path)
    return [
      "signed for OpenSSH too: \(shown).sig. To check it, with this line in a file 'signers':",
      "  " + key.publicKey.allowedSigner("examiner", namespace: namespace),
      "  ssh-keygen -Y verify -f signers -I examiner -n \(namespace) -s \(shown).sig < \(shown)",
    ]
  }
}
