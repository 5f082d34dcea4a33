import CaseFile
import Integrity
import Pages

/// What `checkpoint` says.
struct CheckpointOutput {
  /// By whom it was signed.
  struct Signer {
    var key: NoteKey
    var fingerprint: String
    /// Number of the entry that tells of it.
    var custodySequence: Int
  }

  let tree: CaseTree
  let note: SignedNote
  let checkpoint: Checkpoint
  var signer: Signer?
  /// Since the earlier checkpoint that was given.
  var growth: GrowthProof?

  init(tree: CaseTree, note: SignedNote, checkpoint: Checkpoint) {
    self.tree = tree
    self.note = note
    self.checkpoint = checkpoint
  }

  func write(_ sink: OutputSink, _ format: OutputFormat) throws {
    // The note ends with a line feed, as does each line written.
    try DocumentWriter.write(
      sink, format, document: document, lines: [String(note.encoded.dropLast())])
  }

  private var document: JSONValue {
    var members: [JSONValue.Member] = [
      .init("origin", .string(checkpoint.origin)), .init("tree_size", .number(checkpoint.size)),
      .init("root", .string(checkpoint.root.description)), .init("signed", .bool(signer != nil)),
      .init("text", .string(note.encoded)), .init("tree", .string(tree.rawValue)),
    ]
    if let signer {
      members += [
        .init("key", .string(signer.key.vkey)), .init("fingerprint", .string(signer.fingerprint)),
        .init("custody_seq", .number(signer.custodySequence)),
      ]
    }
    if let growth {
      members += [
        .init("since_size", .number(growth.oldSize)),
        .init("consistency_proof", .array(growth.path.map { .string($0.description) })),
      ]
    }
    return .object(members)
  }

  /// What a person must know and keep beside it.
  ///
  /// - Parameter earlier: name of the earlier checkpoint.
  func messages(earlier: String?) -> [String] {
    var lines: [String] = []
    if let growth, let earlier {
      lines.append(
        "extends \(DisplayText.escaped(earlier)): the first \(NumberText.grouped(growth.oldSize)) of"
          + " \(NumberText.counted(Int(clamping: checkpoint.size), "leaf", "leaves")) are the same")
    }
    if let signer {
      lines += [
        "all bytes read back and hashed; signed by \(signer.fingerprint), custody entry \(signer.custodySequence)",
        "verifier key, to be kept apart from the case: \(signer.key.vkey)",
      ]
    }
    return lines
  }
}
