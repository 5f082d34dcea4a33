import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// Exports that are one file: records, DFXML, CASE/UCO. Each is an act that the custody log tells of.
struct FileExport {
  let casePath: String
  let selected: SelectionOptions
  let time: Timestamp
  let custody: CustodyLog
  let common: CommonOptions

  /// What a record is exported with.
  private static let columns = [
    "locator", "source_name", "span_offset", "span_length", "time", "computer", "channel", "event_id", "text",
    "fields",
  ]

  func writeRecords(_ path: String) throws {
    let format: OutputFormat = path.lowercased().hasSuffix(".csv") ? .csv : .ndjson
    let sink = try OutputSink(path, force: common.force)
    let selection = try selection()
    var writer: RowWriter?
    try selection.session.run(selection.statement(Self.columns)) { names in
      writer = try RowWriter(sink, format, columns: names.map { Column($0) }, terminal: common.terminal)
    } onRow: { values in
      try writer?.row(values.map { .sql($0) })
      return true
    }
    try writer?.finish(summary: .null, closing: [])
    try sink.finish()
    let count = writer?.count ?? 0
    try finish("records", path, NumberText.counted(count, "row"), selection, [.init("rows", .number(count))])
  }

  func writeDFXML(_ path: String) throws {
    let sink = try OutputSink(path, force: common.force)
    let selection = try selection()
    let reader = selection.session.reader
    let records = try isChosen ? numbers(selection) : findings(reader.store)
    try DFXMLWriter(reader: try CaseReader(reader.store), sink: sink, time: time).write(
      try reader.store.sources(), records)
    try sink.finish()
    try finish(
      "dfxml", path, NumberText.counted(records.count, "record"), isChosen ? selection : nil,
      [.init("records", .number(records.count))])
  }

  func writeOntology(_ path: String) throws {
    let store = try CaseStore.open(casePath)
    let sink = try OutputSink(path, force: common.force)
    let stored = try store.custody()
    let entries = try stored.map { entry in
      do { return try CustodyEntry(canonical: entry.bytes) } catch {
        throw AssayError(
          "case.damaged", subject: casePath,
          reason: "custody entry \(entry.sequence) cannot be read: \(error)",
          hint: "assay verify \(casePath) says what is wrong")
      }
    }
    let ontology = CaseOntology(
      identity: try store.identity(), sources: try store.sources(), entries: entries,
      entryDigests: stored.map(\.sha256))
    var json = JSONText()
    json.writeLines(ontology.document)
    try sink.write(json.bytes)
    try sink.finish()
    try finish(
      "case-uco", path, NumberText.counted(entries.count, "custody entry", "custody entries"), nil, [])
  }

  // MARK: what is chosen

  private var isChosen: Bool {
    selected.search != nil || selected.sql != nil || selected.period.from != nil || selected.period.to != nil
  }

  private func selection() throws -> Selection {
    Interruption.stopAsking()
    let session = try QuerySession(try CaseStore.open(casePath), threads: common.threads) {
      Interruption.isRequested
    }
    return try Selection(selected, session, threads: common.threads)
  }

  private func numbers(_ selection: Selection) throws -> RecordSet {
    var numbers: [Int] = []
    var without = 0
    try selection.forEach([]) { row in
      if let record = row.record { numbers.append(Int(clamping: record)) } else { without += 1 }
      return true
    }
    guard without == 0 else {
      throw AssayError(
        "export.no-record", subject: casePath, reason: "\(without) rows of --sql have no record number",
        hint: "select the column record: SELECT record FROM events WHERE …")
    }
    return RecordSet(numbers)
  }

  private func findings(_ store: CaseStore) throws -> RecordSet {
    try store.findings().inOrder.filter(\.included).reduce(RecordSet()) { $0.union($1.records) }
  }

  // MARK: what is said

  private func finish(
    _ what: String, _ path: String, _ content: String, _ selection: Selection?, _ more: [JSONValue.Member]
  ) throws {
    let file = try path == "-" ? nil : FilePath(path).sha256()
    var members = more
    if let selection, !selection.parameters.isEmpty {
      members.append(.init("chosen", .object(selection.parameters)))
    }
    for note in selection?.notes ?? [] { common.terminal.note("note: \(DisplayText.escaped(note))") }
    let sequence = ExportLog(casePath: casePath, custody: custody, terminal: common.terminal).record(
      what, to: path, sha256: file, members)
    let document: [JSONValue.Member] =
      [
        .init("what", .string(what)), .init("file", .string(path)), .init("sha256", .text(file?.description)),
        .init("custody_seq", .number(sequence)),
      ] + more
    let line =
      "\(DisplayText.escaped(path))  \(content)" + (file.map { "  SHA-256 \($0)" } ?? "")
      + (sequence.map { "  custody entry \($0)" } ?? "")
    // What is exported to standard output must not be mixed with what is said of it.
    if path == "-" { return common.terminal.note(line) }
    try DocumentWriter.write(OutputSink(), common.format, document: .object(document), lines: [line])
  }
}
