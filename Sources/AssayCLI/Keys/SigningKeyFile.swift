import Evidence
import Integrity

/// The private key that a person signs with: a file of `ssh-keygen`, outside the case.
enum SigningKeyFile {
  /// How to make one; for help and hints.
  static let recipe = "ssh-keygen -t ed25519 -N '' -f KEY"

  /// - Throws: `key.mode` where others may read or write it, `key.encrypted`, `key.kind`, `key.weak`,
  ///   `key.malformed`, and what reading throws.
  static func read(_ argument: String) throws(AssayError) -> OpenSSHPrivateKey {
    let path = RawArguments.path(argument)
    // The slip that is made most: said before its mode, which is no fault of a public key.
    guard !argument.hasSuffix(".pub") else {
      throw AssayError(
        "key.kind", subject: argument, reason: "is by its name the public half of a key, which signs nothing",
        hint: "give the private one: \(argument.dropLast(4))")
    }
    let permissions = try path.status().permissions
    guard permissions & 0o077 == 0 else {
      throw AssayError(
        "key.mode", subject: argument,
        reason: "may be read or written by others: its mode is \(String(permissions, radix: 8))",
        hint: "chmod 600 \(argument)")
    }
    let bytes = try FileReader.contents(of: path, limit: 1 << 16)
    do throws(KeyError) { return try OpenSSHPrivateKey(parsing: bytes) } catch {
      throw Self.error(error, argument)
    }
  }

  /// A refusal in the words of a command.
  static func error(_ error: KeyError, _ subject: String) -> AssayError {
    switch error {
    case .encrypted:
      AssayError(
        "key.encrypted", subject: subject, reason: "\(error)",
        hint: "use a key without passphrase, kept on a medium of its own: \(recipe)")
    case .kind: AssayError("key.kind", subject: subject, reason: "\(error)", hint: "make one: \(recipe)")
    case .weak: AssayError("key.weak", subject: subject, reason: "\(error)")
    default: AssayError("key.malformed", subject: subject, reason: "\(error)", hint: "make one: \(recipe)")
    }
  }
}
