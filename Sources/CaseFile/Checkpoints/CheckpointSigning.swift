package import Evidence
import GRDB
package import Integrity

/// Signs a checkpoint: after the whole case was verified, and only where it extends all checkpoints signed before.
package struct CheckpointSigning: Sendable {
  /// Action of the custody entry.
  static let action = "checkpoint-exported"

  /// An earlier checkpoint that the case must extend, and where it is from.
  package struct Earlier: Sendable {
    package var name: String
    package var checkpoint: Checkpoint

    /// - Parameter name: a file, for messages.
    package init(name: String, checkpoint: Checkpoint) {
      self.name = name
      self.checkpoint = checkpoint
    }
  }

  /// What was signed.
  package struct Signed: Sendable {
    package var note: SignedNote
    package var checkpoint: Checkpoint
    /// By whom: the line that others pin.
    package var key: NoteKey
    /// Number of the custody entry that tells of it.
    package var custodySequence: Int
  }

  private let path: String
  private let tree: CaseTree
  private let key: OpenSSHPrivateKey
  private let custody: CustodyLog

  package init(path: String, tree: CaseTree, key: OpenSSHPrivateKey, custody: CustodyLog) {
    self.path = path
    self.tree = tree
    self.key = key
    self.custody = custody
  }

  /// The custody log before verifying: what is signed must be what was verified.
  package struct Moment: Sendable, Equatable {
    /// How many there are.
    package var entries: Int
    var lastEntry: String
  }

  /// - Throws: what opening the case throws.
  package func moment() throws(AssayError) -> Moment {
    let entries = try CaseStore.open(path).custody()
    return Moment(entries: entries.count, lastEntry: entries.last?.sha256 ?? "")
  }

  /// Appends the custody entry and signs. One transaction: where anything is refused, neither is there.
  ///
  /// - Parameters:
  ///   - verified: what `verify` found, without a failure.
  ///   - moment: before that.
  ///   - earlier: checkpoints that the case must extend. The last one that the case itself tells of is added.
  /// - Throws: `checkpoint.rolled-back`, `checkpoint.forked`, `checkpoint.other-case`, `case.changed`, and what
  ///   writing throws.
  package func sign(
    _ verified: VerifyReport, since moment: Moment, extending earlier: [Earlier]
  ) throws(AssayError) -> Signed {
    let store = try CaseStore.openForWriting(path, create: false)
    let origin = tree.origin(try store.identity())
    let changed = AssayError(
      "case.changed", subject: path, reason: "another process wrote to the case while it was verified",
      hint: "the same command again verifies and signs it as it is then")
    do {
      return try store.queue.write { db in
        let head = try EvidenceTree.head(db)
        guard head.size == verified.treeSize, head.root.description == verified.root else { throw changed }
        let last = try Row.fetchOne(db, sql: "SELECT seq, entry FROM custody ORDER BY seq DESC LIMIT 1")
        let cells = try last.map { row in
          let cells = RowCells(row, table: "custody")
          return Moment(
            entries: try cells.natural(0, "seq") + 1,
            lastEntry: Digest256.of(try cells.blob(1, "entry")).description)
        }
        guard cells == moment else { throw changed }
        let now = try CaseStore.checkpoint(db, tree, origin: origin)
        for one in try earlier + own(db) {
          _ = try CaseStore.growth(db, tree, from: one.checkpoint, named: one.name, to: now, path: path)
        }
        return try sign(db, now, head)
      }
    } catch {
      throw CaseStore.translate(error, path: path)
    }
  }

  /// The last checkpoint that the case itself tells of. Of the custody log none is told: the chain is its own.
  private func own(_ db: Database) throws -> [Earlier] {
    guard tree == .evidence, let note = try CaseStore.signedCheckpoints(db).last,
      let checkpoint = try? Checkpoint(text: note.text)
    else { return [] }
    return [Earlier(name: "the case's own custody log", checkpoint: checkpoint)]
  }

  private func sign(_ db: Database, _ now: Checkpoint, _ head: (size: Int, root: Digest256)) throws -> Signed
  {
    let signer = try NoteSigner(name: now.origin, key: key.key)
    var members: [JSONValue.Member] = [
      .init("tree", .string(tree.rawValue)), .init("origin", .string(now.origin)),
      .init("key", .string(signer.key.vkey)), .init("fingerprint", .string(key.publicKey.fingerprint)),
    ]
    var checkpoint = now
    if tree == .evidence { members.append(.init("note", .string(try signed(now, signer).encoded))) }
    try custody.append(
      db, action: Self.action, details: .object(members), size: head.size, root: head.root)
    // The custody tree is signed with the entry that tells of it, which so cannot hold the signature.
    if tree == .custody { checkpoint = try CaseStore.checkpoint(db, tree, origin: now.origin) }
    let sequence = try Int.fetchOne(db, sql: "SELECT max(seq) FROM custody") ?? 0
    return Signed(
      note: try signed(checkpoint, signer), checkpoint: checkpoint, key: signer.key, custodySequence: sequence
    )
  }

  private func signed(_ checkpoint: Checkpoint, _ signer: NoteSigner) throws -> SignedNote {
    SignedNote(text: checkpoint.text, signatures: [try signer.signature(of: checkpoint.text)])
  }
}
