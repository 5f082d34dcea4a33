import CaseFile
import Integrity
import Query

/// Runs a translated search and says how much was looked at and what was left out.
struct SearchOutput {
  let session: QuerySession
  let terminal: Terminal
  let format: OutputFormat

  /// Writes the SQL.
  func explain(_ sink: OutputSink, _ plan: SearchPlan) throws {
    try DocumentWriter.write(
      sink, format,
      document: .members(("search", .string(plan.search)), ("sql", .string(plan.sql))), lines: [plan.sql])
    for note in plan.notes { terminal.note("note: \(DisplayText.escaped(note))") }
  }

  /// Runs the search. This is the one place where its statement meets the session.
  func write(_ sink: OutputSink, _ plan: SearchPlan, limit: Int?, notes: [String]) throws {
    let start = ContinuousClock.now
    let writer = try RowWriter(
      sink, format,
      columns: plan.columns.map { Column($0.name, $0.isTime ? .time : .plain, machineOnly: $0.machineOnly) },
      terminal: terminal)
    var isLimited = false
    try session.run(plan.sql, onColumns: { _ in }) { row in
      if let limit, writer.count >= limit {
        isLimited = true
        return false
      }
      try writer.row(row.map { .sql($0) })
      return true
    }
    var answer = SearchAnswer(
      plan: plan, rows: writer.count, considered: session.reader.recordsConsidered,
      unparsed: session.reader.recordsUnparsed, limit: isLimited ? limit : nil)
    for cut in plan.cuts {
      let total = try number(cut.total)
      let kept = try cut.kept.map { try number($0) } ?? min(total, cut.limit ?? total)
      answer.cuts.append((cut, kept: kept, total: total))
    }
    for count in plan.counts { answer.counts.append((count, try number(count.sql))) }
    answer.notes = plan.notes + notes + session.notes + QueryOutput.remarks(session.reader)
    if session.undecided > 0 {
      answer.undecided = session.undecided
      answer.notes.append(
        "\(NumberText.counted(session.undecided, "time")) an expression met the limit of "
          + "\(NumberText.grouped(Pattern.stepLimit)) steps: whether it matches there is not known")
    }
    let duration = NumberText.duration(start.duration(to: .now))
    let remarks = answer.remarks
    try writer.finish(
      summary: answer.summary(session.reader), closing: ["\(answer.closing) · \(duration)"] + remarks)
    if format == .ndjson || format == .csv { for remark in remarks { terminal.note("note: \(remark)") } }
    for note in answer.notes { terminal.note("note: \(DisplayText.escaped(note))") }
  }

  /// The one number that a counting statement gives.
  private func number(_ sql: String) throws -> Int {
    var number = 0
    try session.run(sql, onColumns: { _ in }) { row in
      if case .integer(let value)? = row.first { number = Int(value) }
      return false
    }
    return number
  }
}
