import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Query

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One record: where it stands, its fields, its raw text, its hash.",
    discussion: """
      EXAMPLES
        assay show case.assay 3:1047
        assay show case.assay 3:gap-1
        assay show case.assay 3:1047 --context 2
        assay show case.assay 3:1047 --format json
        assay show case.assay 3:1047 --hex

      A locator is SOURCE:INDEX (records counted from 0), SOURCE:gap-N (gaps from 1), or a record number.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "Which record or gap: 3:1047, 3:gap-1, or a record number.")
  var locator: String

  /// Neighbours that can be asked for.
  static let mostContext = 10_000

  @Option(
    help: ArgumentHelp(
      "Also this many before and after it, in its source and in time over all sources.", valueName: "n"))
  var context: Int = 0

  @Flag(exclusivity: .exclusive)
  var form: ShowForm?

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard Locator(locator) != nil else {
      throw ValidationError("'\(locator)' is no locator; write 3:1047, 3:gap-1 or a record number")
    }
    guard (0...Self.mostContext).contains(context) else {
      throw ValidationError("--context takes a number from 0 to 10000")
    }
    if let form, context > 0 || common.format != .table {
      throw ValidationError(
        "--\(form.rawValue) shows the record alone: it goes without --context and --format")
    }
  }

  func run() throws {
    let sink = try common.sink()
    guard let locator = Locator(locator) else { return }
    let reader = try CaseReader(try CaseStore.open(target.path))
    if let form { return try form.write(try reader.view(locator), to: sink, common.terminal) }
    let output = try ShowOutput(reader, locator, context: context)
    try DocumentWriter.write(
      sink, common.format, document: output.document, lines: output.lines(common.terminal))
  }
}
