package import Evidence
package import Integrity

/// A checkpoint that was kept outside the case: what `verify --against` compares the case with.
package struct KeptCheckpoint: Sendable {
  /// Of the file, for messages.
  package let path: String
  /// The checkpoint with its signatures, which are not decided yet.
  package let note: SignedNote
  /// Origin, size and root.
  package let checkpoint: Checkpoint

  /// Origin of a case's custody tree: that of the case and this.
  package static let custodySuffix = "/custody"

  /// Whether it is of the tree over the custody entries, not of that over the evidence.
  package var isOfCustody: Bool { checkpoint.origin.hasSuffix(Self.custodySuffix) }

  /// Reads a checkpoint, signed or not.
  ///
  /// - Throws: `checkpoint.malformed`, `file.missing`, `file.unreadable`.
  package init(path: String) throws(AssayError) {
    // One byte more than a note may have, so that a larger one is refused as such.
    let bytes = try FileReader(FilePath(path)).bytes(at: 0, count: SignedNote.maximumByteCount + 1)
    self.path = path
    do throws(NoteError) {
      note = try SignedNote(parsing: bytes, allowUnsigned: true)
      checkpoint = try Checkpoint(text: note.text)
    } catch {
      throw AssayError(
        "checkpoint.malformed", subject: path, reason: "is no checkpoint: \(error)",
        hint: "'assay checkpoint CASE -o FILE' writes one")
    }
  }
}
