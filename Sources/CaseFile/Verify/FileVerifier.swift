import Evidence
import Foundation
import GRDB
import Integrity

/// Checks one file as it lies there, whatever lies beside it.
struct FileVerifier {
  let path: String
  let options: VerifyOptions
  let progress: (VerifyProgress) -> Void
  let isCancelled: () -> Bool

  /// Runs the checks. What is wrong with the case is in the report; damage in one place never hides other findings.
  ///
  /// - Throws: `case.unreadable`, `interrupted`.
  func run() async throws -> VerifyReport {
    var logs = VerifyLogs()
    var notes: [String] = []
    let structure = StructureCheck(path: path, options: options)
    let expectedBytes: UInt64?
    do throws(AssayError) { expectedBytes = try structure.fileSize(&logs.structure, &notes) } catch {
      throw AssayError("case.unreadable", subject: path, reason: error.reason)
    }
    let queue: DatabaseQueue
    var copy: TruncatedCase?
    defer { withExtendedLifetime(copy) {} }
    do { queue = try ImmutableCase.open(path) } catch {
      copy = TruncatedCase(path, expectedBytes: expectedBytes, folder: options.folderForCopies)
      guard let copy, let opened = try? ImmutableCase.open(copy.path) else {
        return unopened(error, logs, notes)
      }
      queue = opened
      notes.append("the file was cut: what is left was read from a copy that zeros fill up")
    }
    let isCase = queue.inDatabase { db in
      structure.integrity(db, &logs.structure, &notes)
      return structure.format(db, &logs.structure)
    }
    guard isCase else { return report(skippingContent(logs), notes, size: 0, root: nil) }
    let (index, custody) = queue.inDatabase { db in
      structure.schema(db, &logs.structure, &notes)
      let index = CaseIndex(db, &logs.structure)
      TilingCheck(index: index).check(&logs.structure)
      let custody = CustodyCheck(db, sizes: options.sizes(of: .custody), &logs.custody, &notes)
      custody.compare(index, &logs.custody, &notes)
      custody.compareIdentity(db, &logs.custody)
      custody.compareFindings(db, &logs.custody)
      return (index, custody)
    }
    let tree: VerifiedTree
    let sizes = options.sizes(of: .evidence).union(custody.stampedSizes)
    if options.quick {
      tree = try QuickPass(queue, index, custody, sizes: sizes)
        .run(&logs, &notes, isCancelled: isCancelled)
    } else {
      var pass = ContentPass(
        queue, index, custody, sizes: sizes, threads: options.threads, progress: progress)
      tree = try await pass.run(&logs, &notes, isCancelled: isCancelled)
      queue.inDatabase { db in SurplusCheck(index: index).check(db, &logs) }
    }
    custody.compareStamped(tree.watched, &logs.custody)
    let signature = against(tree, custody, &logs, &notes)
    var report = report(logs, notes, size: tree.watched.size, root: tree.root)
    report.signature = signature
    return report
  }

  private func against(
    _ tree: VerifiedTree, _ custody: CustodyCheck, _ logs: inout VerifyLogs, _ notes: inout [String]
  ) -> VerifyReport.Signature {
    let own = OwnCheckpoints(
      signed: custody.statements.signed, options: options, size: tree.watched.size)
    guard !options.against.isEmpty || options.hasKeys else { return own.asserted(&notes) }
    var log = FailureLog("against")
    let signature: VerifyReport.Signature
    if options.against.isEmpty {
      signature = own.check(&log, &notes)
    } else {
      let check = CheckpointCheck(
        options: options, origin: custody.origin, evidence: tree.watched, custody: custody.watched, own: own)
      signature = check.check(&log, &notes)
    }
    logs.against = log
    return signature
  }

  /// SQLite refuses the file as a whole.
  private func unopened(_ error: any Error, _ logs: VerifyLogs, _ notes: [String]) -> VerifyReport {
    var logs = logs
    let reason = StructureCheck.words(error)
    if (error as? DatabaseError)?.resultCode == .SQLITE_NOTADB {
      logs.structure.add(
        VerifyReport.Failure("structure.not-a-case", reason: "it is no SQLite file: \(reason)"))
    } else {
      logs.structure.add(VerifyReport.Failure("structure.sqlite", reason: "it cannot be opened: \(reason)"))
    }
    return report(skippingContent(logs), notes, size: 0, root: nil)
  }

  private func skippingContent(_ logs: VerifyLogs) -> VerifyLogs {
    var logs = logs
    logs.bytes.skip()
    logs.tree.skip()
    logs.custody.skip()
    logs.views.skip()
    return logs
  }

  private func report(_ logs: VerifyLogs, _ notes: [String], size: Int, root: Digest256?) -> VerifyReport {
    var report = VerifyReport(checks: logs.checks)
    report.notes = notes
    report.treeSize = size
    report.root = root?.description
    return report
  }
}
