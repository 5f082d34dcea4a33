import CaseFile
import Completeness
import Evidence
import Integrity
import Pages

/// The records of a comparison as rows: gravest first, then in order of the evidence. Rows that no record explains
/// come last, with the verdict `extra`.
struct CompareRows {
  let answer: CompareAnswer
  /// Records with these verdicts; nil: all, in order of the evidence.
  let verdicts: Set<Verdict>?
  let includesExtra: Bool

  private static let columns = [
    Column("verdict"), Column("record", machineOnly: true), Column("locator"),
    Column("source_id", machineOnly: true), Column("index", machineOnly: true), Column("time", .time),
    Column("computer"), Column("channel"), Column("event_id"), Column("event_record_id"), Column("why"),
    Column("what"), Column("all", machineOnly: true), Column("fields", machineOnly: true),
    Column("rows", machineOnly: true), Column("matched_by", machineOnly: true),
  ]

  func write(
    _ sink: OutputSink, _ format: OutputFormat, _ terminal: Terminal, closing: [String] = []
  ) throws {
    let writer = try RowWriter(sink, format, columns: Self.columns, terminal: terminal)
    try answer.forEachRecord(verdicts) { try writer.row(cells($0)) }
    if includesExtra { for (row, why) in answer.extraRows { try writer.row(cells(extra: row, why)) } }
    try writer.finish(summary: CompareDocument.summary(answer), closing: closing)
  }

  private func cells(_ record: ComparedRecord) -> [Cell] {
    let facts = record.facts
    return [
      .text(record.verdict.word), .integer(facts.record), .text("\(facts.source):\(facts.index)"),
      .integer(Int(facts.source)), .integer(Int(facts.index)), .text(CompareDocument.time(facts.time)),
      .text(word(facts.computer)), .text(word(facts.channel)), .text(word(facts.eventID)),
      facts.recordID < 0 ? .null : .integer(Int(facts.recordID)), .text(record.why),
      .text(DifferenceText.words(record)), .list(record.differences.map(\.difference.verdict.word)),
      .list(record.fields), .json(.array(record.rows.map { .number($0) })), .text(record.matchedBy.word),
    ]
  }

  private func cells(extra row: Int, _ explanation: Explanation?) -> [Cell] {
    let facts = answer.comparison.rows[row]
    let place = answer.place(ofRow: row)
    return [
      .text("extra"), .null, .null, .integer(place?.export.number), .integer(place?.index),
      .text(CompareDocument.time(facts.time)), .text(word(facts.host)), .null, .null, .null,
      .text(explanation?.why), .text("row \(place?.index ?? row) of the export is no record of the case"),
      .list([]), .list([]), .json(.array([.number(row)])), .null,
    ]
  }

  private func word(_ number: WordID) -> String? { CompareDocument.word(number, answer) }
}
