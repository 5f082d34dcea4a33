import Evidence
import Foundation
import GRDB
import Integrity

/// The table `annotation`: rows as `AnnotationList` has them.
extension AnnotationList {
  /// Reads the table; a case of format 1 has none, and no annotations.
  ///
  /// - Throws: `case.damaged` with row and column.
  init(_ db: Database) throws {
    self.init()
    guard try Schema.version(db) >= 2 else { return }
    let sql = "SELECT seq, tag, note, records, sources FROM annotation ORDER BY seq"
    annotations = try Row.fetchAll(db, sql: sql).map { try Annotation(RowCells($0, table: "annotation")) }
  }

  /// Writes what differs from what the table holds.
  func write(_ db: Database, replacing before: AnnotationList) throws {
    let old = Dictionary(before.annotations.map { ($0.sequence, $0) }) { first, _ in first }
    let kept = Set(annotations.map(\.sequence))
    for gone in before.annotations where !kept.contains(gone.sequence) {
      try db.execute(sql: "DELETE FROM annotation WHERE seq = ?", arguments: [gone.sequence])
    }
    for annotation in annotations where old[annotation.sequence] != annotation {
      try db.execute(
        sql: "INSERT OR REPLACE INTO annotation VALUES (?, ?, ?, ?, ?)",
        arguments: [
          annotation.sequence, annotation.tag, annotation.note, annotation.records.description,
          annotation.sourcesText,
        ])
    }
  }
}

extension Annotation {
  /// Reads a row of `seq, tag, note, records, sources`.
  ///
  /// - Throws: `case.damaged` with row and column.
  init(_ cells: RowCells) throws(AssayError) {
    let recordsText = try cells.text(3, "records")
    guard let records = RecordSet(text: recordsText) else {
      throw cells.damaged("records", "is no list of records")
    }
    // Sources are few: a set of numbers has the same text.
    guard let sources = RecordSet(text: try cells.text(4, "sources")), sources.count <= Self.mostSources
    else {
      throw cells.damaged("sources", "is no list of sources")
    }
    self.init(
      sequence: try cells.natural(0, "seq"), tag: cells.isNull(1) ? nil : try cells.text(1, "tag"),
      note: cells.isNull(2) ? nil : try cells.text(2, "note"), records: records,
      sources: Array(sources.numbers))
  }

  /// More sources than any case has; a hostile row must not fill the memory.
  private static let mostSources = 1 << 24

  /// The column `sources`.
  var sourcesText: String { RecordSet(sources).description }
}

/// The table `finding`: rows as `FindingList` has them.
extension FindingList {
  /// Reads the table; a case of format 1 has none, and no findings.
  ///
  /// - Throws: `case.damaged` with row and column.
  init(_ db: Database) throws {
    self.init()
    guard try Schema.version(db) >= 2 else { return }
    findings = try Row.fetchAll(db, sql: "SELECT \(Finding.columns) FROM finding ORDER BY finding").map {
      try Finding(RowCells($0, table: "finding"))
    }
  }

  /// Writes what differs from what the table holds. No finding is ever taken away.
  func write(_ db: Database, replacing before: FindingList) throws {
    for (index, finding) in findings.enumerated() {
      guard index < before.findings.count else {
        try db.execute(
          sql: "INSERT INTO finding (\(Finding.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            finding.number, finding.sequence, finding.name, finding.statement, finding.interpretation,
            finding.alternatives, finding.included ? 1 : 0, finding.place, try finding.receiptText(),
            finding.receiptSHA256, Data(finding.prints), finding.records.description,
          ])
        continue
      }
      // What was found stays; only what is said of it can change.
      guard !finding.saysTheSame(as: before.findings[index]) else { continue }
      try db.execute(
        sql: """
          UPDATE finding SET name = ?, statement = ?, interpretation = ?, alternatives = ?, included = ?, place = ?
          WHERE finding = ?
          """,
        arguments: [
          finding.name, finding.statement, finding.interpretation, finding.alternatives,
          finding.included ? 1 : 0, finding.place, finding.number,
        ])
    }
  }
}

extension Finding {
  static let columnNames = [
    "finding", "seq", "name", "statement", "interpretation", "alternatives", "included", "place", "receipt",
    "receipt_sha256", "prints", "records",
  ]
  static let columns = columnNames.joined(separator: ", ")

  /// Reads a row of `columns`.
  ///
  /// - Throws: `case.damaged` with row and column.
  init(_ cells: RowCells) throws(AssayError) {
    guard let records = RecordSet(text: try cells.text(11, "records")) else {
      throw cells.damaged("records", "is no list of records")
    }
    let receipt: JSONValue
    do {
      receipt = try CanonicalJSON.parseCanonical(Array(try cells.text(8, "receipt").utf8))
    } catch {
      throw cells.damaged("receipt", "is no body of a receipt")
    }
    self.init(
      number: try cells.natural(0, "finding"), sequence: try cells.natural(1, "seq"),
      name: try cells.text(2, "name"), statement: try cells.text(3, "statement"),
      interpretation: try cells.text(4, "interpretation"), alternatives: try cells.text(5, "alternatives"),
      included: try cells.natural(6, "included") != 0, place: try cells.natural(7, "place"),
      receipt: receipt, receiptSHA256: try cells.text(9, "receipt_sha256"),
      prints: try cells.blob(10, "prints"), records: records)
  }

  /// Whether nothing that can be edited differs.
  func saysTheSame(as other: Finding) -> Bool {
    name.isSame(as: other.name) && statement.isSame(as: other.statement)
      && interpretation.isSame(as: other.interpretation) && alternatives.isSame(as: other.alternatives)
      && included == other.included && place == other.place
  }
}
