package import Evidence
package import GRDB
package import Integrity

/// Which of a case's two trees a checkpoint is of.
package enum CaseTree: String, Sendable, CaseIterable {
  /// Over all spans of all sources.
  case evidence
  /// Over the entries of the custody log. Each entry names size and root of the evidence, so one signature of this
  /// tree covers both.
  case custody

  /// What the origin of the custody tree has behind that of the case.
  private static let custodySuffix = "/custody"

  /// The tree that checkpoints of that origin are of.
  package init(ofOrigin origin: String) {
    self = origin.hasSuffix(Self.custodySuffix) ? .custody : .evidence
  }

  /// First line of this tree's checkpoints, and name of the keys that sign them.
  package func origin(_ identity: CaseIdentity) -> String { origin(ofCase: identity.origin) }

  /// - Parameter origin: `CaseIdentity.origin`.
  func origin(ofCase origin: String) -> String {
    switch self {
    case .evidence: origin
    case .custody: origin + Self.custodySuffix
    }
  }

  /// The stored tree; valid as long as `db` is.
  package func reader(_ db: Database) throws -> TreeReader {
    switch self {
    case .evidence: return try EvidenceTree.reader(db)
    case .custody:
      // Entries are few: all leaf hashes are at hand, and no node is stored.
      let leaves = try Row.fetchAll(db, sql: "SELECT entry FROM custody ORDER BY seq").map {
        leafHash(try RowCells($0, table: "custody").blob(0, "entry"))
      }
      return TreeReader(size: UInt64(leaves.count), storedLevel: 0) { id in
        id.leaves.map { merkleRoot(leaves[Int($0.lowerBound)..<Int($0.upperBound)]) }
      } leaves: {
        Array(leaves[Int($0.lowerBound)..<Int($0.upperBound)])
      }
    }
  }
}

extension CaseStore {
  /// The checkpoint of a tree as it is.
  package func checkpoint(_ tree: CaseTree) throws(AssayError) -> Checkpoint {
    let origin = tree.origin(try identity())
    do {
      return try queue.read { db in try Self.checkpoint(db, tree, origin: origin) }
    } catch {
      throw Self.translate(error, path: path)
    }
  }

  static func checkpoint(_ db: Database, _ tree: CaseTree, origin: String) throws -> Checkpoint {
    var reader = try tree.reader(db)
    let edge = try reader.compactRange()
    return Checkpoint(origin: origin, size: edge.size, root: edge.root)
  }

  /// The hashes that prove that the case extends an earlier checkpoint; `newer` is one of the case as it is or was.
  ///
  /// - Parameter name: of where the earlier one is from, for messages.
  /// - Throws: `checkpoint.other-case`, `checkpoint.rolled-back`, `checkpoint.forked`.
  package func growth(
    _ tree: CaseTree, from old: Checkpoint, named name: String, to newer: Checkpoint
  ) throws(AssayError) -> [Digest256] {
    do {
      return try queue.read { db in try Self.growth(db, tree, from: old, named: name, to: newer, path: path) }
    } catch {
      throw Self.translate(error, path: path)
    }
  }

  static func growth(
    _ db: Database, _ tree: CaseTree, from old: Checkpoint, named name: String, to newer: Checkpoint,
    path: String
  ) throws -> [Digest256] {
    guard old.origin.utf8.elementsEqual(newer.origin.utf8) else {
      throw AssayError(
        "checkpoint.other-case", subject: name,
        reason: "is a checkpoint of '\(old.origin)', this is '\(newer.origin)'")
    }
    guard old.size <= newer.size else {
      throw AssayError(
        "checkpoint.rolled-back", subject: path,
        reason:
          "has a tree of \(newer.size), older than the checkpoint of size \(old.size) in \(name): the case was"
          + " rolled back to an earlier state, or leaves were removed",
        hint: "find the case file that the checkpoint was made of; nothing was signed")
    }
    var reader = try tree.reader(db)
    let root = try reader.root(treeSize: old.size)
    guard root == old.root else {
      throw AssayError(
        "checkpoint.forked", subject: path,
        reason:
          "at size \(old.size) the root is \(root), the checkpoint in \(name) says \(old.root): the history was"
          + " changed, or there are two cases under one name",
        hint: "keep both; nothing was signed")
    }
    guard old.size > 0 else { return [] }
    let proof = try reader.consistencyProof(from: old.size, to: newer.size).path
    do { try old.checkExtended(by: newer, proof: proof) } catch {
      throw AssayError("checkpoint.forked", subject: path, reason: "does not extend \(name): \(error)")
    }
    return proof
  }
}
