/// Proof that a checkpoint extends an older tree, with the checkpoint, in one text file: what a witness is given
/// (the body of C2SP tlog-witness's `add-checkpoint`).
package struct GrowthProof: Sendable {
  /// Leaves of the older tree.
  package var oldSize: UInt64
  /// Hashes of the consistency proof. Empty from a tree of size 0, and between trees of one size.
  package var path: [Digest256]
  /// The newer checkpoint with its signatures.
  package var note: SignedNote
  /// What the note's text says.
  package let checkpoint: Checkpoint

  /// A proof by its parts. Throws where the note is no checkpoint.
  package init(oldSize: UInt64, path: [Digest256], note: SignedNote) throws(NoteError) {
    self.oldSize = oldSize
    self.path = path
    self.note = note
    checkpoint = try Checkpoint(text: note.text)
  }

  /// Reads a file; decides neither proof nor signatures.
  package init(parsing bytes: [UInt8]) throws(NoteError) {
    var lines = try ProofLines(bytes)
    guard let oldSize = lines.next()?.value(of: "old").flatMap({ plainDecimal($0) }) else {
      throw .proof("the first line is not 'old N'")
    }
    let path = try lines.hashes(limit: ConsistencyProof.maximumCount)
    try self.init(oldSize: oldSize, path: path, note: try lines.note())
  }

  /// The file.
  package var encoded: String {
    (["old \(oldSize)"] + path.map { Base64.text($0.bytes) }).map { $0 + "\n" }.joined() + "\n" + note.encoded
  }
}
