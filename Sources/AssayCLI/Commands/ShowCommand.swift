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

      A locator is SOURCE:INDEX (records counted from 0), SOURCE:gap-N (gaps from 1), or a record number.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "Which record or gap: 3:1047, 3:gap-1, or a record number.")
  var locator: String

  @Option(help: ArgumentHelp("Also this many records before and after it in the source.", valueName: "n"))
  var context: Int = 0

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard Locator(locator) != nil else {
      throw ValidationError("'\(locator)' is no locator; write 3:1047, 3:gap-1 or a record number")
    }
    guard (0...10_000).contains(context) else {
      throw ValidationError("--context takes a number from 0 to 10000")
    }
  }

  func run() throws {
    let sink = try common.sink()
    guard let locator = Locator(locator) else { return }
    let reader = try CaseReader(try CaseStore.open(target.path))
    let view = try reader.view(locator)
    let before = try neighbours(reader, view, (view.record - context..<view.record).filter { $0 >= 0 })
    let after = try neighbours(
      reader, view, Array(view.record + 1..<min(reader.treeSize, view.record + 1 + context)))
    let output = ShowOutput(view: view, before: before, after: after)
    try DocumentWriter.write(
      sink, common.format, document: output.document, lines: output.lines(common.terminal.outputStyle))
  }

  /// Spans beside the record, of the same source.
  private func neighbours(_ reader: CaseReader, _ view: RecordView, _ records: [Int]) throws -> [ShowOutput
    .Neighbour]
  {
    try records.compactMap { record in
      let place = try reader.span(record)
      guard place.block.row.source == view.source.id else { return nil }
      return ShowOutput.Neighbour(
        locator: place.locator.description, record: record, text: reader.text(place))
    }
  }
}
