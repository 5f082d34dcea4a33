import CaseFile
import Evidence
import Pages
import Query

/// The check `findings` of `verify`: the questions of saved findings, asked again.
struct VerifyFindings {
  let path: String
  let options: VerifyOptions
  let terminal: Terminal

  /// Adds the check to a report, where the case has findings.
  ///
  /// - Throws: `interrupted`.
  func add(to report: inout VerifyReport) async throws {
    guard report.verdict != "not a case" else { return }
    var outcome = FindingReplay.Outcome()
    do {
      // The file as it lies there: nothing is written, whatever lies beside it.
      let store = try CaseStore.openUnchanged(path)
      let findings = try store.findings().findings
      if findings.isEmpty { return }
      outcome.check.counts = ["findings": findings.count]
      if options.quick {
        outcome.skip("quick: the questions of \(Self.counted(findings.count)) were not asked again")
      } else if !report.states.isEmpty {
        outcome.skip(
          "the questions of \(Self.counted(findings.count)) were not asked again, since a journal lies beside the case"
        )
      } else {
        outcome = try await replay(store, findings)
      }
    } catch let error as AssayError where error.code != "interrupted" {
      outcome.skip("findings were not asked again: \(error.subject): \(error.reason)  [\(error.code)]")
    }
    let place = report.checks.firstIndex { $0.check == "against" } ?? report.checks.endIndex
    report.checks.insert(outcome.check, at: place)
    report.notes += outcome.notes
  }

  private static func counted(_ count: Int) -> String { NumberText.counted(count, "finding") }

  private func replay(_ store: CaseStore, _ findings: [Finding]) async throws -> FindingReplay.Outcome {
    let progress = ProgressLine(terminal)
    defer { progress.erase() }
    Interruption.stopAsking()
    let others =
      [CompareReceipt.again(path, threads: options.threads, terminal: terminal)]
      + AnalysisRegistry.questions(threads: options.threads)
    return try await FindingReplay(
      store, threads: options.threads, toolVersion: AssayVersion.text, others: others
    ) {
      Interruption.isRequested
    }.run(findings) { done, total in
      progress.update { "verify  finding \(NumberText.grouped(done + 1)) of \(NumberText.grouped(total))" }
    }
  }
}

extension FindingReplay.Outcome {
  fileprivate mutating func skip(_ note: String) {
    check.done = false
    notes.append(note)
  }
}
