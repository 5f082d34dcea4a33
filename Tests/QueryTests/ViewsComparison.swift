import CaseFile
import Evidence
import Formats
import Query
import Testing

/// Compares what SQL says of a source with what another reader says: `fields` of every record, and every 4th
/// value of every column.
struct ViewsComparison {
  /// A field as the other reader has it: name, kind (`s` string, `n` number or Boolean, `z` null), value.
  typealias Field = [String]

  let fixture: CaseFixture
  let records: [[Field]]
  /// Which records the other reader sees.
  var condition = "1"

  private struct Column {
    var name: String
    /// Per record; nil where it has none.
    var values: [Int: [Field]] = [:]
  }

  /// Names that Assay's own columns have.
  private static let own = Set(CollisionTests.own)

  /// What the other reader's fields look like as columns of SQL.
  private var columns: [Column] {
    var columns: [Column] = []
    var indexes: [String: Int] = [:]
    for (record, fields) in records.enumerated() {
      for field in fields {
        var name = ColumnNames.column(for: field[0])
        if Self.own.contains(name.lowercased()) { name = "log." + name }
        let key = EventColumns.key(name)
        let index = indexes[key] ?? columns.count
        if index == columns.count {
          indexes[key] = index
          columns.append(Column(name: name))
        }
        columns[index].values[record, default: []].append(field)
      }
    }
    return columns
  }

  /// - Returns: how many values were compared.
  func check() throws -> Int {
    let session = try fixture.session()
    let numbers = try session.texts("SELECT record FROM events WHERE \(condition) ORDER BY record")
    #expect(numbers.count == records.count, "records")
    guard numbers.count == records.count else { return 0 }
    var compared = 0
    let texts = try session.texts("SELECT fields FROM events WHERE \(condition) ORDER BY record")
    for (record, row) in texts.enumerated() {
      let expected = Self.json(of: records[record])
      if row[0] != expected {
        Issue.record("fields of record \(record): \(row[0] ?? "NULL"), expected \(expected)")
        return compared
      }
      compared += records[record].count
    }
    let columns = columns
    for start in stride(from: 0, to: columns.count, by: 400) {
      let part = columns[start..<min(columns.count, start + 400)]
      let sql =
        "SELECT " + part.map { quoted($0.name) }.joined(separator: ", ")
        + " FROM events WHERE \(condition) ORDER BY record"
      for (record, row) in try session.texts(sql).enumerated() {
        for (place, (column, value)) in zip(part, row).enumerated() where (record + place) % 4 == 0 {
          let expected = Self.value(of: column.values[record] ?? [])
          if value != expected {
            Issue.record(
              "\(column.name) of record \(record): \(value ?? "NULL"), expected \(expected ?? "NULL")")
            return compared
          }
          compared += 1
        }
      }
    }
    return compared
  }

  /// A column's value: NULL, the text, or a JSON array.
  private static func value(of fields: [Field]) -> String? {
    switch fields.count {
    case 0: nil
    case 1: fields[0][1] == "z" ? nil : fields[0][2]
    default: "[" + fields.map(json).joined(separator: ",") + "]"
    }
  }

  private static func json(of fields: [Field]) -> String {
    var order: [String] = []
    var values: [String: [Field]] = [:]
    for field in fields {
      if values[field[0]] == nil { order.append(field[0]) }
      values[field[0], default: []].append(field)
    }
    let members = order.map { name in
      let list = values[name] ?? []
      let value = list.count == 1 ? json(list[0]) : "[" + list.map(json).joined(separator: ",") + "]"
      return string(name) + ":" + value
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private static func json(_ field: Field) -> String {
    switch field[1] {
    case "z": "null"
    case "n": field[2]
    default: string(field[2])
    }
  }

  /// RFC 8259 §7, with the short escapes that docs/sql.md names.
  private static func string(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\0"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
