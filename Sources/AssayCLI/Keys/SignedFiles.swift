import Integrity
import Pages

/// Detached signatures beside a file, for whoever has nothing but OpenSSH.
enum SignedFiles {
  /// Purpose of a checkpoint's signature: one made for it cannot be shown for another file.
  static let checkpointNamespace = "checkpoint@assay"
  /// Of a report's.
  static let reportNamespace = "report@assay"

  /// Writes `PATH.sig`; returns the lines that say how it is checked.
  static func sign(
    _ bytes: [UInt8], path: String, namespace: String, key: OpenSSHPrivateKey, force: Bool
  ) throws -> [String] {
    let sink = try OutputSink(path + ".sig", force: force)
    try sink.write(try SSHSignature.sign(bytes, namespace: namespace, key: key.key))
    try sink.finish()
    return [
      "signed for OpenSSH too: \(DisplayText.escaped(path)).sig. To check it, with this line in a file 'signers':",
      "  " + key.publicKey.allowedSigner("examiner", namespace: namespace),
      "  ssh-keygen -Y verify -f signers -I examiner -n \(namespace) -s \(DisplayText.escaped(path)).sig < "
        + DisplayText.escaped(path),
    ]
  }
}
