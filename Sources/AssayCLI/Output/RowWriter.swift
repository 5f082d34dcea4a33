package import Integrity
package import Pages

/// Writes rows in the chosen format as they come.
package final class RowWriter {
  private enum Layout {
    case table(TableText)
    /// A column a line, rows parted by an empty line.
    case line
    case json(JSONText)
    case csv(CSVText)
  }

  private let sink: OutputSink
  private let format: OutputFormat
  private let columns: [Column]
  /// Positions of the columns that are written.
  private let shown: [Int]
  /// `"name":` of each column.
  private let keys: [[UInt8]]
  private var layout: Layout
  /// Rows written.
  package private(set) var count = 0

  /// - Parameter terminal: decides width and colour of a table.
  package init(_ sink: OutputSink, _ format: OutputFormat, columns: [Column], terminal: Terminal) throws {
    self.sink = sink
    self.format = format
    let names = Column.distinct(columns.map(\.name))
    let columns = zip(columns, names).map { column, name in
      var column = column
      if column.heading == column.name { column.heading = name }
      column.name = name
      return column
    }
    self.columns = columns
    let isForPeople = format == .table || format == .line
    shown = columns.indices.filter { !isForPeople || !columns[$0].machineOnly }
    keys = names.map { name in
      var key = JSONText()
      key.write(Array(name.utf8))
      key.raw(":")
      return key.bytes
    }
    switch format {
    case .table:
      layout = .table(
        TableText(shown.map { columns[$0] }, limit: terminal.tableWidth, style: terminal.outputStyle))
    case .line: layout = .line
    case .json, .ndjson: layout = .json(JSONText())
    case .csv:
      var csv = CSVText()
      csv.row(names.map { Cell.text($0) })
      layout = .csv(csv)
    }
    if format == .json { try sink.write("{\"rows\":[") }
  }

  package func row(_ cells: [Cell]) throws {
    count += 1
    switch layout {
    case .table(var table):
      layout = .csv(CSVText())
      table.row(shown.map { cells[$0] })
      if table.text.utf8.count > 1 << 14 {
        try sink.write(table.text)
        table.text = ""
      }
      layout = .table(table)
    case .line:
      let width = shown.map { DisplayText.width(columns[$0].heading) }.max() ?? 0
      var text = count > 1 ? "\n" : ""
      for index in shown {
        let heading = DisplayText.escaped(columns[index].heading)
        text += String(repeating: " ", count: max(0, width - DisplayText.width(heading))) + heading
        text += " = " + TableText.text(cells[index], columns[index].style) + "\n"
      }
      try sink.write(text)
    case .json(var json):
      if format == .json { json.raw(count == 1 ? "\n" : ",\n") }
      json.raw("{")
      for (index, cell) in cells.enumerated() {
        if index > 0 { json.raw(",") }
        json.bytes.append(contentsOf: keys[index])
        json.write(cell)
      }
      json.raw(format == .json ? "}" : "}\n")
      try sink.write(json.bytes)
    case .csv(var csv):
      csv.row(cells)
      try sink.write(csv.bytes)
      csv.bytes = []
      layout = .csv(csv)
    }
  }

  /// Ends the result. `summary` stands in JSON; `closing` are the lines below a table.
  package func finish(summary: JSONValue, closing: [String]) throws {
    switch layout {
    case .table(var table):
      table.finish()
      try sink.write(table.text)
      for line in closing + (table.shortened ? ["cells shortened to fit; --wide shows all"] : []) {
        try sink.write(line + "\n")
      }
    case .line: for line in closing { try sink.write(line + "\n") }
    case .json(var json):
      if format == .json {
        json.raw(count == 0 ? "],\"summary\":" : "\n],\"summary\":")
        json.write(summary)
        json.raw("}\n")
        try sink.write(json.bytes)
      }
    case .csv(let csv): try sink.write(csv.bytes)
    }
    try sink.flush()
    // Notes follow on standard error: not while a pager has the screen.
    sink.closePager()
  }
}
