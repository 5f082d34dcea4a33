import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// The names of a proof's files, and what is said beside a proof.
struct ProofFiles {
  static let proofExtension = ".tlog-proof"
  static let bytesExtension = ".raw"
  /// Form of what is said beside a proof.
  static let version = "assay/proof/v1"
  /// Spans that one record's text can be made of: no more fit a chunk of a binary log.
  static let mostUsed = 4096

  private let base: String

  /// - Parameter name: what the files are called, with or without the extension.
  init(_ name: String) {
    base = name.hasSuffix(Self.proofExtension) ? String(name.dropLast(Self.proofExtension.count)) : name
  }

  /// The record's own file at 0, then those of the spans that its text was made of.
  func proof(_ index: Int) -> String { stem(index) + Self.proofExtension }

  func bytes(_ index: Int) -> String { stem(index) + Self.bytesExtension }

  private func stem(_ index: Int) -> String { index == 0 ? base : "\(base).used-\(index)" }

  /// Writes both files of one span.
  ///
  /// - Parameter syncs: as of `OutputSink`: thousands of files each waited for take minutes.
  func write(_ spans: [ProvenSpan], _ index: Int, force: Bool, syncs: Bool = true) throws {
    let span = spans[index]
    var proof = span.proof
    proof.extra = try CanonicalJSON.bytes(Self.statement(spans, index))
    for (name, bytes) in [(bytes(index), span.bytes), (self.proof(index), Array(proof.encoded.utf8))] {
      let sink = try OutputSink(name, force: force)
      sink.syncs = syncs
      try sink.write(bytes)
      try sink.finish()
    }
  }

  /// Where the bytes stand in their source, which a proof does not say: for people, and for finding the other files.
  private static func statement(_ spans: [ProvenSpan], _ index: Int) -> JSONValue {
    let span = spans[index]
    var members: [JSONValue.Member] = [
      .init("v", .string(version)), .init("locator", .string(span.locator.description)),
      .init("source", .string(span.source.name)), .init("source_id", .number(span.source.id)),
      .init("offset", .number(span.sourceOffset)), .init("length", .number(span.bytes.count)),
    ]
    if index == 0 {
      members.append(.init("uses", .array(spans.dropFirst().map { .number($0.leaf) })))
    } else {
      members.append(.init("used_by", .number(spans[0].leaf)))
    }
    return .object(members)
  }
}
