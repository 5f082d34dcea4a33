import CaseFile
import Integrity
import Query

/// Rows of `grep`.
struct GrepOutput {
  let reader: CaseReader
  let search: RawSearch
  let sink: OutputSink
  let format: OutputFormat
  let terminal: Terminal

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
    var excerpt = MatchExcerpt()
    let summary = try await search.run(firstPerSpan: false) { matches in
      for match in matches {
        if let limit, writer.count >= limit { return false }
        let text = format == .table && terminal.tableWidth != nil ? excerpt.text(of: match) : match.text
        try writer.row([
          .integer(match.record), .text(match.locator), .integer(match.source),
          .text(reader.source(match.source)?.name), .integer(match.index), .integer(match.gap),
          .integer(match.offset.map { Int(clamping: $0) }), .integer(match.textOffset),
          .sql(.text(match.match)), .sql(.text(text)),
        ])
      }
      return !Interruption.isRequested && limit.map { writer.count < $0 } ?? true
    }
    let isCut = limit.map { writer.count >= $0 } ?? false
    try writer.finish(
      summary: self.summary(summary, rows: writer.count, isCut: isCut),
      closing: [closing(summary, isCut: isCut, since: clock)])
    note(summary)
  }

  func writeCounts(onlyMatching: Bool) async throws {
    let clock = ContinuousClock.now
    var counts: [Int: Int] = [:]
    let summary = try await search.run(firstPerSpan: false) { matches in
      for match in matches { counts[match.source, default: 0] += 1 }
      return !Interruption.isRequested
    }
    let columns = [
      Column("source_id", heading: "#", .count), Column("source_name", heading: "source"),
      Column("matches", .count),
    ]
    let writer = try RowWriter(sink, format, columns: columns, terminal: terminal)
    for source in reader.sources where source.kind == "evidence" && !source.excluded {
      let count = counts[source.id, default: 0]
      if onlyMatching, count == 0 { continue }
      try writer.row([.integer(source.id), .text(source.name), .integer(count)])
    }
    try writer.finish(
      summary: self.summary(summary, rows: writer.count, isCut: false),
      closing: [closing(summary, isCut: false, since: clock)])
    note(summary)
  }

  private func summary(_ summary: RawSearchSummary, rows: Int, isCut: Bool) -> JSONValue {
    .members(
      ("rows", .number(rows)), ("matches", .number(summary.matches)),
      ("spans_matching", .number(summary.spansMatching)),
      ("records_searched", .number(summary.records)), ("gaps_searched", .number(summary.gaps)),
      ("bytes_searched", .number(summary.bytes)), ("undecided", .number(summary.spansUndecided)),
      ("complete", .bool(!isCut && !Interruption.isRequested)),
      ("tree_size", .number(summary.treeSize)), ("root", .string(summary.root)))
  }

  private func closing(
    _ summary: RawSearchSummary, isCut: Bool, since start: ContinuousClock.Instant
  ) -> String {
    let covered =
      "\(NumberText.counted(summary.records, "record")) and \(NumberText.counted(summary.gaps, "gap"))"
    let all = isCut || Interruption.isRequested ? "stopped after \(covered)" : "all \(covered) searched"
    let what =
      "\(NumberText.counted(summary.matches, "match", "matches")) in "
      + NumberText.counted(summary.spansMatching, "place")
    return "\(what) · \(all) (\(NumberText.bytes(summary.bytes))) · "
      + NumberText.duration(start.duration(to: .now))
  }

  private func note(_ summary: RawSearchSummary) {
    if summary.spansUndecided > 0 {
      terminal.error(
        "note: in \(NumberText.counted(summary.spansUndecided, "record")) the expression met the limit of "
          + "\(NumberText.grouped(Int(Pattern.stepLimit))) steps: whether they match is not known")
    }
  }
}
