import Evidence
import Integrity

/// A checkpoint in a file, signed or not.
struct NoteFile {
  /// As given.
  let name: String
  let bytes: [UInt8]
  let note: SignedNote
  let checkpoint: Checkpoint

  /// - Throws: `checkpoint.malformed`, and what reading throws.
  init(_ argument: String) throws(AssayError) {
    name = argument
    bytes = try FileReader.contents(of: RawArguments.path(argument), limit: SignedNote.maximumByteCount)
    do {
      note = try SignedNote(parsing: bytes, allowUnsigned: true)
      checkpoint = try Checkpoint(text: note.text)
    } catch {
      throw AssayError("checkpoint.malformed", subject: argument, reason: "\(error)")
    }
  }

  /// Refuses one that `key` did not sign.
  ///
  /// - Throws: `checkpoint.signature`.
  func check(signedBy key: NoteKey) throws(AssayError) {
    do throws(NoteError) { _ = try note.verified(by: [key]) } catch {
      throw AssayError(
        "checkpoint.signature", subject: name, reason: "\(error)",
        hint: "the key that is trusted is \(key.vkey)")
    }
  }
}
