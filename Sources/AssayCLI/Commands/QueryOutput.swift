import CaseFile
import Integrity
import Query

/// Runs SQL and writes its rows as they come: `query`, and the lists that are queries.
struct QueryOutput {
  let casePath: String
  let terminal: Terminal
  let format: OutputFormat

  /// - Parameters:
  ///   - styles: how columns of these names are shown in a table.
  ///   - machineOnly: columns that a table leaves out.
  ///   - limit: most rows that are written; the closing line says that there are more.
  ///   - closing: what the line below a table says first, from the number of rows.
  func write(
    _ sink: OutputSink, sql: String, styles: [String: Column.Style] = [:], machineOnly: Set<String> = [],
    limit: Int? = nil,
    closing: (Int) -> String = { NumberText.counted($0, "row") }
  ) throws {
    let start = ContinuousClock.now
    Interruption.stopGracefully()
    let session = try QuerySession(try CaseStore.open(casePath)) { Interruption.isRequested }
    var writer: RowWriter?
    var isCut = false
    try session.run(sql) { names in
      writer = try RowWriter(
        sink, format,
        columns: names.map { Column($0, styles[$0] ?? .plain, machineOnly: machineOnly.contains($0)) },
        terminal: terminal)
    } onRow: { row in
      if let limit, let writer, writer.count >= limit {
        isCut = true
        return false
      }
      try writer?.row(row.map { .sql($0) })
      return true
    }
    let count = writer?.count ?? 0
    let reader = session.reader
    let considered = reader.recordsConsidered
    let unparsed = reader.recordsUnparsed
    var summary: [JSONValue.Member] = [
      .init("rows", .number(count)), .init("records_considered", .number(considered)),
      .init("records_unparsed", .number(unparsed)), .init("tree_size", .number(reader.treeSize)),
      .init("root", .string(reader.root)),
    ]
    if isCut { summary.append(.init("limit", .number(limit))) }
    let notes = session.notes + Self.remarks(reader)
    if !notes.isEmpty { summary.append(.init("notes", .array(notes.map { .string($0) }))) }
    let shown =
      isCut ? "first \(NumberText.counted(count, "row")) shown (--limit), there are more" : closing(count)
    let line =
      "\(shown) · \(NumberText.counted(considered, "record")) considered, "
      + "\(NumberText.grouped(unparsed)) of them not parsed · \(NumberText.duration(start.duration(to: .now)))"
    try writer?.finish(summary: .object(summary), closing: [line])
    for note in notes { terminal.note("note: \(DisplayText.escaped(note))") }
  }

  /// What an answer must not keep to itself: what was left out, what is not whole, and what is not fresh.
  static func remarks(_ reader: CaseReader) -> [String] {
    var remarks: [String] = []
    let excluded = reader.sources.filter(\.excluded)
    if !excluded.isEmpty {
      let records = excluded.reduce(0) { $0 + $1.records }
      remarks.append(
        "\(NumberText.counted(excluded.count, "source")) with \(NumberText.counted(records, "record")) excluded"
      )
    }
    let incomplete = reader.sources.filter { $0.state != .complete && !$0.excluded }
    if !incomplete.isEmpty {
      let numbers = incomplete.map { String($0.id) }.joined(separator: ", ")
      remarks.append("not complete: source \(numbers); the same add goes on from there")
    }
    let stale = reader.groups.filter { $0.extractor != Schema.extractorVersion }
    if !stale.isEmpty {
      let records = stale.reduce(0) { $0 + $1.recordCount }
      remarks.append(
        "the fields of \(NumberText.counted(records, "record")) were extracted by another version: assay reindex"
      )
    }
    return remarks
  }
}
