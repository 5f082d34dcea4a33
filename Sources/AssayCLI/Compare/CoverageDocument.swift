import Completeness
import Integrity
import Pages

/// Coverage as lists of JSON objects (docs/json.md, `compare`).
struct CoverageDocument {
  let answer: CompareAnswer

  private var coverage: Coverage { answer.coverage }

  /// Calls `list` for each list, with its name and what adds its elements.
  func write(_ list: (String, ((JSONValue) throws -> Void) throws -> Void) throws -> Void) throws {
    try list("coverage") { add in for cell in coverage.cells { try add(document(cell)) } }
    try list("channels") { add in for channel in coverage.channels { try add(document(channel)) } }
    try list("gaps") { add in for gap in coverage.gaps { try add(document(gap)) } }
    try list("fields") { add in for field in coverage.fields { try add(document(field)) } }
    try list("times") { add in for host in coverage.times { try add(document(host)) } }
  }

  /// What is one thing, for the summary.
  static func summary(_ coverage: Coverage) -> JSONValue {
    let (arrival, lengths) = (coverage.arrival, coverage.lengths)
    return .members(
      ("time_precision_ns", .number(arrival.precision)), ("rows_with_receipt", .number(arrival.withReceipt)),
      ("rows_at_receipt", .number(arrival.atReceipt)), ("median_lag_ns", .number(arrival.medianLag)),
      ("lag_95_ns", .number(arrival.lag95)), ("longest_whole_bytes", .number(lengths.longestWhole)),
      ("shortest_cut_bytes", .number(lengths.shortestCut)))
  }

  private func word(_ number: WordID) -> JSONValue { .text(CompareDocument.word(number, answer)) }
  private func time(_ time: Int64?) -> JSONValue { .text(time.flatMap { CompareDocument.time($0) }) }

  private func document(_ cell: CoverageCell) -> JSONValue {
    let (beginning, overflow) = (cell.hour ?? 0).multipliedReportingOverflow(by: 3_600_000_000_000)
    return .members(
      ("computer", word(cell.computer)), ("channel", word(cell.channel)), ("event_id", word(cell.eventID)),
      ("hour", cell.hour == nil || overflow ? .null : time(beginning)), ("raw", .number(cell.count.raw)),
      ("present", .number(cell.count.present)), ("intact", .number(cell.count.intact)))
  }

  private func document(_ channel: ChannelCoverage) -> JSONValue {
    .members(
      ("computer", word(channel.computer)), ("channel", word(channel.channel)),
      ("raw", .number(channel.count.raw)), ("present", .number(channel.count.present)),
      ("intact", .number(channel.count.intact)), ("first_time", time(channel.first)),
      ("last_time", time(channel.last)), ("first_present", time(channel.firstPresent)),
      ("last_present", time(channel.lastPresent)))
  }

  private func document(_ gap: RecordGap) -> JSONValue {
    .members(
      ("kind", .string(gap.kind.rawValue)), ("computer", word(gap.computer)), ("channel", word(gap.channel)),
      ("first_id", .int(gap.first)), ("last_id", .int(gap.last)), ("count", .int(gap.count)),
      ("before", time(gap.before)), ("after", time(gap.after)))
  }

  private func document(_ field: FieldCoverage) -> JSONValue {
    .members(
      ("channel", word(field.channel)), ("event_id", word(field.eventID)), ("field", .string(field.name)),
      ("records", .number(field.records)), ("lost", .number(field.lost)), ("cut", .number(field.cut)),
      ("altered", .number(field.altered)), ("first_end_bytes", .number(field.firstEndBytes)))
  }

  private func document(_ host: HostTiming) -> JSONValue {
    .members(
      ("computer", word(host.computer)), ("on_time", .number(host.onTime)),
      (
        "offsets",
        .array(
          host.offsets.map { .members(("seconds", .int($0.seconds)), ("rows", .number($0.rows))) })
      ))
  }
}
