import Evidence
import Formats

/// Takes rows of one export apart, by the readers of its format. For one thread.
final class RowReader {
  private let layout: ExportLayout
  private let plan: FieldPlan
  private let cells: CSVCellReader
  private var json: JSONRecords.RecordParser
  private var nested: JSONRecords.RecordParser
  private var fields = RecordFields(names: NameTable())
  private var inner = RecordFields(names: NameTable())
  /// By name of `fields`.
  private var uses: [ColumnUse] = []
  /// By column, of `columns`.
  private var columnUses: [ColumnUse] = []
  private var columns: [String] = []
  private var hasColumns = false
  private(set) var parts = RowParts()
  private let nestedXML: EventFields
  private let nestedJSON: EventFields

  init(_ layout: ExportLayout, _ plan: FieldPlan) {
    self.layout = layout
    self.plan = plan
    cells = CSVCellReader(layout.profile.csv ?? CSVDialect())
    json = JSONRecords.RecordParser(profile: layout.profile)
    nested = JSONRecords.RecordParser(profile: layout.profile)
    nestedXML = EventFields(SourceProfile(format: .eventXML), plan)
    nestedJSON = EventFields(SourceProfile(format: .json, json: .lines), plan)
  }

  /// Takes a row apart into `parts`.
  ///
  /// - Parameter context: whose columns the row has, where they are named apart from it.
  func read(_ text: [UInt8], _ context: RecordContext) {
    parts.reset()
    switch layout.form {
    case .csv: readCSV(text.span, context)
    case .json: readJSON(text, context.columns)
    case .text: takeText(text)
    }
    for range in parts.nested { readNested(Array(parts.bytes[range])) }
  }

  /// Fields that the row read last says were left out.
  var ignored: [FieldNumber] {
    parts.ignored.compactMap {
      plan.number(ofColumn: String(decoding: parts.bytes[$0], as: UTF8.self), layout.map)
    }
  }

  private func takeText(_ text: [UInt8]) {
    parts.bytes = text
    parts.text = 0..<text.count
  }

  private func readCSV(_ row: Span<UInt8>, _ context: RecordContext) {
    if !hasColumns || columns != context.columns {
      columns = context.columns
      columnUses = columns.map { ColumnUse($0, layout.map, plan) }
      hasColumns = true
    }
    var i = 0
    for column in columnUses.indices {
      let cell = cells.cell(row, at: i)
      if cell.length > 0, !columnUses[column].isUnused {
        let start = parts.bytes.count
        cells.decode(cell, of: row, into: &parts.bytes)
        take(start..<parts.bytes.count, columnUses[column], columns[column])
      }
      if cell.end >= row.count { return }
      i = cell.end + 1
    }
  }

  private func readJSON(_ text: [UInt8], _ columns: [String]) {
    if fields.names.count > 8192 {
      fields = RecordFields(names: NameTable())
      uses.removeAll()
      json = JSONRecords.RecordParser(profile: layout.profile)
    }
    fields.reset()
    json.parse(text.span, buffer: .text, below: 0, columns: columns, into: &fields)
    // A line that was cut is all the text that there is.
    guard fields.parsed else { return takeText(text) }
    while uses.count < fields.names.count {
      let id = NameID(uses.count)
      uses.append(ColumnUse(id == 0 ? "" : fields.names.name(id), layout.map, plan))
    }
    for entry in fields.entries where entry.type != .null && entry.length > 0 {
      let use = uses[Int(entry.name)]
      if use.isUnused { continue }
      let start = parts.bytes.count
      entry.escape.decode(
        text.span.extracting(Int(entry.start)..<Int(entry.start) + Int(entry.length)), into: &parts.bytes)
      take(start..<parts.bytes.count, use, "")
    }
  }

  /// Takes in the event's data from a column of its own, but for fields that have columns too.
  private func readNested(_ data: [UInt8]) {
    let known = Set(parts.fields.map(\.number))
    var content = data
    var reader = nestedJSON
    if data.first == UInt8(ascii: "<") {
      reader = nestedXML
      let start =
        ["<EventData", "<UserData"].map { data.span.firstIndex(of: Array($0.utf8), from: 0) }.min() ?? 0
      guard start < data.count else { return }
      // The element around it and what is left open by a cut are closed.
      content = EventText.closed(Array("<Event>".utf8) + data[start...], .xml) ?? []
      let end =
        ["</EventData>", "</UserData>"].map { mark in
          content.span.firstIndex(of: Array(mark.utf8), from: 0) + mark.utf8.count
        }.min() ?? content.count
      if end < content.count { content = Array(content[..<end] + Array("</Event>".utf8)) }
    }
    reader.read(content)
    for value in reader.values(content) where value.number >= 0 && !known.contains(value.number) {
      let start = parts.bytes.count
      parts.bytes += value.value
      parts.fields.append(.init(number: value.number, value: start..<parts.bytes.count))
    }
  }

  /// Takes in a value, and of a cell that is JSON itself what it holds.
  private func take(_ value: Range<Int>, _ use: ColumnUse, _ column: String) {
    if use.number >= 0, use.role == .none, isJSON(value) {
      let content = Array(parts.bytes[value])
      inner.reset()
      if inner.names.count > 8192 {
        inner = RecordFields(names: NameTable())
        nested = JSONRecords.RecordParser(profile: layout.profile)
      }
      nested.parse(content.span, buffer: .text, below: 0, into: &inner)
      if inner.parsed, content[0] == UInt8(ascii: "[") {
        for entry in inner.entries where entry.type != .null && entry.length > 0 {
          let start = parts.bytes.count
          entry.escape.decode(
            content.span.extracting(Int(entry.start)..<Int(entry.start) + Int(entry.length)),
            into: &parts.bytes)
          parts.fields.append(.init(number: use.number, value: start..<parts.bytes.count))
        }
        return
      }
    }
    parts.take(value, use)
  }

  private func isJSON(_ value: Range<Int>) -> Bool {
    value.count >= 2 && parts.bytes[value.lowerBound] == UInt8(ascii: "[")
      && parts.bytes[value.upperBound - 1] == UInt8(ascii: "]")
  }
}
