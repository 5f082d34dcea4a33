import Evidence
import Integrity

/// A public key that a person pins with `--key`: the line that was printed when it signed, a file with that line, or
/// the `.pub` file of `ssh-keygen`.
struct TrustedKey {
  /// As given.
  let argument: String
  private let line: String

  /// - Throws: what reading a file throws.
  init(_ argument: String) throws(AssayError) {
    self.argument = argument
    let isLine = argument.contains("+") || argument.hasPrefix("ssh-")
    guard !isLine || FileReader.statusOfFile(RawArguments.path(argument)) != nil else {
      line = argument
      return
    }
    let bytes = try FileReader.contents(of: RawArguments.path(argument), limit: 1 << 16)
    let text = String(decoding: bytes, as: UTF8.self)
    line = String(text.prefix { !$0.isNewline })
  }

  /// The key, to decide the signatures of a checkpoint of `origin`: a key in OpenSSH's format has no name of its own.
  ///
  /// - Throws: `key.malformed`, `key.kind`, `key.weak`.
  func key(for origin: String) throws(AssayError) -> NoteKey {
    switch try parsed() {
    case .named(let key): return key
    case .nameless(let publicKey):
      do throws(NoteError) { return try NoteKey(name: origin, publicKey: publicKey) } catch {
        throw malformed(error)
      }
    }
  }

  /// A key with the name that it signs under, or one in OpenSSH's format, which has none.
  enum Parsed {
    case named(NoteKey)
    case nameless(Ed25519PublicKey)
  }

  /// - Throws: `key.malformed`, `key.kind`, `key.weak`.
  func parsed() throws(AssayError) -> Parsed {
    do {
      if line.hasPrefix("ssh-") { return .nameless(try OpenSSHPublicKey(line: line).key) }
      return .named(try NoteKey(vkey: line))
    } catch let error as KeyError {
      throw SigningKeyFile.error(error, argument)
    } catch {
      throw malformed(error)
    }
  }

  private func malformed(_ error: any Error) -> AssayError {
    AssayError(
      "key.malformed", subject: argument, reason: "\(error)",
      hint: "give the verifier key that was printed when the checkpoint was signed, or the .pub file")
  }
}
