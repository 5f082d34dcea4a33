import CaseFile
import Evidence
import Integrity
import Pages

/// Signs checkpoints of a case with a person's key, and keeps beside the key what was signed last.
struct CaseSigner {
  let casePath: String
  let keyPath: String
  let key: OpenSSHPrivateKey
  let custody: CustodyLog
  let threads: Int
  let terminal: Terminal

  /// Verifies the whole case, then signs: a wrong bit in memory or on the disk must not get into a tree that is signed.
  ///
  /// - Parameter trees: in this order; the custody log's entry of one is covered by the next.
  /// - Returns: the signed checkpoints, and what was verified before.
  /// - Throws: `checkpoint.not-verified`, `checkpoint.rolled-back`, `checkpoint.forked`, `checkpoint.other-case`,
  ///   `key.last-seen`, `case.changed`, and what writing throws.
  func sign(
    _ trees: [CaseTree], extending earlier: KeptCheckpoint? = nil
  ) async throws -> (signed: [CheckpointSigning.Signed], verification: VerifyReport?) {
    let identity = try CaseStore.open(casePath).identity()
    var signed: [CheckpointSigning.Signed] = []
    var report: VerifyReport?
    for tree in trees {
      let origin = tree.origin(identity)
      let lastSeen = LastSeenFile(
        besideKey: keyPath, origin: origin, use: .signed,
        key: try NoteSigner(name: origin, key: key.key).key)
      let previous = [earlier, try lastSeen.read()].compactMap { $0 }
      let signing = CheckpointSigning(path: casePath, tree: tree, key: key, custody: custody)
      let moment = try signing.moment()
      if let before = signed.last, moment.entries != before.custodySequence + 1 {
        throw AssayError(
          "case.changed", subject: casePath, reason: "another process wrote to the case while it was signed",
          hint: "the same command again verifies and signs it as it is then")
      }
      let verification: VerifyReport
      if let report { verification = report } else { verification = try await verified() }
      report = verification
      let one = try signing.sign(
        verification, since: moment,
        extending: previous.map { CheckpointSigning.Earlier(name: $0.path, checkpoint: $0.checkpoint) })
      try lastSeen.write(one.note)
      signed.append(one)
    }
    return (signed, report)
  }

  private func verified() async throws -> VerifyReport {
    let progress = ProgressLine(terminal)
    defer { progress.erase() }
    Interruption.stopGracefully()
    var options = VerifyOptions()
    options.threads = threads
    let verifier = Verifier(path: casePath, options: options) { step in
      progress.update { "verify  \(progress.amount(step.bytesDone, of: step.bytesTotal))" }
    } isCancelled: {
      Interruption.isRequested
    }
    let report = try await verifier.run()
    if let first = report.failures.first {
      throw AssayError(
        "checkpoint.not-verified", subject: casePath,
        reason: "is \(report.verdict): \(first.reason) [\(first.code)]",
        hint: "nothing was signed; assay verify \(casePath) says all that is wrong")
    }
    return report
  }
}
