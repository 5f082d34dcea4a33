import CaseFile
import Integrity
import Pages
import Query

/// Runs SQL and writes its rows as they come: `query`, and the lists that are queries.
struct QueryOutput {
  let casePath: String
  let terminal: Terminal
  let format: OutputFormat
  /// From which part of the case, and whether with a receipt (`AskingOptions.answering`).
  var answering = Answering()

  /// - Parameters:
  ///   - question: what the receipt says was asked; nil where `sql` is what a person wrote. A list of ours whose
  ///     `ORDER BY` is total says so: `Question("gaps", "gaps", isOrdered: true)`.
  ///   - styles: how columns of these names are shown in a table.
  ///   - machineOnly: columns that a table leaves out.
  ///   - limit: most rows that are written; the closing line says that there are more.
  ///   - summary: further members of the summary in JSON.
  ///   - closing: what the line below a table says first, from the number of rows.
  ///   - present: gets all rows; its lines stand in the place of a table. Rows must be few.
  func write(
    _ sink: OutputSink, question: Question? = nil, sql: String, styles: [String: Column.Style] = [:],
    machineOnly: Set<String> = [], limit: Int? = nil, summary further: [JSONValue.Member] = [],
    closing: (Int) -> String = { NumberText.counted($0, "row") },
    present: (([[SQLValue]]) throws -> [String])? = nil
  ) throws {
    let start = ContinuousClock.now
    Interruption.stopAsking()
    let session = try QuerySession(
      try CaseStore.open(casePath), scope: answering.scope, threads: answering.threads
    ) { Interruption.isRequested }
    let progress = ProgressLine(terminal)
    session.onProgress = { done, total in
      progress.update { "reading  \(NumberText.grouped(done)) of \(NumberText.grouped(total)) parts" }
    }
    defer { progress.erase() }
    var asked = question ?? .sql(sql)
    if question != nil { asked.sql = sql }
    asked = answering.complete(asked, limit: limit)
    let recorder = try answering.recorder(asked)
    var writer: RowWriter?
    var isCut = false
    var kept: [[SQLValue]] = []
    let isPresented = present != nil && format == .table
    let stopped = try Interruption.stopped {
      try session.run(sql) { names in
        progress.erase()
        recorder?.begin(names)
        writer = try RowWriter(
          sink, format,
          columns: names.map { Column($0, styles[$0] ?? .plain, machineOnly: machineOnly.contains($0)) },
          terminal: terminal)
      } onRow: { row in
        if let limit, let writer, writer.count >= limit {
          isCut = true
          return false
        }
        try recorder?.add(row)
        if present != nil { kept.append(row) }
        if !isPresented { try writer?.row(row.map { .sql($0) }) }
        return true
      }
    }
    // A receipt says what the whole answer is.
    let draft =
      try stopped != nil
      ? nil
      : recorder.map { recorder in
        var draft = ReceiptDraft(asked, session.reader, try recorder.finish())
        draft.note(session, limit: isCut ? limit : nil)
        return draft
      }
    let claim = try draft.flatMap { try answering.receipt?.seal($0, session.reader) }
    let count = isPresented ? kept.count : writer?.count ?? 0
    let lines = try present?(kept) ?? []
    let reader = session.reader
    let considered = reader.recordsConsidered
    let unparsed = reader.recordsUnparsed
    var summary: [JSONValue.Member] = [
      .init("rows", .number(count)), .init("records_considered", .number(considered)),
      .init("records_unparsed", .number(unparsed)), .init("tree_size", .number(reader.treeSize)),
      .init("root", .string(reader.root)),
    ]
    summary += further
    if isCut { summary.append(.init("limit", .number(limit))) }
    if let claim { summary.append(.init("claim", .string(claim))) }
    summary += StoppedAnswer.members(stopped)
    let notes = session.notes + Self.remarks(reader) + Self.recoveredRemarks(reader)
    if !notes.isEmpty { summary.append(.init("notes", .array(notes.map { .string($0) }))) }
    let shown =
      isCut ? "first \(NumberText.counted(count, "row")) shown (--limit), there are more" : closing(count)
    let line =
      "\(shown)\(StoppedAnswer.closing(stopped)) · \(NumberText.counted(considered, "record")) considered, "
      + "\(NumberText.grouped(unparsed)) of them not parsed · \(NumberText.duration(start.duration(to: .now)))"
    let below = [line] + (claim.map { [$0] } ?? [])
    if isPresented {
      for line in lines + below { try sink.write(line + "\n") }
    } else {
      try writer?.finish(summary: .object(summary), closing: below)
    }
    for note in notes { terminal.note("note: \(DisplayText.escaped(note))") }
    if let stopped {
      // What was found is kept, also in a file.
      try sink.finish()
      throw stopped
    }
    if let draft { try answering.receipt?.write(draft) }
  }

  /// Recovered records that answers leave out, or hold.
  static func recoveredRemarks(_ reader: CaseReader) -> [String] {
    let count = reader.recovered.count
    if count == 0 { return [] }
    let records = NumberText.counted(count, "recovered record")
    return [reader.recordsLeftOut > 0 ? "\(records) left out (--recovered)" : "\(records) among them"]
  }

  /// What an answer must not keep to itself: what was left out, what is not whole, and what is not fresh.
  static func remarks(_ reader: CaseReader) -> [String] {
    var remarks: [String] = []
    if reader.scope.treeSize != nil {
      remarks.append(
        "as the case was at tree size \(NumberText.grouped(reader.treeSize)); later sources are not asked")
    }
    if let sources = reader.scope.sources {
      remarks.append(
        "asked of source \(sources.sorted().map { String($0) }.joined(separator: ", ")) only")
    }
    if let tag = reader.scope.tag {
      remarks.append("asked of records tagged '\(tag)' only")
    }
    let excluded = reader.sources.filter { $0.excluded && !$0.isClaim }
    if !excluded.isEmpty {
      let records = excluded.reduce(0) { $0 + $1.records }
      remarks.append(
        "\(NumberText.counted(excluded.count, "source")) with \(NumberText.counted(records, "record")) excluded"
      )
    }
    let incomplete = reader.sources.filter { $0.state != .complete && !$0.excluded && !$0.isClaim }
    if !incomplete.isEmpty {
      let numbers = incomplete.map { String($0.id) }.joined(separator: ", ")
      remarks.append(
        reader.scope.treeSize == nil
          ? "not complete: source \(numbers); the same add goes on from there"
          : "not complete at that tree size: source \(numbers)")
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
