import Evidence
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

  /// Runs the checks. What is wrong with the case is in the report; damage in one place never hides other findings.
  ///
  /// A journal beside the case is part of the evidence: the next ordinary opening applies it. The case is then
  /// checked twice, as it lies there and, on a private copy, as recovery leaves it; the checks of the report are
  /// those of the recovered state, for that is what every other command will see.
  ///
  /// - Throws: `case.missing`, `case.not-a-case`, `case.unreadable`, `interrupted`.
  package func run() async throws -> VerifyReport {
    try checkIsFile()
    let sidecars = Sidecar.beside(path)
    let live = sidecars.filter { !$0.isInert }
    var report = try await verifier(of: path).run()
    report.notes += sidecars.filter(\.isInert).map {
      "\($0.path) is what an interrupted write left before it changed the case: SQLite ignores it"
    }
    guard !live.isEmpty, report.verdict != "not a case" else { return report }
    return try await withRecovery(report, live)
  }

  private func verifier(of path: String) -> FileVerifier {
    FileVerifier(path: path, options: options, progress: progress, isCancelled: isCancelled)
  }

  private func withRecovery(_ untouched: VerifyReport, _ sidecars: [Sidecar]) async throws -> VerifyReport {
    var report = untouched
    let names = sidecars.map { "\($0.path)" }.joined(separator: " and ")
    do {
      let copy = try RecoveredCase(path, sidecars, temporary: options.folderForCopies)
      defer { withExtendedLifetime(copy) {} }
      report = try await verifier(of: copy.path).run()
      report.states = [
        VerifyReport.State(state: "as it lies there", verdict: untouched.verdict),
        VerifyReport.State(state: "recovered", verdict: report.verdict),
      ]
      let bytes = try FilePath(path).status().size + sidecars.reduce(0) { $0 + $1.byteCount }
      report.notes.append(
        "as it lies there, without \(names), the case is: \(untouched.verdict). Recovered from it, on a copy of"
          + " \(bytes) bytes in \(options.folderForCopies) that is gone now: \(report.verdict)."
          + " The checks above are of the recovered state")
      report.notes += untouched.failures.prefix(Self.untouchedShown).map {
        "as it lies there: \($0.reason)  [\($0.code)]"
      }
      let more = untouched.failures.count - Self.untouchedShown
      if more > 0 { report.notes.append("as it lies there: and \(more) more") }
    } catch let error as AssayError where error.code == "interrupted" {
      throw error
    } catch {
      report.notes.append(
        "the file was checked as it lies there: \(names) was not applied. \(StructureCheck.words(error))")
    }
    for sidecar in sidecars { report.add(sidecar) }
    return report
  }

  /// Failures of the untouched state that are told: in the middle of a write there may be many, all expected.
  private static let untouchedShown = 5

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
}

extension VerifyReport {
  /// Tells of a sidecar, first of all.
  fileprivate mutating func add(_ sidecar: Sidecar) {
    guard let place = checks.firstIndex(where: { $0.check == "structure" }) else { return }
    checks[place].counts["failures", default: 0] += 1
    checks[place].failures.insert(
      Failure(
        "structure.sidecar", found: (try? sidecar.path.sha256())?.description,
        reason:
          "\(sidecar.path) lies beside the case: \(sidecar.byteCount) bytes that the next command which opens"
          + " the case applies"), at: 0)
  }
}
