import Completeness
import Pages

/// Writes a comparison in any form.
struct CompareOutput {
  let answer: CompareAnswer
  let terminal: Terminal
  let elapsed: Duration

  /// - Parameters:
  ///   - verdicts: records that are listed; nil: all.
  ///   - includesExtra: rows that no record explains are listed too.
  ///   - isList: a table lists records, instead of the summary.
  func write(
    _ sink: OutputSink, _ format: OutputFormat, verdicts: Set<Verdict>?, includesExtra: Bool, isList: Bool
  ) throws {
    let rows = CompareRows(answer: answer, verdicts: verdicts, includesExtra: includesExtra)
    switch format {
    case .json: try CompareDocument(answer: answer, verdicts: verdicts).write(sink)
    case .ndjson, .csv: try rows.write(sink, format, terminal)
    case .table where !isList:
      let summary = CompareSummary(answer: answer, style: terminal.outputStyle)
      for line in summary.lines() + ["", summary.verdict() + "  \(NumberText.duration(elapsed))"] {
        try sink.write(line + "\n")
      }
    case .table, .line: try rows.write(sink, format, terminal, closing: closing(verdicts, includesExtra))
    }
  }

  /// How many of how many, for a list.
  private func closing(_ verdicts: Set<Verdict>?, _ includesExtra: Bool) -> [String] {
    let balance = answer.balance
    let listed = verdicts.map { $0.reduce(0) { $0 + (balance.verdicts[$1] ?? 0) } } ?? balance.records
    var text = "\(NumberText.counted(listed, "record")) of \(NumberText.grouped(balance.rawRecords))"
    if includesExtra { text += " · \(NumberText.counted(balance.extra, "extra row"))" }
    return ["\(text) · \(NumberText.duration(elapsed))"]
  }
}
