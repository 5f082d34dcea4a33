import Integrity

/// The signed checkpoints that a case tells of itself, in its custody log. They have been held against the tree, and
/// against the keys that the entries name; but whoever made the case chose these keys, too. Only a key from outside
/// makes one of them count.
struct OwnCheckpoints {
  let signed: [CustodyStatements.SignedCheckpoint]
  let options: VerifyOptions
  /// Leaves of the evidence tree.
  let size: Int

  /// Nothing was given from outside.
  func asserted(_ notes: inout [String]) -> VerifyReport.Signature {
    guard let last = signed.last else { return .none }
    notes.append(
      "custody entry \(last.sequence) holds a checkpoint of \(covered(last)), signed by key id"
        + " \(last.key.keyIDText) (\(last.key.name)). That key is self-asserted: it stands in the case. --key says"
        + " whom you trust")
    return .unknownKey
  }

  /// Keys were given, and no checkpoint: the last one that the case tells of is the one that must be theirs.
  func check(_ log: inout FailureLog, _ notes: inout [String]) -> VerifyReport.Signature {
    log.count("checkpoints", signed.count)
    guard let last = signed.last else {
      log.add(
        VerifyReport.Failure(
          "signature.missing",
          reason:
            "a key was given, and no checkpoint that it could have signed: none is kept in the case, and"
            + " none was named (--against)"))
      return .none
    }
    let keys = options.keys(for: last.checkpoint.origin)
    guard keys.contains(last.key) else {
      differs(last, keys, &log)
      return .unknownKey
    }
    let name = "the checkpoint of \(covered(last)) in custody entry \(last.sequence)"
    let found = NoteSignatures(last.note, name, keys).check(&log, &notes)
    if found == .good {
      notes.append(
        "an older state of the case, with an older checkpoint, would look the same: only a checkpoint that was kept"
          + " elsewhere tells (--against)")
    }
    return found
  }

  /// Whether the case says that somebody else signed a checkpoint which was kept with a good signature.
  func contradicts(_ kept: SignedNote, _ keys: [NoteKey], _ log: inout FailureLog) -> Bool {
    let same = signed.filter { $0.note.text.utf8.elementsEqual(kept.text.utf8) }
    guard let last = same.last, !same.contains(where: { keys.contains($0.key) }) else { return false }
    differs(last, keys, &log)
    return true
  }

  private func differs(
    _ own: CustodyStatements.SignedCheckpoint, _ keys: [NoteKey], _ log: inout FailureLog
  ) {
    let expected = keys.map { "\($0.keyIDText) (\($0.name))" }.joined(separator: ", ")
    let found = "\(own.key.keyIDText) (\(own.key.name))"
    log.add(
      VerifyReport.Failure(
        "signature.unknown-key", expected: expected, found: found,
        reason:
          "the self-asserted key differs from the pinned one: custody entry \(own.sequence) says that its"
          + " checkpoint was signed by unknown key id \(found); expected \(expected)"))
  }

  private func covered(_ own: CustodyStatements.SignedCheckpoint) -> String {
    own.checkpoint.size == UInt64(clamping: size)
      ? "all \(size) records and gaps" : "the first \(own.checkpoint.size) of \(size) records and gaps"
  }
}
