package import Evidence
package import Integrity

/// A checkpoint in a file outside the case, signed or not.
package struct KeptCheckpoint: Sendable {
  /// Of the file, for messages.
  package let path: String
  /// The file.
  package let bytes: [UInt8]
  /// The checkpoint with its signatures, which are not decided yet.
  package let note: SignedNote
  /// Origin, size and root.
  package let checkpoint: Checkpoint

  /// Of which tree it is, as its origin says.
  package var tree: CaseTree { CaseTree(ofOrigin: checkpoint.origin) }

  /// Reads a checkpoint, signed or not.
  ///
  /// - Parameter file: where it lies, if its name is no text.
  /// - Throws: `checkpoint.malformed`, `file.too-large`, `file.missing`, `file.unreadable`.
  package init(path: String, file: FilePath? = nil) throws(AssayError) {
    self.path = path
    bytes = try FileReader.contents(of: file ?? FilePath(path), limit: SignedNote.maximumByteCount)
    do throws(NoteError) {
      note = try SignedNote(parsing: bytes, allowUnsigned: true)
      checkpoint = try Checkpoint(text: note.text)
    } catch {
      throw AssayError(
        "checkpoint.malformed", subject: path, reason: "is no checkpoint: \(error)",
        hint: "'assay checkpoint CASE -o FILE' writes one")
    }
  }

  /// Refuses one that `key` did not sign.
  ///
  /// - Throws: `checkpoint.signature`.
  package func check(signedBy key: NoteKey) throws(AssayError) {
    do throws(NoteError) { _ = try note.verified(by: [key]) } catch {
      throw AssayError(
        "checkpoint.signature", subject: path, reason: "\(error)",
        hint: "the key that is trusted is \(key.vkey)")
    }
  }
}
