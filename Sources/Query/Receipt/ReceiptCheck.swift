package import CaseFile
import Evidence
import GRDB
import Integrity

/// Compares a receipt with a case: is it whole, is it of this case, and does the question give the same answer
/// again.
package struct ReceiptCheck {
  private let receipt: Receipt
  private let path: String
  private let store: CaseStore
  private let threads: Int
  private let toolVersion: String
  private let others: [OtherQuestion]
  private let isCancelled: @Sendable () -> Bool
  /// Whether the custody log is asked for the entry that tells of the receipt.
  package var asksCustody = true

  /// - Parameters:
  ///   - path: of the receipt, for messages.
  ///   - toolVersion: of this program.
  ///   - others: questions that are answered outside of this module.
  package init(
    _ receipt: Receipt, path: String, store: CaseStore, threads: Int, toolVersion: String,
    others: [OtherQuestion] = [], isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.receipt = receipt
    self.path = path
    self.store = store
    self.threads = threads
    self.toolVersion = toolVersion
    self.others = others
    self.isCancelled = isCancelled
  }

  /// - Throws: `receipt.other-case`, `interrupted`, and where the question cannot be asked at all what asking
  ///   throws.
  package func run() async throws -> ReceiptReport {
    var report = ReceiptReport()
    checkReceipt(&report)
    try checkCase()
    report.add("case", true, "\(receipt.origin)")
    guard try checkTree(&report) else { return report }
    if asksCustody { try checkCustody(&report) }
    let answer: ReceiptReplay.Answer
    do {
      answer = try await ReceiptReplay(
        receipt: receipt, store: store, threads: threads, others: others, isCancelled: isCancelled
      ).run()
    } catch let error as AssayError where !["interrupted", "timeout", "memory"].contains(error.code) {
      try noteFailure(error, &report)
      return report
    }
    try compare(answer, &report)
    return report
  }

  /// A question that was answered once and cannot be any more: the case no longer holds what the answer was made of,
  /// or the receipt was edited. Where neither is known, nothing was compared.
  private func noteFailure(_ error: AssayError, _ report: inout ReceiptReport) throws {
    // SQLite passes on what a table could not read.
    let isOfCase = ["case.", "source."].contains {
      error.code.hasPrefix($0) || error.reason.contains("[\($0)")
    }
    guard isOfCase || report.verdict == .differs else { throw error }
    report.isUnanswered = isOfCase
    report.add(
      isOfCase ? "answer" : "question", false,
      "cannot be \(isOfCase ? "given" : "asked") again: \(error.subject): \(error.reason)  [\(error.code)]")
  }

  private func checkReceipt(_ report: inout ReceiptReport) {
    let contradictions = receipt.contradictions
    for (field, reason) in contradictions {
      report.differences.append(
        ReceiptReport.Difference(path: field, expected: nil, found: nil, reason: reason))
    }
    report.add(
      "receipt", contradictions.isEmpty,
      contradictions.isEmpty
        ? "body \(receipt.hash) as stated; its parts agree with each other"
        : "was edited: " + contradictions.map { "\($0.field): \($0.reason)" }.joined(separator: "; "))
  }

  private func checkCase() throws {
    let origin = try store.identity().origin
    guard origin != receipt.origin else { return }
    throw AssayError(
      "receipt.other-case", subject: path, reason: "is of \(receipt.origin); \(store.path) is \(origin)",
      hint: receipt.hash == receipt.statedHash
        ? nil : "the receipt was edited, too: its body does not have the SHA-256 that it states")
  }

  /// False where the case does not reach the receipt's tree size.
  private func checkTree(_ report: inout ReceiptReport) throws -> Bool {
    let (size, root) = try treeHead()
    guard receipt.treeSize <= size else {
      report.add(
        "tree", false,
        "the receipt is of \(receipt.treeSize) records and gaps, the case has \(size): it was rolled back, or "
          + "is an older copy")
      return false
    }
    report.add(
      "tree", root == receipt.root,
      root == receipt.root
        ? "the first \(receipt.treeSize) of \(size) records and gaps have root \(root)"
        : "the first \(receipt.treeSize) records and gaps have root \(root), the receipt says \(receipt.root)"
    )
    return true
  }

  /// Size of today's tree, and the root that it had at the receipt's size.
  private func treeHead() throws -> (size: Int, root: String) {
    do {
      return try store.queue.read { db in
        var tree = try EvidenceTree.reader(db)
        let size = Int(tree.size)
        return (size, try tree.root(treeSize: UInt64(min(size, receipt.treeSize))).description)
      }
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
  }

  private func checkCustody(_ report: inout ReceiptReport) throws {
    let entries = try store.custody()
    func told(_ entry: StoredCustodyEntry) -> String? {
      guard ["receipt", "finding-saved"].contains(entry.action) else { return nil }
      return (try? CanonicalJSON.parse(entry.bytes))?["details"]?["receipt_sha256"]?.string
    }
    let telling = entries.filter { told($0) == receipt.hash }.map(\.sequence)
    if let first = telling.first {
      report.add("custody", true, "entry \(first) tells of this receipt")
      return
    }
    guard let sequence = receipt.custodySequence else {
      report.add("custody", true, "no entry tells of it, as the receipt says")
      return
    }
    if let stated = entries.first(where: { $0.sequence == sequence }).flatMap(told) {
      report.add(
        "custody", false, "entry \(sequence) tells of a receipt \(stated): this one was edited since")
    } else {
      report.add("custody", true, "no entry tells of it")
      report.notes.append(
        "entry \(sequence) of the custody log, which the receipt names, is not in this copy of the case: the log "
          + "does not confirm the receipt")
    }
  }

  private func compare(_ answer: ReceiptReplay.Answer, _ report: inout ReceiptReport) throws {
    let body = try answer.draft.body(origin: receipt.origin, toolVersion: toolVersion)
    let differences = BodyComparison(then: receipt.body, now: body)
    report.notes += differences.notes
    report.readingChanged = differences.reading
    report.add(
      "reading", true,
      differences.reading.isEmpty
        ? "the same extractor, zones and formats as then"
        : "not as then: " + differences.reading.joined(separator: "; "))
    report.differences += differences.list
    let isQuestionSame = !differences.list.contains { $0.path.hasPrefix("question") }
    report.add(
      "question", isQuestionSame || receipt.toolVersion != toolVersion,
      "\(receipt.question.language) \(receipt.question.text)"
        + (isQuestionSame ? "" : ": translated to other SQL now"))
    let isCoverageSame = !differences.list.contains {
      !$0.path.hasPrefix("question") && !$0.path.hasPrefix("result")
    }
    report.add(
      "coverage", isCoverageSame,
      isCoverageSame
        ? "\(answer.reader.recordsConsidered) records considered, \(answer.reader.recordsUnparsed) not parsed"
        : differences.list.filter { !$0.path.hasPrefix("question") && !$0.path.hasPrefix("result") }
          .map(\.reason).joined(separator: "; "))
    let isResultSame = !differences.list.contains { $0.path.hasPrefix("result") }
    if isResultSame {
      report.add("answer", true, "\(Self.rows(answer.result.rows)), result hash \(answer.result.hash)")
      return
    }
    report.columns = answer.result.columns
    report.row = receipt.hasPrints ? try RowDifference(receipt.result, answer.recorder) : nil
    report.add("answer", false, difference(answer.result))
  }

  /// How the answer of now differs as a whole.
  private func difference(_ now: RecordedResult) -> String {
    let then = receipt.result
    if then.columns != now.columns {
      return
        "columns were \(BodyComparison.short(then.columns.joined(separator: ", "))), are "
        + BodyComparison.short(now.columns.joined(separator: ", "))
    }
    if then.isOrdered != now.isOrdered {
      return "the order of rows is not the part of the answer that it was"
    }
    if then.rows != now.rows { return "\(Self.rows(then.rows)) then, \(now.rows) now" }
    return "\(Self.rows(now.rows)) as then, but result hash \(then.hash) then, \(now.hash) now"
  }

  private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}
