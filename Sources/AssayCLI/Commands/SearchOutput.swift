import CaseFile
import Integrity
import Pages
import Query

/// Runs a translated search and says how much was looked at and what was left out.
struct SearchOutput {
  let session: QuerySession
  let terminal: Terminal
  let format: OutputFormat
  var answering = Answering()

  /// Writes the SQL.
  func explain(_ sink: OutputSink, _ plan: SearchPlan) throws {
    try DocumentWriter.write(
      sink, format,
      document: .members(("search", .string(plan.search)), ("sql", .string(plan.sql))), lines: [plan.sql],
      ending: false)
    for note in plan.notes { terminal.note("note: \(DisplayText.escaped(note))") }
  }

  /// Runs the search. This is the one place where its statement meets the session.
  ///
  /// - Parameter question: with the options that `plan` was made with.
  func write(
    _ sink: OutputSink, _ plan: SearchPlan, question: Question, limit: Int?, notes: [String]
  ) throws {
    let start = ContinuousClock.now
    let asked = answering.complete(question, limit: limit)
    let recorder = try answering.recorder(asked)
    recorder?.begin(plan.columns.map(\.name))
    let writer = try RowWriter(
      sink, format,
      columns: plan.columns.map { Column($0.name, $0.isTime ? .time : .plain, machineOnly: $0.machineOnly) },
      terminal: terminal)
    var isLimited = false
    var stopped = try Interruption.stopped {
      try session.run(plan.sql, onColumns: { _ in }) { row in
        if let limit, writer.count >= limit {
          isLimited = true
          return false
        }
        try recorder?.add(row)
        try writer.row(row.map { .sql($0) })
        return true
      }
    }
    var answer = SearchAnswer(
      plan: plan, rows: writer.count, considered: session.reader.recordsConsidered,
      unparsed: session.reader.recordsUnparsed, limit: isLimited ? limit : nil)
    // What was left out is counted by questions of its own, for which there is no time any more.
    if stopped == nil {
      stopped = try Interruption.stopped { answer.measures = try SearchMeasures(plan, session) }
    }
    answer.stopped = stopped
    answer.notes = plan.notes + notes + session.notes + QueryOutput.remarks(session.reader)
    answer.notes += QueryOutput.recoveredRemarks(session.reader)
    if session.undecided > 0 {
      answer.undecided = session.undecided
      answer.notes.append(
        "\(NumberText.counted(session.undecided, "time")) an expression met the limit of "
          + "\(NumberText.grouped(Pattern.stepLimit)) steps: whether it matches there is not known")
    }
    // A receipt says what the whole answer is.
    let draft =
      try stopped != nil
      ? nil
      : recorder.map { recorder in
        var draft = ReceiptDraft(asked, session.reader, try recorder.finish())
        draft.note(session, limit: answer.limit)
        draft.limits += answer.measures.limits
        draft.notEvaluated = answer.measures.notEvaluated
        return draft
      }
    answer.claim = try draft.flatMap { try answering.receipt?.seal($0, session.reader) }
    let duration = NumberText.duration(start.duration(to: .now))
    let remarks = answer.remarks
    try writer.finish(
      summary: answer.summary(session.reader),
      closing: ["\(answer.closing) · \(duration)"] + remarks + (answer.claim.map { [$0] } ?? []))
    if format == .ndjson || format == .csv { for remark in remarks { terminal.note("note: \(remark)") } }
    for note in answer.notes { terminal.note("note: \(DisplayText.escaped(note))") }
    if let stopped {
      // What was found is kept, also in a file.
      try sink.finish()
      throw stopped
    }
    if let draft { try answering.receipt?.write(draft) }
  }
}
