import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// Rows that a method looks at, from a case or from a file of ready-made rows, in one form: texts of the columns that
/// the method wants.
struct HuntRows {
  /// Where rows come from.
  enum Source {
    case selection(Selection)
    /// A CSV file.
    case table(String)
  }

  /// A column that a method wants.
  struct Wanted {
    /// Names that it goes by in different logs; the first of them that has a value counts.
    var names: [String]
    /// Whether there is no answer without it.
    var isRequired = true
  }

  /// A row.
  struct Row {
    /// Its record, or its position from 0.
    var number: Int64
    /// Values of the wanted columns; nil where the row has none.
    var values: [String?]
  }

  let source: Source
  /// Rows read so far.
  private(set) var count = 0
  /// Which column numbers the rows: `record`, or `row` where rows come from a file or a SELECT without records.
  private(set) var numberName = "record"

  init(_ source: Source) {
    self.source = source
    if case .table = source { numberName = "row" }
  }

  /// Gives each row to `onRow`.
  /// - Parameter order: of a case's records.
  /// - Throws: `input.column` where a required column is missing, what reading throws, what `onRow` throws.
  mutating func read(
    _ wanted: [Wanted], order: SearchOrder = .record, _ output: AnalysisOutput, onRow: (Row) throws -> Void
  ) throws {
    switch source {
    case .table(let path): try readTable(path, wanted, output, onRow: onRow)
    case .selection(let selection): try readCase(selection, wanted, order, onRow: onRow)
    }
  }

  private mutating func readTable(
    _ path: String, _ wanted: [Wanted], _ output: AnalysisOutput, onRow: (Row) throws -> Void
  ) throws {
    var table = InputTable(path: path)
    var positions: [[Int]] = []
    try table.read { columns in
      positions = try Self.positions(of: wanted, in: columns, subject: path)
    } onRow: { number, cells in
      try onRow(
        Row(
          number: Int64(number),
          values: positions.map { candidates in
            candidates.first { !cells[$0].isEmpty }.map { cells[$0] } ?? candidates.first.map { cells[$0] }
          }))
    }
    count = table.rowCount
    output.read = "\(NumberText.counted(count, "row")) of \(path)"
    table.remark(output)
  }

  private mutating func readCase(
    _ selection: Selection, _ wanted: [Wanted], _ order: SearchOrder, onRow: (Row) throws -> Void
  ) throws {
    let columns = selection.columns(among: wanted.flatMap(\.names))
    if !selection.isSQL {
      for column in wanted where column.isRequired && selection.columns(among: column.names).isEmpty {
        throw Self.missing(column, subject: selection.session.reader.store.path)
      }
    }
    var positions: [[Int]] = []
    var count = 0
    var hasRecord = true
    try selection.forEach(columns, order: order) { names in
      positions = try Self.positions(of: wanted, in: names, subject: "the SELECT")
    } _: { row in
      if row.record == nil { hasRecord = false }
      try onRow(
        Row(
          number: row.record ?? Int64(count),
          values: positions.map { candidates in
            for position in candidates {
              if let text = Self.text(row.values[position]), !text.isEmpty { return text }
            }
            return nil
          }))
      count += 1
      return true
    }
    self.count = count
    if !hasRecord { numberName = "row" }
  }

  private static func positions(
    of wanted: [Wanted], in columns: [String], subject: String
  ) throws -> [[Int]] {
    try wanted.map { wanted in
      let found = wanted.names.flatMap { name in
        // As it is written first, then without regard to case.
        let exact = columns.indices.filter { columns[$0] == name }
        return exact.isEmpty
          ? columns.indices.filter { columns[$0].lowercased() == name.lowercased() } : exact
      }
      if found.isEmpty, wanted.isRequired { throw missing(wanted, subject: subject, columns) }
      return found
    }
  }

  private static func missing(_ wanted: Wanted, subject: String, _ columns: [String]? = nil) -> AssayError {
    let names = wanted.names.joined(separator: ", ")
    let meant = columns.flatMap { Suggestion.nearest(to: wanted.names[0], in: $0) }
    return AssayError(
      "input.column", subject: subject,
      reason: wanted.names.count == 1
        ? "there is no column '\(names)'" : "there is none of the columns \(names)",
      hint: meant.map { "did you mean '\($0)'?" }
        ?? columns.map { "its columns are: \($0.joined(separator: ", "))" }
        ?? "assay fields \(subject) lists the fields")
  }

  /// A value as text; nil for NULL.
  private static func text(_ value: SQLValue) -> String? {
    switch value {
    case .null: nil
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let bytes), .blob(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }
}
