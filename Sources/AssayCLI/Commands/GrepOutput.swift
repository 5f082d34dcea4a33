import CaseFile
import Integrity
import Pages
import Query

/// Rows of `grep`.
struct GrepOutput {
  let reader: CaseReader
  let question: GrepQuestion
  let search: RawSearch
  let sink: OutputSink
  let format: OutputFormat
  let terminal: Terminal
  var answering = Answering()

  private static let columns = [
    Column("record", machineOnly: true), Column("locator"), Column("source_id", machineOnly: true),
    Column("source_name", heading: "source"), Column("index", machineOnly: true),
    Column("gap", machineOnly: true), Column("offset", .count), Column("text_offset", machineOnly: true),
    Column("match", machineOnly: true), Column("text"),
  ]

  /// Whether anything matches; stops at the first match.
  func isFound() async throws -> Bool {
    var found = false
    _ = try await search.run(firstPerSpan: true) { _ in
      found = true
      return false
    }
    return found
  }

  func writeMatches(limit: Int?) async throws {
    let clock = ContinuousClock.now
    let writer = try RowWriter(sink, format, columns: Self.columns, terminal: terminal)
    let asked = answering.complete(question.question, limit: limit)
    let recorder = try answering.recorder(asked)
    recorder?.begin(question.columns)
    var excerpt = MatchExcerpt()
    let summary = try await search.run(firstPerSpan: false) { matches in
      for match in matches {
        if let limit, writer.count >= limit { return false }
        let values = match.values(sourceName: reader.source(match.source)?.name)
        try recorder?.add(values)
        var cells = values.map { Cell.sql($0) }
        if format == .table, terminal.tableWidth != nil {
          cells[cells.count - 1] = .sql(.text(excerpt.text(of: match)))
        }
        try writer.row(cells)
      }
      return !Interruption.isRequested && limit.map { writer.count < $0 } ?? true
    }
    let isCut = limit.map { writer.count >= $0 } ?? false
    let draft = try draft(asked, recorder, summary, limit: isCut ? limit : nil)
    try finish(writer, summary, draft, isCut: isCut, since: clock)
  }

  func writeCounts() async throws {
    let clock = ContinuousClock.now
    let asked = answering.complete(question.question, limit: nil)
    let recorder = try answering.recorder(asked)
    recorder?.begin(question.columns)
    var counts = MatchCounts()
    let summary = try await search.run(firstPerSpan: false) { matches in
      counts.add(matches)
      return !Interruption.isRequested
    }
    let columns = [
      Column("source_id", heading: "#", .count), Column("source_name", heading: "source"),
      Column("matches", .count),
    ]
    let writer = try RowWriter(sink, format, columns: columns, terminal: terminal)
    for row in counts.rows(question.rows, reader) {
      try recorder?.add(row)
      try writer.row(row.map { .sql($0) })
    }
    let draft = try draft(asked, recorder, summary, limit: nil)
    try finish(writer, summary, draft, isCut: false, since: clock)
  }

  /// What a receipt is made from; nil without one, and of a search that was interrupted.
  private func draft(
    _ asked: Question, _ recorder: ResultRecorder?, _ summary: RawSearchSummary, limit: Int?
  ) throws -> ReceiptDraft? {
    guard let recorder, !Interruption.isRequested else { return nil }
    var draft = ReceiptDraft(asked, reader, try recorder.finish())
    draft.note(summary, limit: limit)
    return draft
  }

  private func finish(
    _ writer: RowWriter, _ summary: RawSearchSummary, _ draft: ReceiptDraft?, isCut: Bool,
    since start: ContinuousClock.Instant
  ) throws {
    let claim = try draft.flatMap { try answering.receipt?.seal($0, reader) }
    try writer.finish(
      summary: self.summary(summary, rows: writer.count, isCut: isCut, claim: claim),
      closing: [closing(summary, isCut: isCut, since: start)] + (claim.map { [$0] } ?? []))
    note(summary)
    guard let draft else { return }
    try answering.receipt?.write(
      draft,
      facts: [
        .init("bytes_read", .number(summary.bytesRead)),
        .init("bytes_ruled_out", .number(summary.bytesRuledOut)),
      ])
  }

  private func summary(
    _ summary: RawSearchSummary, rows: Int, isCut: Bool, claim: String?
  ) -> JSONValue {
    let members = JSONValue.members(
      ("rows", .number(rows)), ("matches", .number(summary.matches)),
      ("spans_matching", .number(summary.spansMatching)),
      ("records_searched", .number(summary.records)), ("gaps_searched", .number(summary.gaps)),
      ("bytes_searched", .number(summary.bytes)), ("bytes_read", .number(summary.bytesRead)),
      ("bytes_ruled_out", .number(summary.bytesRuledOut)), ("undecided", .number(summary.spansUndecided)),
      ("complete", .bool(!isCut && !Interruption.isRequested)),
      ("stopped", .text(StoppedAnswer.word(Interruption.reason))),
      ("tree_size", .number(summary.treeSize)), ("root", .string(summary.root)))
    guard let claim, case .object(let list) = members else { return members }
    return .object(list + [.init("claim", .string(claim))])
  }

  private func closing(
    _ summary: RawSearchSummary, isCut: Bool, since start: ContinuousClock.Instant
  ) -> String {
    let covered =
      "\(NumberText.counted(summary.records, "record")) and \(NumberText.counted(summary.gaps, "gap"))"
    let all = isCut || Interruption.isRequested ? "stopped after \(covered)" : "all \(covered) covered"
    return "\(found(summary)) · \(all) (\(bytes(summary))) · " + NumberText.duration(start.duration(to: .now))
  }

  /// `2 records match`, with the number of matches where a record has several.
  private func found(_ summary: RawSearchSummary) -> String {
    let records = summary.spansMatching - summary.gapsMatching
    var found: [String] = []
    if records > 0 || summary.gapsMatching == 0 { found.append(NumberText.counted(records, "record")) }
    if summary.gapsMatching > 0 { found.append(NumberText.counted(summary.gapsMatching, "gap")) }
    var what = found.joined(separator: " and ")
    what += summary.spansMatching == 1 ? " matches" : " match"
    if summary.matches != summary.spansMatching {
      what += " in \(NumberText.counted(summary.matches, "place"))"
    }
    return what
  }

  private func bytes(_ summary: RawSearchSummary) -> String {
    guard summary.bytesRuledOut > 0 else { return "\(NumberText.bytes(summary.bytes)) read" }
    return "\(NumberText.bytes(summary.bytes)): \(NumberText.bytes(summary.bytesRead)) read,"
      + " \(NumberText.bytes(summary.bytesRuledOut)) ruled out by the filter"
  }

  private func note(_ summary: RawSearchSummary) {
    for remark in QueryOutput.remarks(reader) { terminal.note("note: \(DisplayText.escaped(remark))") }
    if summary.recoveredMatching > 0 {
      let leftOut = reader.scope.includesRecovered ? "" : "; other answers leave them out (--recovered)"
      terminal.note(
        "note: \(NumberText.counted(summary.recoveredMatching, "matching record")) recovered from what a log no"
          + " longer uses\(leftOut)")
    }
    if summary.blocksWithoutFilter > 0 {
      terminal.note(
        "note: \(NumberText.counted(summary.blocksWithoutFilter, "stretch", "stretches")) of the case have no search"
          + " filter and were read: assay reindex makes it")
    }
    if summary.spansUndecided > 0 {
      terminal.error(
        "note: in \(NumberText.counted(summary.spansUndecided, "record")) the expression met the limit of "
          + "\(NumberText.grouped(Int(Pattern.stepLimit))) steps: whether they match is not known")
    }
  }
}
