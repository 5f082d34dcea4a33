import ArgumentParser
import CaseFile
import Pages

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "One screen: sources, records, problems, times, hosts, checkpoint, what to do next.",
    discussion: """
      EXAMPLES
        assay info case.assay
        assay info case.assay --format json
      """)

  @OptionGroup var target: CaseArgument
  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let sink = try common.sink()
    let summary = try CaseSummary(target.path)
    try DocumentWriter.write(
      sink, common.format, document: summary.document, lines: summary.lines(common.terminal))
    let terminal = common.terminal
    if common.format == .table, terminal.outputIsTerminal {
      terminal.note("next: \(DisplayText.escaped(summary.next))")
    }
  }
}
