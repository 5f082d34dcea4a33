import Evidence
import GRDB
import Integrity

/// Compares the tables `annotation` and `finding` with what follows from the custody entries.
extension CustodyCheck {
  /// Names each row that was edited, inserted or deleted.
  func compareFindings(_ db: Database, _ log: inout FailureLog) {
    for (code, reason) in actFaults { log.add(VerifyReport.Failure(code, reason: reason)) }
    let hasTables = (try? Schema.version(db)).map { $0 >= 2 } ?? false
    if hasTables {
      compareAnnotations(db, &log)
      compareFindingRows(db, &log)
    } else if !annotations.annotations.isEmpty || !findings.findings.isEmpty {
      log.add(
        VerifyReport.Failure(
          "custody.finding",
          reason: "custody tells of tags or findings, the case's format has no tables of them"
        ))
    }
    for finding in findings.findings {
      let found = (try? finding.receiptText()).map { Digest256.of(Array($0.utf8)).description }
      guard found != finding.receiptSHA256 else { continue }
      log.add(
        VerifyReport.Failure(
          "custody.finding", expected: finding.receiptSHA256, found: found,
          reason: "finding \(finding.number): its receipt does not have the SHA-256 that custody entry"
            + " \(finding.sequence) states: one of them was edited"))
    }
    if !annotations.annotations.isEmpty { log.count("annotations", annotations.annotations.count) }
    if !findings.findings.isEmpty { log.count("findings", findings.findings.count) }
  }

  private func compareAnnotations(_ db: Database, _ log: inout FailureLog) {
    var left = Dictionary(annotations.annotations.map { ($0.sequence, $0) }) { first, _ in first }
    let comparison = RowComparison(code: "custody.annotation", table: "annotation")
    comparison.forEachRow(db, columns: ["seq", "tag", "note", "records", "sources"], &log) {
      key, cells, log in
      guard let expected = left.removeValue(forKey: key) else {
        return comparison.surplus(key, &log)
      }
      comparison.compare(
        key, cells,
        [
          ("tag", expected.tag), ("note", expected.note), ("records", expected.records.description),
          ("sources", expected.sourcesText),
        ], &log)
    }
    for key in left.keys.sorted() { comparison.missing(key, &log) }
  }

  private func compareFindingRows(_ db: Database, _ log: inout FailureLog) {
    var left = Dictionary(findings.findings.map { ($0.number, $0) }) { first, _ in first }
    let comparison = RowComparison(code: "custody.finding", table: "finding")
    comparison.forEachRow(db, columns: Finding.columnNames, &log) { key, cells, log in
      guard let expected = left.removeValue(forKey: key) else {
        return comparison.surplus(key, &log)
      }
      comparison.compare(
        key, cells,
        [
          ("seq", "\(expected.sequence)"), ("name", expected.name), ("statement", expected.statement),
          ("interpretation", expected.interpretation), ("alternatives", expected.alternatives),
          ("included", expected.included ? "1" : "0"), ("place", "\(expected.place)"),
          ("receipt", (try? expected.receiptText()) ?? ""), ("receipt_sha256", expected.receiptSHA256),
          ("prints", hexText(expected.prints)), ("records", expected.records.description),
        ], &log)
    }
    for key in left.keys.sorted() { comparison.missing(key, &log) }
  }
}

/// Compares the rows of a table whose first column is its key with what custody entries say.
private struct RowComparison {
  let code: String
  let table: String

  /// - Parameter body: gets each row by its key.
  func forEachRow(
    _ db: Database, columns: [String], _ log: inout FailureLog,
    _ body: (_ key: Int, _ row: Row, _ log: inout FailureLog) -> Void
  ) {
    do {
      let cursor = try Row.fetchCursor(
        db, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(table) NOT INDEXED ORDER BY 1")
      while let row = try cursor.next() {
        do throws(AssayError) {
          body(try RowCells(row, table: table).natural(0, columns[0]), row, &log)
        } catch {
          log.add(VerifyReport.Failure(code, reason: "\(error.subject): \(error.reason)"))
        }
      }
    } catch {
      log.add(
        VerifyReport.Failure(
          code, reason: "table \(table) cannot be read: \(StructureCheck.words(error))"))
    }
  }

  /// - Parameter expected: of the columns behind the key, in their order; nil is NULL.
  func compare(_ key: Int, _ row: Row, _ expected: [(column: String, text: String?)], _ log: inout FailureLog)
  {
    for (index, cell) in expected.enumerated() {
      let found = Self.text(row[index + 1])
      let isSame = found.map { $0.isSame(as: cell.text) } ?? (cell.text == nil)
      guard !isSame else { continue }
      log.add(
        VerifyReport.Failure(
          code, expected: cell.text.map(Self.short), found: found.map(Self.short),
          reason: "\(table) \(key): \(cell.column) is not what the custody entries say"))
    }
  }

  func surplus(_ key: Int, _ log: inout FailureLog) {
    log.add(
      VerifyReport.Failure(
        code, found: "\(key)", reason: "\(table) \(key) is there, and no custody entry tells of it"))
  }

  func missing(_ key: Int, _ log: inout FailureLog) {
    log.add(
      VerifyReport.Failure(
        code, expected: "\(key)", reason: "\(table) \(key), of which a custody entry tells, is not there"))
  }

  /// What stands in a cell, as text; a value of another type than the column's is told by its type.
  private static func text(_ value: DatabaseValue) -> String? {
    switch value.storage {
    case .null: nil
    case .int64(let number): "\(number)"
    case .double(let number): "REAL \(number)"
    case .string(let text): text
    case .blob(let data): hexText([UInt8](data))
    }
  }

  private static func short(_ text: String) -> String {
    text.utf8.count <= 200 ? text : text.prefix(200) + "…"
  }
}
