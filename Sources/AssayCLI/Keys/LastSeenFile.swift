import CaseFile
import Evidence
import Integrity

/// Beside a key, one for each origin: the checkpoint that the key signed last. It is outside of the case, so that a case
/// that is rolled back, or another one put in its place, does not get a second history signed.
struct LastSeenFile {
  /// What the key signs as.
  enum Use: String {
    /// The log: checkpoints of its own case.
    case signed
    /// A witness: checkpoints of others.
    case witnessed
  }

  /// `KEY.0123456789abcdef.signed`: the digits are the first of the origin's SHA-256.
  let path: String
  private let key: NoteKey

  init(besideKey keyPath: String, origin: String, use: Use, key: NoteKey) {
    let digits = Digest256.of(Array(origin.utf8)).description.prefix(16)
    path = "\(keyPath).\(digits).\(use.rawValue)"
    self.key = key
  }

  /// What was signed last; nil where nothing was.
  ///
  /// - Throws: `key.last-seen` where the file is none that this key signed, and what reading throws.
  func read() throws(AssayError) -> KeptCheckpoint? {
    let file: KeptCheckpoint
    do throws(AssayError) { file = try KeptCheckpoint(path: path) } catch {
      if error.code == "file.missing" { return nil }
      throw error.code == "checkpoint.malformed" ? unusable(error.reason) : error
    }
    do throws(AssayError) { try file.check(signedBy: key) } catch { throw unusable(error.reason) }
    return file
  }

  private func unusable(_ reason: String) -> AssayError {
    AssayError(
      "key.last-seen", subject: path, reason: "is not what this key signed last: \(reason)",
      hint: "nothing was signed. Find out who changed it; without it a roll-back goes unnoticed")
  }

  /// Keeps what was signed now. The file appears whole or not at all.
  func write(_ note: SignedNote) throws {
    let sink = try OutputSink(path, force: true)
    try sink.write(note.encoded)
    try sink.finish()
  }
}
