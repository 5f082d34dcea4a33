import ArgumentParser
import CaseFile
import Decode
import Evidence
import Integrity
import Pages
import Query

struct EntityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "entity",
    abstract: "Everything known of one value: an address, a host, a user, a digest, a file, a domain.",
    discussion: """
      EXAMPLES
        assay entity case.assay 203.0.113.7
        assay entity case.assay alice --from -24h
        assay entity case.assay evil.example.com --store feeds.intel --format json

      An indicator is found as one, wherever it stands, also in decoded layers and defanged; any other value as a \
      word of a text. Neighbours are what else stands in the same records.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "The value.")
  var value: String

  @Option(
    help: ArgumentHelp("Also say what this store of lists has of it.", valueName: "file"), completion: .file()
  )
  var store: [String] = []

  @OptionGroup(title: "Records") var selection: SelectionOptions
  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if value.utf8.count < IntelligenceContent.shortestText {
      throw ValidationError(
        "name a value of four bytes or more; 'assay search' finds shorter ones in a field")
    }
    if asking.isKept { throw ValidationError("entity writes no receipt; iocs, search and query do") }
  }

  func run() throws {
    let sink = try common.sink()
    let answering = try asking.answering(target.path, common, tag: selection.tagged)
    Interruption.stopAsking()
    let session = try QuerySession(
      try CaseStore.open(target.path), scope: answering.scope, threads: answering.threads
    ) { Interruption.isRequested }
    let chosen = try Selection(selection, session, threads: answering.threads)
    let reading = try EntityReading(value, chosen)
    let lists = try store.flatMap { try IntelligenceStore($0).lists }
    let page = try EntityPage(reading, session.reader, lists)
    try DocumentWriter.write(sink, common.format, document: page.document, lines: page.lines)
    for note in chosen.notes + session.notes { common.terminal.note("note: \(DisplayText.escaped(note))") }
  }
}
