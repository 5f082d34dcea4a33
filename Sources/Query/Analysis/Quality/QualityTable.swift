import CaseFile
import Evidence
import Formats
import GRDB

/// `quality`: what to know of a case before its data is trusted (docs/quality.md).
enum QualityTable {
  private static let columns: [(name: String, type: String)] = [
    ("severity", "TEXT"), ("check", "TEXT"), ("source_id", "INTEGER"), ("source_name", "TEXT"),
    ("field", "TEXT"),
    ("count", "INTEGER"), ("total", "INTEGER"), ("finding", "TEXT"), ("examples", "TEXT"),
    ("records", "TEXT"),
    ("locators", "TEXT"), ("next", "TEXT"),
  ]

  static func make(
    _ reader: CaseReader, _ ask: @escaping AnalysisTables.Ask, _ step: @escaping AnalysisTables.Step
  ) -> RowsTable {
    RowsTable("quality", columns) {
      var pending: [QualityFinding] = []
      let walk = try SourceWalk(reader, step)
      var rest: [() throws -> [QualityFinding]] = [
        {
          let repeated = try RepeatedRecords(reader) { try step(reader.groups.count, reader.groups.count) }
          return repeated.findings + walk.cutRecords(repeated.longest)
        },
        { try LogChecks.findings(ask(LogChecks.sql)) },
      ]
      let locators = RecordLocators(reader)
      return {
        while true {
          if !pending.isEmpty { return try row(pending.removeFirst(), reader, locators) }
          if let tally = try walk.next() {
            pending = findings(tally, reader)
          } else if !rest.isEmpty {
            pending = try rest.removeFirst()()
          } else {
            return nil
          }
        }
      }
    }
  }

  private static func findings(_ tally: SourceTally, _ reader: CaseReader) -> [QualityFinding] {
    var findings = SourceChecks.all.flatMap { $0(tally) }
    for (id, field) in tally.fields.byField.sorted(by: { $0.key < $1.key }) {
      let subject = FieldChecks.Subject(source: tally, field: reader.fieldName(id), tally: field)
      findings += FieldChecks.all.compactMap { $0(subject) }
    }
    return findings
  }

  private static func row(
    _ finding: QualityFinding, _ reader: CaseReader, _ locators: RecordLocators
  ) throws -> [SQLValue] {
    let records = finding.examples.records
    let names = try records.map { try locators.find($0).locator }
    func list(_ values: [[UInt8]], quoted: Bool) -> SQLValue {
      .text(FieldsJSON.array(values.map { (quoted ? .string : .number, $0) }))
    }
    return [
      SQLValue(finding.severity.rawValue), SQLValue(finding.check),
      finding.source.map { SQLValue($0) } ?? .null,
      finding.source.flatMap { reader.source($0) }.map { SQLValue($0.name) } ?? .null,
      finding.field.map { SQLValue($0) } ?? .null, SQLValue(finding.count),
      finding.total.map { SQLValue($0) } ?? .null, SQLValue(finding.finding),
      list(finding.examples.values, quoted: true),
      list(records.map { Array(String($0).utf8) }, quoted: false),
      list(names.map { Array($0.utf8) }, quoted: true), SQLValue(finding.next),
    ]
  }
}

/// Goes through the sources of a case and counts.
final class SourceWalk {
  private let reader: CaseReader
  private let commons: Set<Int>
  private let imported: Timestamp?
  private let step: AnalysisTables.Step
  private var group = 0

  init(_ reader: CaseReader, _ step: @escaping AnalysisTables.Step) throws {
    self.step = step
    self.reader = reader
    commons = Set(reader.fields.filter(\.isCommon).map(\.id))
    // Of imports up to the tree size that is asked: a question that is asked again must find the same time.
    let size = reader.treeSize
    let text = try reader.read { db, _ in
      try String.fetchOne(
        db, sql: "SELECT max(time) FROM custody WHERE action LIKE 'source-%' AND evidence_size <= ?",
        arguments: [size])
    }
    imported = text.flatMap { Array($0.utf8).span.isoTime(at: 0)?.utc() }
  }

  /// The next source that has records; nil at the end.
  func next() throws -> SourceTally? {
    guard group < reader.groups.count else { return nil }
    let id = reader.groups[group].source
    guard let source = reader.source(id) else {
      throw AssayError("case.damaged", subject: reader.store.path, reason: "there is no source \(id)")
    }
    var tally = SourceTally(source, imported: imported)
    while group < reader.groups.count, reader.groups[group].source == id {
      try step(group, reader.groups.count)
      if reader.groups[group].recordCount > 0 {
        try tally.add(reader.open(reader.groups[group]), commons: commons)
      }
      group += 1
    }
    return tally
  }

  /// Findings of records that end at one length.
  func cutRecords(_ longest: [Int: LongestRecords]) -> [QualityFinding] {
    longest.sorted { $0.key < $1.key }.flatMap { id, longest -> [QualityFinding] in
      guard let source = reader.source(id) else { return [] }
      return SourceChecks.recordsCut(source, longest)
    }
  }
}

extension CaseReader {
  /// Name of a field by its number in the catalogue.
  func fieldName(_ id: Int) -> String {
    // They count from 1 in catalogue order.
    if catalogue.indices.contains(id - 1), catalogue[id - 1].id == id { return catalogue[id - 1].name }
    return catalogue.first { $0.id == id }?.name ?? "?"
  }
}
