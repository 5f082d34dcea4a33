import Integrity

/// Size of a tree as it is, and its root at the sizes that checkpoints name, as far as it can be made again.
struct WatchedTree {
  var size = 0
  var roots: [Int: Digest256] = [:]
}

/// Compares a case with checkpoints from outside: is it the same case, did it only grow, and who signed?
///
/// The roots are made again from the whole tree, so no proof is needed.
struct CheckpointCheck {
  let checkpoints: [KeptCheckpoint]
  let keys: [NoteKey]
  /// Of the case, as its custody says.
  let origin: String
  let evidence: WatchedTree
  let custody: WatchedTree

  /// What the signatures are worth, over all checkpoints: the worst of them.
  func check(_ log: inout FailureLog, _ notes: inout [String]) -> VerifyReport.Signature {
    var signature: VerifyReport.Signature?
    for kept in checkpoints {
      compare(kept, &log)
      let found = signatures(of: kept, &log, &notes)
      signature = min(signature ?? found, found)
    }
    log.count("checkpoints", checkpoints.count)
    if checkpoints.isEmpty, !keys.isEmpty {
      log.add(
        VerifyReport.Failure(
          "signature.missing",
          reason: "a key was given, and no checkpoint that it could have signed (--against)"))
    }
    return signature ?? .none
  }

  private func compare(_ kept: KeptCheckpoint, _ log: inout FailureLog) {
    let (tree, what) =
      switch kept.tree {
      case .evidence: (evidence, "records and gaps")
      case .custody: (custody, "custody entries")
      }
    let origin = kept.tree.origin(ofCase: origin)
    let told = kept.checkpoint
    guard told.origin.utf8.elementsEqual(origin.utf8) else {
      log.add(
        VerifyReport.Failure(
          "against.origin", expected: told.origin, found: origin,
          reason: "the checkpoint \(kept.path) is of '\(told.origin)', this case is '\(origin)'"))
      return
    }
    guard let size = Int(exactly: told.size), size <= tree.size else {
      log.add(
        VerifyReport.Failure(
          "against.rolled-back", expected: "\(told.size)", found: "\(tree.size)",
          reason: "the case is older than the checkpoint \(kept.path): it has \(tree.size) \(what),"
            + " the checkpoint \(told.size)"))
      return
    }
    guard let root = size == 0 ? .ofNothing : tree.roots[size] else {
      log.add(
        VerifyReport.Failure(
          "tree.unknown",
          reason: "the root of the first \(size) \(what) cannot be made again:"
            + " the checkpoint \(kept.path) was not compared"))
      return
    }
    if root != told.root {
      log.add(
        VerifyReport.Failure(
          "against.root", expected: told.root.description, found: root.description,
          reason: "the first \(size) \(what) have another root than the checkpoint \(kept.path) says:"
            + " it is of another history of this case"))
    }
  }

  private func signatures(
    of kept: KeptCheckpoint, _ log: inout FailureLog, _ notes: inout [String]
  ) -> VerifyReport.Signature {
    guard !keys.isEmpty else {
      if !kept.note.signatures.isEmpty {
        notes.append("the signatures of \(kept.path) were not checked: no --key was given")
      }
      return .none
    }
    do throws(NoteError) {
      for key in try kept.note.verified(by: keys) {
        notes.append("\(kept.path) is signed by \(key.name), key id \(key.keyIDText)")
      }
      return .good
    } catch {
      return refused(error, kept, &log)
    }
  }

  private func refused(
    _ error: NoteError, _ kept: KeptCheckpoint, _ log: inout FailureLog
  ) -> VerifyReport.Signature {
    if case .badSignature = error {
      log.add(VerifyReport.Failure("signature.bad", reason: "\(kept.path): \(error)"))
      return .none
    }
    guard !kept.note.signatures.isEmpty else {
      log.add(VerifyReport.Failure("signature.missing", reason: "\(kept.path) is unsigned"))
      return .none
    }
    let found = kept.note.signatures.map { "\($0.keyIDText) (\($0.name))" }
    let expected = keys.map { "\($0.keyIDText) (\($0.name))" }
    log.add(
      VerifyReport.Failure(
        "signature.unknown-key", expected: expected.joined(separator: ", "),
        found: found.joined(separator: ", "),
        reason: "\(kept.path) is signed by unknown key id \(found.joined(separator: ", ")); expected"
          + " \(expected.joined(separator: ", "))"))
    return .unknownKey
  }
}
