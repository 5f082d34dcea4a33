import ArgumentParser
import Pages
import Query

struct QualityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality",
    abstract: "Check what an analyst checks before he trusts data; worst first.",
    discussion: """
      EXAMPLES
        assay quality case.assay
        assay quality case.assay --fields
        assay quality case.assay --source 2 --format json
        assay query case.assay "SELECT * FROM quality WHERE \\"check\\" = 'cut'"

      Values that were cut, text that is not what it looks like, times that cannot be, records that are there \
      twice, logs that are not whole, fields that are empty or hold mixed types. Each finding has its count, \
      examples and records. Exit status 0, whatever is found: a finding is no verdict. docs/quality.md tells \
      each check, its formula and threshold.
      """)

  @OptionGroup var target: CaseArgument

  @Flag(help: "Each field of each source in numbers instead: absent, empty, types, longest value.")
  var fields = false

  @Option(help: ArgumentHelp("Write at most this many rows.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0") }
  }

  func run() throws {
    let sink = try common.sink()
    var answering = try asking.answering(target.path, common)
    // Row groups are counted as they are stored.
    answering.scope.includesRecovered = true
    let output = QueryOutput(
      casePath: target.path, terminal: common.terminal, format: common.format, answering: answering)
    if fields {
      try output.write(
        sink, question: Question("quality", "--fields", isOrdered: true), sql: Self.profile,
        styles: Dictionary(
          ["records", "absent", "empty", "nulls", "several", "longest"].map { ($0, .count) },
          uniquingKeysWith: { first, _ in first }),
        machineOnly: ["source_name", "type"], limit: limit
      ) { NumberText.counted($0, "field of a source", "fields of sources") }
    } else {
      try output.write(
        sink, question: Question("quality", ""), sql: Self.findings,
        styles: ["count": .count, "total": .count], machineOnly: ["source_name", "records", "next"],
        limit: limit
      ) {
        $0 == 0
          ? "nothing found by the checks of docs/quality.md; that is no proof that nothing is wrong"
          : NumberText.counted($0, "finding") + ", worst first"
      }
    }
    try sink.finish()
  }

  private static let findings = """
    SELECT severity, "check", source_id, source_name, field, count, total, finding, examples, records, locators,
      "next"
    FROM quality
    ORDER BY CASE severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END,
      "check", count DESC, source_id, field, finding
    """

  private static let profile = """
    SELECT source_id, source_name, field, records, absent, empty, nulls, several, longest, type, types
    FROM field_profile ORDER BY source_id, records DESC, field
    """
}
