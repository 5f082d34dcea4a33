import ArgumentParser

struct GapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps",
    abstract: "List the bytes that are no record: headers, wrappers, slack, damaged stretches.",
    discussion: """
      EXAMPLES
        assay gaps case.assay
        assay gaps case.assay --format csv -o gaps.csv

      Gaps are kept, hashed, proven and searched like records.
      """)

  @OptionGroup var target: CaseArgument
  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let sink = try common.sink()
    try QueryOutput(casePath: target.path, terminal: common.terminal, format: common.format).write(
      sink,
      sql: """
        SELECT locator, record, source_id, source_name, "offset", length, problem, reason
        FROM gaps ORDER BY record
        """, styles: ["offset": .count, "length": .count]
    ) { NumberText.counted($0, "gap") }
    try sink.finish()
  }
}
