package import CaseFile
import Evidence
import Integrity

/// Asks the questions of saved findings again, and tells which answers are not what they were: for `verify`.
package struct FindingReplay {
  private let store: CaseStore
  private let threads: Int
  private let toolVersion: String
  private let others: [OtherQuestion]
  private let isCancelled: @Sendable () -> Bool

  /// - Parameters:
  ///   - store: the case; nothing is written.
  ///   - toolVersion: of this program.
  ///   - others: questions that are answered outside of this module.
  package init(
    _ store: CaseStore, threads: Int, toolVersion: String, others: [OtherQuestion],
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.store = store
    self.threads = threads
    self.toolVersion = toolVersion
    self.others = others
    self.isCancelled = isCancelled
  }

  /// Most seconds that one question may take: a case that comes from others may hold one without an end.
  package static let secondsPerQuestion = 600

  /// What came of it.
  package struct Outcome: Sendable {
    /// `findings`, with counts `findings`, `replayed` (their questions were asked again), `questions` (how many were
    /// asked: equal receipts are asked once) and `not_replayed`.
    package var check = VerifyReport.Check("findings")
    /// What was not asked again, and why; what differs without being wrong.
    package var notes: [String] = []

    /// Nothing yet.
    package init() {}
  }

  /// What asking one receipt again gave.
  private enum Answer {
    case equal
    case wrong(code: String, reason: String, expected: String?, found: String?)
    case otherwise(String)
    case unasked(String)
  }

  /// - Parameter progress: called before each finding.
  /// - Throws: `interrupted`.
  package func run(
    _ findings: [Finding], progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws -> Outcome {
    var outcome = Outcome()
    var known: [String: Answer] = [:]
    var counts = ["findings": findings.count, "replayed": 0, "questions": 0]
    for (index, finding) in findings.enumerated() {
      progress(index, findings.count)
      let answer: Answer
      if let same = known[finding.receiptSHA256] {
        answer = same
      } else {
        answer = try await ask(finding)
        known[finding.receiptSHA256] = answer
        if case .unasked = answer {} else { counts["questions", default: 0] += 1 }
      }
      let name = "finding \(finding.number) (\(finding.name))"
      switch answer {
      case .equal: counts["replayed", default: 0] += 1
      case .wrong(let code, let reason, let expected, let found):
        counts["replayed", default: 0] += 1
        counts["failures", default: 0] += 1
        if outcome.check.failures.count < VerifyReport.failureLimit {
          outcome.check.failures.append(
            VerifyReport.Failure(code, expected: expected, found: found, reason: "\(name): \(reason)"))
        }
      case .otherwise(let reason):
        counts["replayed", default: 0] += 1
        outcome.notes.append("\(name): \(reason)")
      case .unasked(let reason):
        counts["not_replayed", default: 0] += 1
        outcome.notes.append("\(name) was not asked again: \(reason)")
      }
    }
    outcome.check.counts = counts
    return outcome
  }

  private func ask(_ finding: Finding) async throws -> Answer {
    let deadline = ContinuousClock.now + .seconds(Self.secondsPerQuestion)
    do {
      let receipt = try Receipt(finding)
      var check = ReceiptCheck(
        receipt, path: "finding \(finding.number)", store: store, threads: threads, toolVersion: toolVersion,
        others: others
      ) { [isCancelled] in isCancelled() || ContinuousClock.now > deadline }
      // That the log tells of it, the comparison of the tables has shown.
      check.asksCustody = false
      return answer(try await check.run())
    } catch let error as AssayError where ["receipt.malformed", "receipt.other-case"].contains(error.code) {
      return .wrong(
        code: "findings.receipt", reason: error.reason, expected: nil, found: nil)
    } catch let error as AssayError {
      guard ["interrupted", "timeout"].contains(error.code) else {
        return .unasked("\(error.subject): \(error.reason)  [\(error.code)]")
      }
      if isCancelled() { throw error }
      return .unasked(
        "it takes longer than \(Self.secondsPerQuestion) seconds; check-receipt asks it without a limit")
    } catch {
      return .unasked("\(error)")
    }
  }

  private func answer(_ report: ReceiptReport) -> Answer {
    let wrong = report.checks.first { !$0.isGood }
    switch report.verdict {
    case .equal: return .equal
    case .extractedOtherwise:
      return .otherwise(
        "the answer differs, and the evidence is extracted otherwise now: "
          + report.readingChanged.joined(separator: "; "))
    case .differs:
      if report.isUnanswered {
        return .wrong(
          code: "findings.damaged", reason: "the question cannot be answered again: \(wrong?.text ?? "")",
          expected: nil, found: nil)
      }
      let result = report.differences.first { $0.path == "result.hash" }
      let row = report.row?.rows.map { " (first row that differs: \($0.lowerBound))" } ?? ""
      return .wrong(
        code: wrong?.check == "receipt" ? "findings.receipt" : "findings.replay",
        reason: wrong?.check == "receipt"
          ? "its receipt \(wrong?.text ?? "")"
          : "asked again, it gives something else: \(wrong?.text ?? "")\(row)",
        expected: result?.expected?.string, found: result?.found?.string)
    }
  }
}
