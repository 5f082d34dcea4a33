import CaseFile

/// `field_profile`: each field of each source in numbers (docs/quality.md).
enum FieldProfileTable {
  private static let columns: [(name: String, type: String)] =
    [
      ("source_id", "INTEGER"), ("source_name", "TEXT"), ("field", "TEXT"), ("records", "INTEGER"),
      ("absent", "INTEGER"), ("empty", "INTEGER"), ("nulls", "INTEGER"), ("several", "INTEGER"),
      ("longest", "INTEGER"), ("type", "TEXT"), ("types", "TEXT"),
    ]

  static func make(_ reader: CaseReader, _ step: @escaping AnalysisTables.Step) -> RowsTable {
    RowsTable("field_profile", columns) {
      let walk = try SourceWalk(reader, step)
      var pending: [[SQLValue]] = []
      return {
        while pending.isEmpty {
          guard let tally = try walk.next() else { return nil }
          pending = tally.fields.byField.sorted { $0.key > $1.key }.map {
            row($0.key, $0.value, tally, reader)
          }
        }
        return pending.popLast()
      }
    }
  }

  private static func row(
    _ id: Int, _ field: FieldTally, _ tally: SourceTally, _ reader: CaseReader
  ) -> [SQLValue] {
    let kinds = ValueClass.allCases.filter { $0 != .empty && field.classes[$0.index] > 0 }
      .sorted { (field.classes[$1.index], $0.index) < (field.classes[$0.index], $1.index) }
    var types: [UInt8] = [UInt8(ascii: "{")]
    for (index, kind) in kinds.enumerated() {
      types += Array("\(index > 0 ? "," : "")\"\(kind.rawValue)\":\(field.classes[kind.index])".utf8)
    }
    types.append(UInt8(ascii: "}"))
    return [
      SQLValue(tally.source.id), SQLValue(tally.source.name), SQLValue(reader.fieldName(id)),
      SQLValue(field.records), SQLValue(tally.records - tally.unparsed - field.records),
      SQLValue(field.empties), SQLValue(field.nulls),
      SQLValue(field.values + field.nulls - field.records), SQLValue(field.longest[0].length),
      kinds.first.map { SQLValue($0.rawValue) } ?? .null, .text(types),
    ]
  }
}
