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
  let options: VerifyOptions
  /// Of the case, as its custody says.
  let origin: String
  let evidence: WatchedTree
  let custody: WatchedTree
  /// What the case itself says was signed.
  let own: OwnCheckpoints

  /// What the signatures are worth, over all checkpoints: the worst of them.
  func check(_ log: inout FailureLog, _ notes: inout [String]) -> VerifyReport.Signature {
    var signature: VerifyReport.Signature?
    for kept in options.against {
      compare(kept, &log)
      let found = signatures(of: kept, &log, &notes)
      signature = min(signature ?? found, found)
    }
    log.count("checkpoints", options.against.count)
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
    guard options.hasKeys else {
      if !kept.note.signatures.isEmpty {
        notes.append("the signatures of \(kept.path) were not checked: no --key was given")
      }
      return .none
    }
    let keys = options.keys(for: kept.checkpoint.origin)
    let found = NoteSignatures(kept.note, kept.path, keys).check(&log, &notes)
    // A key that was put in the place of the one that signed: the kept file has the true signature.
    guard found == .good, own.contradicts(kept.note, keys, &log) else { return found }
    return .unknownKey
  }
}
