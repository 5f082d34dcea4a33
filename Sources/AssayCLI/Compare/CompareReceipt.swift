import CaseFile
import Completeness
import Evidence
import Integrity
import Pages
import Query

/// The receipt of a comparison: what was compared, with what, both sums, and a hash over each record that is not
/// intact and each extra row (docs/receipts.md).
struct CompareReceipt {
  let answer: CompareAnswer

  /// Columns of the rows that are hashed.
  private static let columns = ["record", "verdict", "all", "why", "fields", "rows", "matched_by"]

  /// Records the rows that the receipt binds.
  private func record(_ recorder: ResultRecorder) throws {
    recorder.begin(Self.columns)
    try answer.forEachRecord(CompareAnswer.faults) { record in
      try recorder.add([
        .integer(Int64(record.facts.record)), Self.text(record.verdict.word),
        Self.list(record.differences.map { .string($0.difference.verdict.word) }), Self.text(record.why),
        Self.list(record.fields.map { .string($0) }), Self.list(record.rows.map { .number($0) }),
        Self.text(record.matchedBy.word),
      ])
    }
    for (row, why) in answer.extraRows {
      try recorder.add([
        .null, Self.text("extra"), Self.list([]), Self.text(why?.why), Self.list([]),
        Self.list([.number(row)]), .null,
      ])
    }
  }

  private static func text(_ text: String?) -> SQLValue { text.map { .text(Array($0.utf8)) } ?? .null }

  private static func list(_ values: [JSONValue]) -> SQLValue {
    var json = JSONText()
    json.write(.array(values))
    return .text(json.bytes)
  }

  /// What the body says beside question, coverage and result.
  private var details: [JSONValue.Member] {
    let balance = answer.balance
    let exports = answer.exports.map { export in
      JSONValue.members(
        ("sha256", .text(export.source.sha256?.description)), ("rows", .number(export.source.records)))
    }
    let comparison: JSONValue = .members(
      ("raw_records", .number(balance.rawRecords)), ("export_rows", .number(balance.exportRows)),
      ("verdicts", .object(balance.shown.map { .init($0.verdict.word, .number($0.records)) })),
      ("records_out_of_scope", .number(balance.outOfScope.records)), ("matched", .number(balance.matched)),
      ("extra", .number(balance.extra)), ("fragments", .number(balance.fragments)),
      ("rows_out_of_scope", .number(balance.outOfScope.rows)), ("balanced", .bool(balance.isBalanced)),
      ("exports", .array(exports)))
    return [.init("comparison", comparison)]
  }

  /// Writes the receipt of an answer that was given.
  func write(_ writer: ReceiptWriter, _ question: Question) throws {
    let recorder = try writer.recorder(isOrdered: question.isOrdered)
    try record(recorder)
    var draft = ReceiptDraft(question, answer.reader, try recorder.finish())
    draft.details = details
    _ = try writer.seal(draft, answer.reader)
    try writer.write(draft)
  }

  /// Compares again, for `check-receipt`: the claims are found in the case by their SHA-256.
  static func again(_ casePath: String, threads: Int, terminal: Terminal) -> OtherQuestion {
    OtherQuestion("compare") { question, store, scope, recorder, _ in
      var scope = scope
      scope.sources = question[parameter: "sources"] == nil ? nil : scope.sources
      let engine = CompareEngine(
        casePath: casePath, inputs: CompareInputs(question), threads: threads, terminal: terminal,
        scope: scope)
      let answer = try engine.answer(store, claims: try claims(question, store), in: store)
      let receipt = CompareReceipt(answer: answer)
      try receipt.record(recorder)
      return OtherQuestion.Answer(reader: answer.reader, details: receipt.details)
    }
  }

  private static func claims(_ question: Question, _ store: CaseStore) throws -> [SourceRow] {
    guard case .array(let digests)? = question[parameter: "claims"] else { return [] }
    let known = try store.sources().filter(\.isClaim)
    return try digests.map { digest in
      guard let claim = known.first(where: { $0.sha256?.description == digest.string }) else {
        throw AssayError(
          "source.missing", subject: store.path,
          reason: "the export \(digest.string ?? "?") is no claim of this case",
          hint: "assay compare \(store.path) EXPORT adds it; then check the receipt again")
      }
      return claim
    }
  }
}
