package import CaseFile
import Evidence
package import Integrity
import Pages
import Query

/// The facts of a report: one canonical JSON (RFC 8785), from which the page is made and which is what is signed.
/// The same case, the same request and the same program give the same bytes.
package struct ReportDocument: Sendable {
  /// Form of the document, in its member `v`.
  package static let version = "assay/report/v1"

  /// The document.
  package let json: JSONValue
  /// The file.
  package let bytes: [UInt8]
  /// Of `bytes`.
  package var sha256: Digest256 { Digest256.of(bytes) }

  /// Reads a case. Nothing is written into it.
  ///
  /// - Parameters:
  ///   - threads: how many unpack row groups at the same time; the document does not depend on it.
  ///   - isCancelled: asked now and then; true ends with `interrupted`.
  /// - Throws: what reading the case throws.
  package init(
    _ store: CaseStore, _ request: ReportRequest, threads: Int,
    isCancelled: @escaping () -> Bool = { false }
  ) throws {
    let commands = ReportCommands(file: request.fileName)
    let custody = CustodyFacts(try store.custody())
    let sources = try SourceFacts(store, imports: custody.imports)
    let session = try QuerySession(store, threads: threads, isCancelled: isCancelled)
    let questions = QuestionFacts(session)
    let integrity = try IntegrityFacts(store)
    var builder = ReportBuilder(
      request: request, commands: commands, store: store, custody: custody, sources: sources,
      session: session, questions: questions, integrity: integrity)
    json = try builder.document()
    bytes = try CanonicalJSON.bytes(json)
  }

  /// A document that was written before.
  ///
  /// - Throws: `JSONError` where it is no JSON.
  package init(parsing bytes: [UInt8]) throws {
    json = try CanonicalJSON.parse(bytes)
    self.bytes = bytes
  }
}
