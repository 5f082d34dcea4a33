import Evidence
import Hunt
import Pages
import Query

/// Writes scored sessions, the least likely first.
struct SessionRows {
  let list: SessionList
  let scores: [SessionScore]
  let scorer: SessionScorer
  /// When and whose the sessions were; nil for ready-made ones.
  let result: Sessionizer.Result?
  let by: [[String]]
  let output: AnalysisOutput

  /// By the rarest window; then those without, by the geometric mean; then by position.
  private var order: [Int] {
    scores.indices.sorted { a, b in
      let (first, second) = (scores[a], scores[b])
      let windows = (first.rarestWindow?.log10 ?? .infinity, second.rarestWindow?.log10 ?? .infinity)
      if windows.0 != windows.1 { return windows.0 < windows.1 }
      let means = (first.log10GeometricMean ?? .infinity, second.log10GeometricMean ?? .infinity)
      return means.0 != means.1 ? means.0 < means.1 : a < b
    }
  }

  func write() throws {
    var columns = [
      Column("session"), Column("length", .count), Column("log10_likelihood", .decimal),
      Column("geomean_log10", .decimal),
      Column("rarest_window_start"), Column("rarest_window_log10", .decimal),
      Column("rarest_window_length", machineOnly: true),
    ]
    if result != nil {
      columns += by.map { Column($0[0]) }
      columns += [Column("first", .time), Column("last", .time), Column("record")]
    }
    columns += [Column("window"), Column("why")]
    try output.begin(columns)
    for session in order { try row(session) }
  }

  private func row(_ session: Int) throws {
    let score = scores[session]
    let range = list.range(of: session)
    let commands = list.commands[range]
    let window = score.rarestWindow
    var cells: [Cell] = [
      .integer(session), .integer(score.length), real(score.log10Likelihood), real(score.log10GeometricMean),
      .integer(window?.start), real(window?.log10), .integer(window?.length),
    ]
    var record: Int64?
    if let result {
      let found = result.sessions[session]
      let step = min(window?.rarestStep ?? 0, max(0, range.count - 1))
      record = range.isEmpty ? nil : result.numbers[range.lowerBound + step]
      let keys = found.key.split(separator: "\u{1f}", omittingEmptySubsequences: false)
      for index in by.indices {
        cells.append(.text(index < keys.count && !keys[index].isEmpty ? String(keys[index]) : nil))
      }
      cells += [
        .text(Timestamp(unixNanoseconds: found.first).text),
        .text(Timestamp(unixNanoseconds: found.last).text),
        .integer(record.map { Int($0) }),
      ]
    }
    cells.append(.text(window.map { text(commands, $0) }))
    cells.append(.text(window.map { StepText.why(scorer.reason(commands, $0)) } ?? short(score)))
    try output.row(cells, record: record)
  }

  private func short(_ score: SessionScore) -> String {
    score.length == 0 ? "no commands" : "shorter than the window"
  }

  private func text(_ commands: ArraySlice<Int32>, _ window: SessionScore.Window) -> String {
    let start = commands.startIndex + window.start
    let end = start + window.length
    let names = commands[start..<min(end, commands.endIndex)].map {
      list.table.names[list.table.name(of: $0)]
    }
    return
      ((window.start == 0 ? ["("] : ["…"]) + [names.joined(separator: " → ")]
      + (end > commands.endIndex ? [")"] : end == commands.endIndex ? [] : ["…"])).joined(separator: " ")
  }

  private func real(_ value: Double?) -> Cell { .sql(value.map { .real($0) } ?? .null) }
}
