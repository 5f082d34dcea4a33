import ArgumentParser

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Run read-only SQL over events, sources, fields, gaps and custody.",
    discussion: """
      EXAMPLES
        assay query case.assay "SELECT event_id, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC"
        assay query case.assay "SELECT time, computer, CommandLine, locator FROM events \
      WHERE event_id = 4688 ORDER BY time" --format csv -o processes.csv
        assay query case.assay "SELECT locator, text FROM events WHERE parsed = 0"
        echo "SELECT * FROM gaps" | assay query case.assay -

      'assay fields CASE' lists the columns. A column of integers is INTEGER, every other one TEXT as logged.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "One SELECT statement; - reads it from standard input.")
  var sql: String

  @Option(help: ArgumentHelp("Write at most this many rows.", valueName: "n"))
  var limit: Int?

  @OptionGroup var tagged: TagOption
  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0") }
  }

  func run() throws {
    let sink = try common.sink()
    var statement = sql
    if sql == "-" {
      statement = ""
      while let line = readLine(strippingNewline: false) { statement += line }
    }
    let output = QueryOutput(
      casePath: target.path, terminal: common.terminal, format: common.format,
      answering: try asking.answering(target.path, common, tag: tagged))
    try output.write(sink, sql: statement, limit: limit)
    try sink.finish()
  }
}
