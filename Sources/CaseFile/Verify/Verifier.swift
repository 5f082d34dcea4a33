import Evidence
import Foundation
import GRDB
import Integrity

/// Checks everything that a case promises, from the bytes up, and says where it is broken. Writes nothing.
package struct Verifier {
  private let path: String
  private let options: VerifyOptions
  private let progress: (VerifyProgress) -> Void
  private let isCancelled: () -> Bool

  /// - Parameters:
  ///   - path: of the case file.
  ///   - progress: called from the calling task, about once a row group.
  ///   - isCancelled: asked once a row group; when true, `run` throws `interrupted`.
  package init(
    path: String, options: VerifyOptions = VerifyOptions(),
    progress: @escaping (VerifyProgress) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
  ) {
    self.path = path
    self.options = options
    self.progress = progress
    self.isCancelled = isCancelled
  }

  /// Runs the five checks. What is wrong with the case is in the report; damage in one place never hides
  /// other findings.
  ///
  /// - Throws: `case.missing`, `case.unreadable`, `interrupted`.
  package func run() async throws -> VerifyReport {
    try checkIsFile()
    var logs = VerifyLogs()
    var notes: [String] = []
    let structure = StructureCheck(path: path, options: options)
    structure.sidecars(&logs.structure, &notes)
    let expectedBytes: UInt64?
    do throws(AssayError) { expectedBytes = try structure.fileSize(&logs.structure) } catch {
      throw AssayError("case.unreadable", subject: path, reason: error.reason)
    }
    let queue: DatabaseQueue
    var copy: TruncatedCase?
    defer { withExtendedLifetime(copy) {} }
    do { queue = try ImmutableCase.open(path) } catch {
      let folder =
        options.temporaryFolder ?? ProcessInfo.processInfo.environment["SQLITE_TMPDIR"]
        ?? NSTemporaryDirectory()
      copy = TruncatedCase(path, expectedBytes: expectedBytes, folder: folder)
      guard let copy, let opened = try? ImmutableCase.open(copy.path) else {
        return unopened(error, logs, notes)
      }
      queue = opened
      notes.append("the file was cut: what is left was read from a copy that zeros fill up")
    }
    let isCase = queue.inDatabase { db in
      structure.integrity(db, &logs.structure)
      return structure.format(db, &logs.structure)
    }
    guard isCase else { return report(skippingContent(logs), notes, size: 0, root: nil) }
    let (index, custody) = queue.inDatabase { db in
      structure.schema(db, &logs.structure, &notes)
      let index = CaseIndex(db, &logs.structure)
      TilingCheck(index: index).check(&logs.structure)
      let custody = CustodyCheck(db, &logs.custody, &notes)
      custody.compare(index, &logs.custody, &notes)
      custody.compareIdentity(db, &logs.custody)
      return (index, custody)
    }
    let head: (size: Int, root: Digest256?)
    if options.quick {
      head = try QuickPass(queue, index, custody).run(&logs, &notes, isCancelled: isCancelled)
    } else {
      var pass = ContentPass(queue, index, custody, threads: options.threads, progress: progress)
      head = try await pass.run(&logs, &notes, isCancelled: isCancelled)
      queue.inDatabase { db in SurplusCheck(index: index).check(db, &logs) }
    }
    return report(logs, notes, size: head.size, root: head.root)
  }

  private func checkIsFile() throws(AssayError) {
    let status: FileStatus
    do throws(AssayError) { status = try FilePath(path).status() } catch {
      throw AssayError(
        error.code == "file.missing" ? "case.missing" : "case.unreadable", subject: path,
        reason: error.reason)
    }
    guard status.kind == .file else {
      throw AssayError("case.not-a-case", subject: path, reason: "is not a file")
    }
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
