import ArgumentParser
import Query

struct FieldsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields",
    abstract: "List fields: their column, how many records have them, type, examples.",
    discussion: """
      EXAMPLES
        assay fields case.assay
        assay fields case.assay CommandLine
        assay fields case.assay --compare

      --compare lists where what Splunk extracted (splunk.NAME) and what the raw event says (NAME) differ: that \
      is how a fault of extraction shows.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "One field: its most frequent values.")
  var name: String?

  @Flag(help: "List records whose raw event and whose export's columns differ.")
  var compare = false

  @Option(help: ArgumentHelp("Write at most this many rows.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if compare, name != nil { throw ValidationError("give a field's name or --compare") }
    if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0") }
  }

  func run() throws {
    let sink = try common.sink()
    let answering = try asking.answering(target.path, common)
    let fields = FieldQueries(casePath: target.path, scope: answering.scope)
    let output = QueryOutput(
      casePath: target.path, terminal: common.terminal, format: common.format, answering: answering)
    // Names and values come once each, so the orders by them are total.
    if let name {
      try output.write(
        sink, question: Question("fields", name, isOrdered: true), sql: try fields.values(of: name),
        styles: ["records": .count], limit: limit
      ) { NumberText.counted($0, "value") }
    } else if compare {
      try output.write(
        sink, question: Question("fields", "--compare", isOrdered: true), sql: try fields.differences(),
        limit: limit
      ) {
        $0 == 0
          ? "no differences between an export's columns and its raw events"
          : NumberText.counted($0, "difference")
      }
    } else {
      try output.write(
        sink, question: Question("fields", "", isOrdered: true), sql: FieldQueries.list,
        styles: ["records": .count], limit: limit
      ) { NumberText.counted($0, "field") }
    }
    try sink.finish()
  }
}
