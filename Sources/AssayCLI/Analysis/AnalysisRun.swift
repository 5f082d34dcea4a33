import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// Runs an analysis over a case, or over rows that are handed to it, and writes the answer with all that belongs
/// to it: closing line, summary, notes, receipt.
struct AnalysisRun {
  let common: CommonOptions
  /// Most rows that are written.
  var limit: Int?

  /// Over a case.
  ///
  /// - Parameter unit: of the rows, for the closing line.
  func run(
    _ analysis: some Analysis, casePath: String, _ selected: SelectionOptions, _ asking: AskingOptions,
    unit: String = "row"
  ) throws {
    let start = ContinuousClock.now
    let sink = try common.sink()
    let answering = try asking.answering(casePath, common, tag: selected.tagged)
    Interruption.stopAsking()
    let session = try QuerySession(
      try CaseStore.open(casePath), scope: answering.scope, threads: answering.threads
    ) { Interruption.isRequested }
    let progress = ProgressLine(common.terminal)
    session.onProgress = { done, total in
      progress.update { "reading  \(NumberText.grouped(done)) of \(NumberText.grouped(total)) parts" }
    }
    defer { progress.erase() }
    let selection = try Selection(selected, session, threads: answering.threads)
    let question = answering.complete(analysis.question(selection), limit: limit)
    let recorder = try answering.recorder(question)
    let output = AnalysisOutput(sink, common.format, common.terminal, recorder: recorder, limit: limit)
    let stopped = try output.run { try analysis.answer(selection, output) }
    progress.erase()
    // A receipt says what the whole answer is.
    let draft =
      try stopped != nil
      ? nil
      : recorder.map { recorder in
        var draft = ReceiptDraft(question, session.reader, try recorder.finish())
        draft.note(session, limit: nil)
        draft.limits += output.receiptLimits
        draft.notEvaluated += output.leftOut
        draft.details = output.details
        return draft
      }
    answering.receipt?.note(records: output.records)
    let claim = try draft.flatMap { try answering.receipt?.seal($0, session.reader) }
    let reader = session.reader
    var summary: [JSONValue.Member] = [
      .init("rows", .number(output.count)), .init("records_considered", .number(reader.recordsConsidered)),
      .init("records_unparsed", .number(reader.recordsUnparsed)),
      .init("tree_size", .number(reader.treeSize)), .init("root", .string(reader.root)),
    ]
    if output.isCut { summary.append(.init("limit", .number(limit))) }
    if let claim { summary.append(.init("claim", .string(claim))) }
    summary += StoppedAnswer.members(stopped)
    let notes =
      selection.notes + session.notes + QueryOutput.remarks(reader) + QueryOutput.recoveredRemarks(reader)
    if !notes.isEmpty { summary.append(.init("notes", .array(notes.map { .string($0) }))) }
    let line =
      "\(output.found(unit))\(StoppedAnswer.closing(stopped)) · "
      + "\(NumberText.counted(reader.recordsConsidered, "record")) considered, "
      + "\(NumberText.grouped(reader.recordsUnparsed)) of them not parsed · "
      + NumberText.duration(start.duration(to: .now))
    try output.finish(summary: summary, closing: [line] + (claim.map { [$0] } ?? []))
    for note in notes { common.terminal.note("note: \(DisplayText.escaped(note))") }
    // What was found is kept, also where it is not all.
    try sink.finish()
    if let stopped { throw stopped }
    if let draft { try answering.receipt?.write(draft) }
  }

  /// Over rows that stand in a file (`--input`, `--text`, `--jsonl`): there is no case to name in a receipt.
  ///
  /// - Parameters:
  ///   - unit: of the rows, for the closing line.
  ///   - work: writes the rows, and sets `read`.
  func run(unit: String = "row", _ work: (AnalysisOutput) throws -> Void) throws {
    let start = ContinuousClock.now
    let sink = try common.sink()
    Interruption.stopAsking()
    let output = AnalysisOutput(sink, common.format, common.terminal, recorder: nil, limit: limit)
    let stopped = try output.run { try work(output) }
    var summary: [JSONValue.Member] = [.init("rows", .number(output.count))]
    if output.isCut { summary.append(.init("limit", .number(limit))) }
    summary += StoppedAnswer.members(stopped)
    let line =
      "\(output.found(unit))\(StoppedAnswer.closing(stopped))"
      + (output.read.isEmpty ? "" : " · \(output.read)")
      + " · \(NumberText.duration(start.duration(to: .now)))"
    try output.finish(summary: summary, closing: [line])
    try sink.finish()
    if let stopped { throw stopped }
  }
}
