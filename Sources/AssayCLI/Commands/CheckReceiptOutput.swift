import Integrity
import Pages
import Query

/// What `check-receipt` says.
struct CheckReceiptOutput {
  let casePath: String
  let receiptPath: String
  let report: ReceiptReport
  let elapsed: Duration

  func write(_ sink: OutputSink, _ format: OutputFormat, _ terminal: Terminal) throws {
    try DocumentWriter.write(
      sink, format, document: document, lines: lines(terminal.outputStyle))
  }

  private func lines(_ style: TextStyle) -> [String] {
    let margin = String(repeating: " ", count: 15)
    var lines = report.checks.map { check in
      "\(check.check.padding(to: 8))  \(check.isGood ? style.green("ok") + " " : style.red("BAD"))  "
        + DisplayText.escaped(check.text)
    }
    if let row { lines += row.map { margin + $0 } }
    lines += report.notes.map { "note: " + DisplayText.escaped($0) }
    let took = NumberText.duration(elapsed)
    switch report.verdict {
    case .equal: lines.append("\(style.green("equal")), in \(took): the question gives the same answer")
    case .differs:
      let wrong = report.checks.filter { !$0.isGood }.map(\.check).joined(separator: ", ")
      lines.append("\(style.red("differs")), in \(took): \(wrong)")
      if report.checks.contains(where: { !$0.isGood && ["answer", "tree"].contains($0.check) }) {
        lines.append(
          "assay verify \(DisplayText.escaped(casePath)) says which values differ from the evidence's bytes")
      }
    case .extractedOtherwise:
      lines.append(
        "\(style.yellow("differs, extracted otherwise")), in \(took): no sign of alteration; "
          + "the receipt holds for the way in which the evidence was read then")
    }
    return lines
  }

  /// The first row that differs, in lines.
  private var row: [String]? {
    guard let row = report.row else { return nil }
    var lines: [String] = []
    let expected = row.expected.map { "the receipt has print \($0)" } ?? "the receipt has no such row"
    if let rows = row.rows {
      let name =
        rows.count == 1
        ? "row \(NumberText.grouped(rows.lowerBound))"
        : "one of rows \(NumberText.grouped(rows.lowerBound))–\(NumberText.grouped(rows.upperBound))"
      let order = row.countsSorted ? ", sorted by their encoding" : ""
      lines.append("first difference: \(name)\(order): \(expected), now \(row.found ?? "none")")
      lines.append(rows.count == 1 ? "now it is:" : "the first of them is now:")
      for (column, value) in zip(report.columns, row.values) {
        lines.append("  \(DisplayText.escaped(column)) = \(Self.text(value))")
      }
    } else {
      lines.append("first difference: \(expected), the answer of now has no such row")
    }
    lines.append(
      "\(NumberText.grouped(row.surplus)) of now not in the receipt, "
        + "\(NumberText.grouped(row.missing)) of the receipt not in the answer of now")
    return lines
  }

  private static func text(_ value: SQLValue) -> String {
    var json = JSONText()
    json.write(value)
    let text = String(decoding: json.bytes, as: UTF8.self)
    return text.count <= 300 ? text : text.prefix(300) + "… (\(NumberText.grouped(text.count)) characters)"
  }

  private var document: JSONValue {
    .members(
      ("verdict", .string(report.verdict.rawValue)),
      (
        "checks",
        .array(
          report.checks.map { check in
            .members(
              ("check", .string(check.check)), ("ok", .bool(check.isGood)), ("text", .string(check.text)))
          })
      ),
      (
        "differences",
        .array(
          report.differences.map { difference in
            .members(
              ("path", .string(difference.path)), ("expected", difference.expected ?? .null),
              ("found", difference.found ?? .null), ("reason", .string(difference.reason)))
          })
      ),
      ("first_row", firstRow),
      ("notes", .array(report.notes.map { .string($0) })),
      ("case", .string(casePath)),
      ("receipt", .string(receiptPath)))
  }

  private var firstRow: JSONValue {
    guard let row = report.row else { return .null }
    let values = zip(Column.distinct(report.columns), row.values).map { column, value in
      JSONValue.Member(column, value.json)
    }
    return .members(
      ("row", .number(row.rows?.lowerBound)), ("last_row", .number(row.rows?.upperBound)),
      ("sorted", .bool(row.countsSorted)), ("expected_print", .text(row.expected)),
      ("found_print", .text(row.found)), ("values", .object(values)), ("surplus", .number(row.surplus)),
      ("missing", .number(row.missing)))
  }
}

extension SQLValue {
  /// As the rows of an answer have it in JSON.
  fileprivate var json: JSONValue {
    switch self {
    case .null: .null
    case .integer(let number): .int(number)
    case .real(let number): .double(number)
    case .text(let bytes): .string(String(decoding: bytes, as: UTF8.self))
    case .blob(let bytes): .string(Base64Text.of(bytes))
    }
  }
}
