import CaseFile
import Evidence
import Foundation
import Integrity
import Pages
import Query

/// Writes the receipt of an answer: into the custody log of the case, and into a file.
final class ReceiptWriter {
  private let path: String
  private let sink: OutputSink
  private let casePath: String
  private let custody: CustodyLog
  private let threads: Int
  private let terminal: Terminal
  private let start = ContinuousClock.now
  private var body: JSONValue?

  init(
    path: String, sink: OutputSink, casePath: String, custody: CustodyLog, threads: Int, terminal: Terminal
  ) {
    self.path = path
    self.sink = sink
    self.casePath = casePath
    self.custody = custody
    self.threads = threads
    self.terminal = terminal
  }

  /// Makes the body. What it returns must be said with an answer without rows; nil with any other.
  func seal(_ draft: ReceiptDraft, _ reader: CaseReader) throws -> String? {
    let body = try draft.body(origin: try reader.store.identity().origin, toolVersion: AssayVersion.text)
    self.body = body
    return body["claim"]?.string
  }

  /// Writes the receipt that was sealed, once the answer is given.
  ///
  /// - Parameter facts: of this run, for the annex: what a second run may do otherwise.
  func write(_ draft: ReceiptDraft, facts: [JSONValue.Member] = []) throws {
    guard let body else { return }
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
    annex.append(.init("custody", record(body, sha256: sha256)))
    annex.append(.init("prints", .string(Base64Text.of(draft.prints))))
    var text = JSONText()
    text.writeLines(
      .members(("body", body), ("body_sha256", .string(sha256)), ("annex", .object(annex))))
    try sink.write(text.bytes)
    try sink.finish()
    terminal.note("receipt \(DisplayText.escaped(path))  \(sha256)")
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
      return .members(
        ("written", .bool(true)), ("seq", .number(entry.sequence)), ("entry_sha256", .string(entry.sha256)))
    } catch {
      terminal.error(
        "note: the receipt stands in its file only, not in the custody log: "
          + DisplayText.escaped(error.reason) + "  [\(error.code)]")
      return .members(("written", .bool(false)), ("reason", .string("\(error.reason) [\(error.code)]")))
    }
  }
}
