import CaseFile
import Evidence
import Foundation
import Integrity
import Pages
import Query

/// Keeps an answer: writes its receipt into the custody log of the case and into a file (`--receipt`), saves it as a
/// finding (`--save`), or both.
final class ReceiptWriter {
  /// Where `--receipt` goes.
  struct File {
    var path: String
    var sink: OutputSink
  }

  private let file: File?
  private let saving: SavingOptions
  private let casePath: String
  private let custody: CustodyLog
  private let threads: Int
  private let terminal: Terminal
  private let start = ContinuousClock.now
  private var body: JSONValue?
  private var recorder: ResultRecorder?
  private var records = RecordSet()

  /// Nil where neither is asked for. Opens the receipt's file before any work.
  init?(
    receipt path: String?, force: Bool, saving: SavingOptions, casePath: String, custody: CustodyLog,
    threads: Int,
    terminal: Terminal
  ) throws(AssayError) {
    if path == nil, saving.save == nil { return nil }
    var file: File?
    if let path { file = File(path: path, sink: try OutputSink(path, force: force)) }
    self.file = file
    self.saving = saving
    self.casePath = casePath
    self.custody = custody
    self.threads = threads
    self.terminal = terminal
  }

  /// What records the rows of the answer.
  func recorder(isOrdered: Bool) throws -> ResultRecorder {
    let recorder = try ResultRecorder(isOrdered: isOrdered)
    if saving.save != nil { recorder.collector = RecordCollector() }
    self.recorder = recorder
    return recorder
  }

  /// Records that rows stand for, whatever their columns say.
  func note(records numbers: [Int64]) {
    for number in numbers { recorder?.collector?.add(Int(clamping: number)) }
  }

  /// Makes the body. What it returns must be said with an answer without rows; nil with any other.
  func seal(_ draft: ReceiptDraft, _ reader: CaseReader) throws -> String? {
    let body = try draft.body(origin: try reader.store.identity().origin, toolVersion: AssayVersion.text)
    self.body = body
    records = try recorder?.collector?.finish(reader) ?? RecordSet()
    return body["claim"]?.string
  }

  /// Writes the receipt that was sealed, and saves the finding, once the answer is given.
  ///
  /// - Parameter facts: of this run, for the annex: what a second run may do otherwise.
  /// - Throws: what saving throws, after the receipt is written.
  func write(_ draft: ReceiptDraft, facts: [JSONValue.Member] = []) throws {
    guard let body else { return }
    var saved: Result<(number: Int, entry: FindingLog.Entry), AssayError>?
    if let name = saving.save {
      let finding = FindingDraft(
        name: name, statement: saving.note ?? "", receipt: body, prints: draft.prints, records: records)
      do throws(AssayError) {
        saved = .success(try FindingLog(casePath, custody: custody).save(finding))
      } catch {
        saved = .failure(error)
      }
    }
    if let file { try write(draft, body, facts, told: try? saved?.get().entry, to: file) }
    switch saved {
    case .success(let finding)?:
      let count = records.isEmpty ? "its rows name no record" : NumberText.counted(records.count, "record")
      terminal.note(
        "saved as finding \(finding.number), \(count): assay findings \(DisplayText.escaped(casePath)) show"
          + " \(finding.number)")
    case .failure(var error)?:
      error.reason = "the answer was not saved as a finding: " + error.reason
      throw error
    case nil: break
    }
  }

  private func write(
    _ draft: ReceiptDraft, _ body: JSONValue, _ facts: [JSONValue.Member], told: FindingLog.Entry?,
    to file: File
  ) throws {
    let sha256 = Digest256.of(try CanonicalJSON.bytes(body)).description
    var annex: [JSONValue.Member] = [
      .init("time", .string(custody.now().text)),
      .init(
        "actor",
        .members(
          ("name", .string(custody.actor.name)), ("login", .string(custody.actor.login)),
          ("host", .string(custody.actor.host)))),
      .init("case_file", .string(casePath)),
      .init("executable", .text(custody.tool.executable?.description)),
      .init("sqlite", .string(QuerySession.sqliteVersion)),
      .init("threads", .number(threads)),
      .init("milliseconds", .number(milliseconds)),
    ]
    annex += facts
    // The entry of a finding tells of its receipt.
    let entry = told.map { Self.entry($0.sequence, $0.sha256) } ?? record(body, sha256: sha256)
    annex.append(.init("custody", entry))
    annex.append(.init("prints", .string(Base64Text.of(draft.prints))))
    try file.sink.write(ReceiptFile.bytes(body, sha256: sha256, annex: annex))
    try file.sink.finish()
    terminal.note("receipt \(DisplayText.escaped(file.path))  \(sha256)")
  }

  private static func entry(_ sequence: Int, _ sha256: String) -> JSONValue {
    .members(("written", .bool(true)), ("seq", .number(sequence)), ("entry_sha256", .string(sha256)))
  }

  private var milliseconds: Int {
    let (seconds, attoseconds) = start.duration(to: .now).components
    return Int(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
  }

  /// The case keeps what was asked of it, where it can be written.
  private func record(_ body: JSONValue, sha256: String) -> JSONValue {
    let details: JSONValue = .members(
      ("receipt_sha256", .string(sha256)),
      ("language", .text(body["question"]?["language"]?.string)),
      ("text", .text(body["question"]?["text"]?.string)),
      ("asked_size", .number(body["case"]?["tree_size"]?.int)),
      ("rows", .number(body["result"]?["rows"]?.int)),
      ("result_hash", .text(body["result"]?["hash"]?.string)))
    do throws(AssayError) {
      let entry = try custody.record(casePath, action: "receipt", details: details)
      return Self.entry(entry.sequence, entry.sha256)
    } catch {
      terminal.error(
        "note: the receipt stands in its file only, not in the custody log: "
          + DisplayText.escaped(error.reason) + "  [\(error.code)]")
      return .members(("written", .bool(false)), ("reason", .string("\(error.reason) [\(error.code)]")))
    }
  }
}

/// The file of a receipt (docs/receipts.md, "The file").
enum ReceiptFile {
  static func bytes(_ body: JSONValue, sha256: String, annex: [JSONValue.Member]) -> [UInt8] {
    var text = JSONText()
    text.writeLines(.members(("body", body), ("body_sha256", .string(sha256)), ("annex", .object(annex))))
    return text.bytes
  }
}
