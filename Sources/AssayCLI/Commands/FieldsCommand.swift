import ArgumentParser
import Integrity
import Pages
import Query

struct FieldsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields",
    abstract: "List fields: their column, how many records have them, type, examples.",
    discussion: """
      EXAMPLES
        assay fields case.assay
        assay fields case.assay CommandLine
        assay fields case.assay Image --order rare --limit 20
        assay fields case.assay --compare

      --compare counts, field by field, where what Splunk extracted (splunk.NAME) and what the raw event says (NAME) differ: that \
      is how a fault of extraction shows; --rows lists each record.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "One field: its values with counts, first and last seen, types.")
  var name: String?

  @Flag(help: "Fields in which raw events and an export's columns differ.")
  var compare = false

  @Flag(help: "With --compare: one row for each record that differs.")
  var rows = false

  @Option(help: "Order of a field's values: count, rare, value, first or last.")
  var order: ValueOrder = .count

  @Option(help: ArgumentHelp("Write at most this many rows.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if rows, !compare { throw ValidationError("--rows belongs to --compare") }
    if compare, name != nil { throw ValidationError("give a field's name or --compare") }
    if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0") }
  }

  func run() throws {
    let sink = try common.sink()
    var answering = try asking.answering(target.path, common)
    // The catalogue counts what is stored.
    if name == nil, !compare { answering.scope.includesRecovered = true }
    let fields = FieldQueries(casePath: target.path, scope: answering.scope)
    let output = QueryOutput(
      casePath: target.path, terminal: common.terminal, format: common.format, answering: answering)
    // Names and values come once each, so the orders by them are total.
    if let name {
      try writeValues(name, fields, sink, output)
    } else if compare {
      try writeDifferences(fields, sink, output)
    } else {
      try output.write(
        sink, question: Question("fields", "", isOrdered: true), sql: FieldQueries.list,
        styles: ["records": .count], limit: limit
      ) { NumberText.counted($0, "field") }
    }
    try sink.finish()
  }

  private func writeValues(
    _ name: String, _ fields: FieldQueries, _ sink: OutputSink, _ output: QueryOutput
  ) throws {
    let sql = try fields.values(of: name, order: order)
    let (absent, types) = try fields.types(of: name)
    let all = absent + types.reduce(0) { $0 + $1.records }
    let share = all == 0 ? "" : " (\(NumberText.oneDecimal(Double(absent) * 100 / Double(all))) %)"
    let kinds = types.map { "\($0.type) \(NumberText.grouped($0.records))" }.joined(separator: ", ")
    try output.write(
      sink, question: Question("fields", name, isOrdered: true).with("order", .string(order.rawValue)),
      sql: sql,
      styles: ["records": .count], limit: limit,
      summary: [
        .init("absent", .number(absent)),
        .init("types", .object(types.map { .init($0.type, .number($0.records)) })),
      ]
    ) {
      "\(NumberText.counted($0, "value")) · absent in \(NumberText.grouped(absent)) of "
        + "\(NumberText.counted(all, "record"))\(share) · \(kinds.isEmpty ? "no values" : kinds)"
    }
  }

  private func writeDifferences(_ fields: FieldQueries, _ sink: OutputSink, _ output: QueryOutput) throws {
    let question = Question("fields", rows ? "--compare --rows" : "--compare", isOrdered: true)
    try output.write(
      sink, question: question, sql: rows ? try fields.differences() : try fields.differingFields(),
      styles: ["records": .count, "raw_absent": .count, "export_empty": .count, "export_cut": .count],
      machineOnly: rows ? [] : ["record"], limit: limit
    ) {
      $0 == 0
        ? "no differences between an export's columns and its raw events"
        : rows
          ? NumberText.counted($0, "difference") : NumberText.counted($0, "field differs", "fields differ")
    }
  }
}
