import ArgumentParser
import Pages
import Query

struct GapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps",
    abstract:
      "List what is missing: bytes that are no record, and record IDs, times and hours that logs lack.",
    discussion: """
      EXAMPLES
        assay gaps case.assay
        assay gaps case.assay --log
        assay gaps case.assay --log --format csv -o gaps.csv
        assay query case.assay "SELECT * FROM log_gaps WHERE kind = 'missing_ids'"

      Gaps of bytes are headers, wrappers, slack, damaged stretches: kept, hashed, proven and searched like \
      records. Gaps of logs are EventRecordIDs that no record of the case has, or several have; logs cleared; \
      times that go back; silence where other days have records. Machine formats hold one of the two lists: \
      bytes unless --log is given. docs/gaps.md says how each is found.
      """)

  @OptionGroup var target: CaseArgument

  @Flag(help: "Only what the logs lack: record IDs, clearing, times, silence.")
  var log = false

  @Flag(help: "Only the bytes that are no record.")
  var bytes = false

  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if log, bytes { throw ValidationError("give --log or --bytes; without either a table shows both") }
    if asking.isKept, !log, !bytes, common.format == .table {
      throw ValidationError("a receipt or a finding tells of one list: give --log or --bytes")
    }
  }

  func run() throws {
    let sink = try common.sink()
    let output = QueryOutput(
      casePath: target.path, terminal: common.terminal, format: common.format,
      answering: try asking.answering(target.path, common))
    if !log { try writeBytes(sink, output) }
    if !log, !bytes, common.format == .table { try sink.write("\n") }
    if log || !bytes && common.format == .table { try writeLogs(sink, output) }
    try sink.finish()
  }

  private func writeBytes(_ sink: OutputSink, _ output: QueryOutput) throws {
    try output.write(
      sink, question: Question("gaps", "gaps", isOrdered: true),
      sql: """
        SELECT locator, record, source_id, source_name, "offset", length, problem, reason
        FROM gaps ORDER BY record
        """, styles: ["offset": .count, "length": .count]
    ) { NumberText.counted($0, "gap") + " of bytes" }
  }

  private func writeLogs(_ sink: OutputSink, _ output: QueryOutput) throws {
    try output.write(
      sink, question: Question("gaps", "gaps --log"), sql: LogGapQueries.list, styles: ["count": .count],
      machineOnly: [
        "source_id", "source_name", "first_id", "last_id", "before_record", "before_time", "after_record",
        "after_time", "seconds", "expected",
      ]
    ) { NumberText.counted($0, "finding") + " in the logs" }
  }
}

/// The SQL over `log_gaps`.
enum LogGapQueries {
  private static let columns = """
    kind, computer, channel, source_id, source_name, first_id, last_id, count, before_record, before_locator, \
    before_time, after_record, after_locator, after_time, seconds, expected, note
    """

  /// All findings in time order; then one row that says how many logs could not be judged.
  static let list = """
    WITH g AS MATERIALIZED (SELECT coalesce(before_time, after_time) AS time, \(columns) FROM log_gaps)
    SELECT * FROM (
      SELECT time, \(columns) FROM g WHERE kind <> 'not_judged'
      UNION ALL
      SELECT NULL, kind, NULL, NULL, NULL, NULL, NULL, NULL, count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, min(note) || CASE count(*) WHEN 1 THEN ' (1 log)' ELSE ' (' || count(*) || ' logs)' END
      FROM g WHERE kind = 'not_judged' GROUP BY kind, note
    ) ORDER BY time IS NULL, time, before_record, after_record, kind
    """
}
