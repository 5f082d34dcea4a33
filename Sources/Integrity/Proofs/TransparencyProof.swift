/// A record's index, its inclusion proof and the checkpoint that it is of, in one text file (C2SP tlog-proof).
package struct TransparencyProof: Sendable {
  /// First line of the file.
  static let header = "c2sp.org/tlog-proof@v1"

  /// What the maker says beside the proof. Signed by nobody: never believed.
  package var extra: [UInt8]?
  /// Index of the leaf, from 0.
  package var index: UInt64
  /// Sibling hashes from the leaf up.
  package var path: [Digest256]
  /// The checkpoint with its signatures.
  package var note: SignedNote
  /// What the note's text says.
  package let checkpoint: Checkpoint

  /// A proof by its parts. Throws where the note is no checkpoint.
  package init(extra: [UInt8]? = nil, index: UInt64, path: [Digest256], note: SignedNote) throws(NoteError) {
    self.extra = extra
    self.index = index
    self.path = path
    self.note = note
    checkpoint = try Checkpoint(text: note.text)
  }

  /// Reads a file; decides neither proof nor signatures. The checkpoint may be without signatures.
  package init(parsing bytes: [UInt8]) throws(NoteError) {
    var lines = try ProofLines(bytes)
    guard lines.next()?.utf8.elementsEqual(Self.header.utf8) == true else {
      throw .proof("the first line is not '\(Self.header)'")
    }
    var line = lines.next()
    var extra: [UInt8]?
    if let rest = line?.value(of: "extra") {
      guard let bytes = Base64.bytes(rest) else { throw .proof("the line 'extra' is not base64") }
      extra = bytes
      line = lines.next()
    }
    guard let index = line?.value(of: "index").flatMap({ plainDecimal($0) }) else {
      throw .proof("no line 'index N' where one must stand")
    }
    let path = try lines.hashes(limit: InclusionProof.maximumCount)
    try self.init(extra: extra, index: index, path: path, note: try lines.note())
  }

  /// The file.
  package var encoded: String {
    var lines = [Self.header]
    if let extra { lines.append("extra \(Base64.text(extra))") }
    lines.append("index \(index)")
    lines += path.map { Base64.text($0.bytes) }
    return lines.map { $0 + "\n" }.joined() + "\n" + note.encoded
  }

  /// Refuses a leaf that is not the one of that index in the tree of the checkpoint. Whether the checkpoint is to
  /// be trusted is for its signatures to say.
  package func verify(leafHash: Digest256) throws(ProofFailure) {
    try InclusionProof(leafIndex: index, treeSize: checkpoint.size, path: path)
      .verify(leafHash: leafHash, root: checkpoint.root)
  }
}
