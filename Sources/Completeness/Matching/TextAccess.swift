import CaseFile
import Evidence
import Formats
import Query

/// Reads raw records and rows again, by their positions. For one thread.
final class TextAccess {
  private let evidence: CaseReader
  private let claims: CaseReader
  private let shared: Shared
  private var rowReaders: [Int: RowReader] = [:]
  private var fieldReaders: [Int: EventFields] = [:]

  /// What the threads of one comparison have in common.
  struct Shared: Sendable {
    let layouts: [Int: ExportLayout]
    let plan: FieldPlan
    let recordContexts: ContextList
    let rowContexts: ContextList
  }

  /// Bytes of blocks that are kept: rows may stand in another order than records.
  private static let keptBytes = 24 << 20

  init(_ evidence: CaseReader, _ claims: CaseReader, _ shared: Shared) {
    self.evidence = evidence
    self.claims = claims
    self.shared = shared
    evidence.keptBlockBytes = Self.keptBytes
    claims.keptBlockBytes = Self.keptBytes
  }

  /// The text of a raw record.
  func record(_ facts: RecordFacts) throws -> [UInt8] { try evidence.text(evidence.span(facts.record)) }

  /// The reader of a raw record's fields, with the fields of `text` read.
  func fields(_ facts: RecordFacts, _ text: [UInt8]) -> EventFields {
    let source = Int(facts.source)
    let profile = evidence.source(source)?.profile ?? SourceProfile(format: .lines)
    let reader = fieldReaders[source] ?? EventFields(profile, shared.plan)
    fieldReaders[source] = reader
    reader.read(text, shared.recordContexts.at(facts.record))
    return reader
  }

  /// A row taken apart; what is returned holds until the next call.
  func row(_ print: RowPrint) throws -> RowReader? {
    let place = try claims.span(print.leaf)
    let source = place.block.row.source
    guard let layout = shared.layouts[source] else { return nil }
    let reader = rowReaders[source] ?? RowReader(layout, shared.plan)
    rowReaders[source] = reader
    reader.read(claims.text(place), shared.rowContexts.at(print.leaf))
    return reader
  }

  /// The text of the event in a row; nil: it has none.
  func text(_ print: RowPrint) throws -> [UInt8]? {
    guard let reader = try row(print), let range = reader.parts.text else { return nil }
    return Array(reader.parts.bytes[range])
  }
}
