import CaseFile
import Evidence
import Formats
import Integrity
import Pages
import Query

/// Records as a report shows them: where they stand, what they say, and the proof.
struct RecordFacts {
  private let reader: CaseReader
  private let note: SignedNote?
  private let commands: ReportCommands
  private let annotations: AnnotationList

  init(_ reader: CaseReader, note: SignedNote?, commands: ReportCommands, annotations: AnnotationList) {
    self.reader = reader
    self.note = note
    self.commands = commands
    self.annotations = annotations
  }

  /// - Parameters:
  ///   - records: record numbers.
  ///   - places: locator, time, computer, channel, event id and source name of each.
  func json(_ records: [Int], places: [Int: [JSONValue]]) throws -> [JSONValue] {
    let lines = try LineNumbers(reader).lines(of: records)
    return try records.map { record in
      try json(record, places[record] ?? [], line: lines[record])
    }
  }

  private func json(_ record: Int, _ place: [JSONValue], line: Int?) throws -> JSONValue {
    let locator = Locator.number(RecordNumber(record))
    let covered = note.flatMap { try? Checkpoint(text: $0.text) }.map { UInt64(record) < $0.size } ?? false
    let proven = try reader.proofs(locator, of: covered ? note : nil, named: "the last signed checkpoint")
    let span = try reader.span(record)
    let bytes = span.bytes
    let text = Self.text(reader.text(span))
    let shown = String(String.UnicodeScalarView(text.unicodeScalars.prefix(ReportLimits.textCharacters)))
    func column(_ index: Int) -> JSONValue { place.indices.contains(index) ? place[index] : .null }
    return .members(
      ("record", .number(record)), ("locator", .string(span.locator.description)), ("time", column(1)),
      ("computer", column(2)), ("channel", column(3)), ("event_id", column(4)),
      ("source_id", .number(span.block.row.source)), ("source_name", column(5)),
      ("offset", .number(span.sourceOffset)), ("length", .number(bytes.count)), ("line", .number(line)),
      ("sha256", .string(Digest256.of(bytes).description)),
      ("leaf_hash", .string(leafHash(bytes).description)), ("text", .string(shown)),
      ("text_left_out", .number(text.unicodeScalars.count - shown.unicodeScalars.count)),
      ("raw_base64", bytes.count <= ReportLimits.rawBytes ? .string(Base64Text.of(bytes)) : .null),
      ("proof", proof(proven.first?.proof)),
      ("uses", .array(proven.dropFirst().map { .number($0.leaf) })),
      ("annotations", .array(said(of: record))),
      ("command", .string(commands("show", span.locator.description))),
      ("prove_command", .string(commands("prove", "\(span.locator) -o record-\(record)"))))
  }

  /// Tags and notes on a record.
  private func said(of record: Int) -> [JSONValue] {
    annotations.annotations.filter { $0.records.contains(record) }.prefix(20).map { annotation in
      .members(
        ("seq", .number(annotation.sequence)), ("tag", .text(annotation.tag?.bounded)),
        ("note", .text(annotation.note?.bounded)))
    }
  }

  private func proof(_ proof: TransparencyProof?) -> JSONValue {
    guard let proof else { return .null }
    return .members(
      ("tree_size", .number(Int(clamping: proof.checkpoint.size))),
      ("root", .string(proof.checkpoint.root.description)), ("signed", .bool(!proof.note.signatures.isEmpty)),
      ("path", .array(proof.path.map { .string($0.description) })))
  }

  /// Text for JSON, which must be Unicode: what is no UTF-8 is made visible.
  private static func text(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self) ?? DisplayText.escaped(bytes)
  }
}
