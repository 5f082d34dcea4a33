import Evidence
import Formats

extension ViewComparison {
  /// Which record has which fields, in which order, of which type; which were not parsed; which spans are gaps.
  func compareLayout(_ zstd: borrowing ZstdDecompressor, _ failures: inout [VerifyReport.Failure]) {
    guard stored.layout != fresh.layout else { return }
    do throws(AssayError) {
      let old = try PackedBytes.unpack(stored.layout, limit: GroupStore.maxPayload, subject: subject, zstd)
      let new = try PackedBytes.unpack(fresh.layout, limit: GroupStore.maxPayload, subject: subject, zstd)
      if old == new { return }
      let fields = try storedFields()
      let storedLayout = try GroupLayout(
        old, subject: subject, columns: fields.count, spans: row.spanCount, records: row.recordCount)
      let freshLayout = try GroupLayout(
        new, subject: subject, columns: fresh.columns.count, spans: spans.count, records: fresh.records)
      compare(storedLayout, fields.map { catalogue.name($0) }, freshLayout, &failures)
    } catch {
      failures.append(failure("views.damaged", "its layout cannot be read: \(error.reason)"))
    }
  }

  private func storedFields() throws(AssayError) -> [Int] {
    var cursor = ByteCursor(stored.fields, subject: subject)
    var fields: [Int] = []
    for _ in 0..<(try cursor.count(upTo: cursor.remaining)) {
      fields.append(try cursor.count(upTo: RowCells.maxNatural))
    }
    return fields
  }

  private func compare(
    _ old: GroupLayout, _ oldNames: [String], _ new: GroupLayout, _ failures: inout [VerifyReport.Failure]
  ) {
    let before = failures.count
    let newNames = fresh.columns.map(\.name.text)
    let oldShapes = old.shapes.map { describe($0, oldNames) }
    let newShapes = new.shapes.map { describe($0, newNames) }
    let (oldUnparsed, newUnparsed) = (Set(old.unparsed), Set(new.unparsed))
    for record in 0..<min(old.shapeOfRecord.count, new.shapeOfRecord.count) {
      let was = oldShapes[Int(old.shapeOfRecord[record])]
      let now = newShapes[Int(new.shapeOfRecord[record])]
      if was != now {
        failures.append(
          failure(
            "views.layout", record: record, expected: now, found: was,
            "its fields are not those extracted again"))
      }
      if oldUnparsed.contains(record) != newUnparsed.contains(record) {
        failures.append(
          failure(
            "views.layout", record: record, expected: newUnparsed.contains(record) ? "not parsed" : "parsed",
            found: oldUnparsed.contains(record) ? "not parsed" : "parsed",
            "whether it was parsed is stored wrongly"))
      }
    }
    if old.gapSpans != new.gapSpans {
      failures.append(failure("views.layout", "its list of gaps is not that of the blocks"))
    }
    if failures.count == before {
      failures.append(failure("views.layout", "its layout is not written as it must be"))
    }
  }

  private func describe(_ shape: RecordShape, _ names: [String]) -> String {
    var words: [String] = []
    for common in RecordFields.Common.allCases {
      switch shape.common[common.rawValue] {
      case 0: break
      case 1: words.append("\(common.column)=own")
      case let place: words.append("\(common.column)=field \(place - 1)")
      }
    }
    for element in shape.elements {
      words.append(names[element.column] + (element.type == .string ? "" : ":\(element.type)"))
    }
    return words.joined(separator: " ")
  }
}
