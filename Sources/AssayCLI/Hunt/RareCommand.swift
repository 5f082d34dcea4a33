import ArgumentParser
import Integrity
import Query

struct RareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rare",
    abstract: "Values and combinations by how rare they are: on few hosts, in few records.",
    discussion: """
      EXAMPLES
        assay rare case.assay Image
        assay rare case.assay ParentImage,Image --search 'EventID:1' --limit 20
        assay rare case.assay TargetUserName,IpAddress --search 'EventID:4624' --most-hosts 1
        assay rare case.assay Image,DestinationPort --per user

      Rarest first: what the fewest hosts have, then what the fewest records have. Each row names the first \
      record, and when the value was seen first and last. Rare is not bad: it is where to look.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "One field, or several joined by commas: their combinations are counted.")
  var fields: String

  @Option(help: ArgumentHelp("Who has a value: hosts, or the values of this field.", valueName: "field"))
  var per = "computer"

  @Option(help: ArgumentHelp("Only what at most this many of them have.", valueName: "n"))
  var mostHosts: Int?

  @Option(help: ArgumentHelp("Only what at most this many records have.", valueName: "n"))
  var mostRecords: Int?

  @Option(help: ArgumentHelp("Write at most this many rows.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Records") var selection: SelectionOptions
  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    for (name, value) in [("limit", limit), ("most-hosts", mostHosts), ("most-records", mostRecords)] {
      if let value, value < 0 { throw ValidationError("--\(name) takes a number from 0") }
    }
    if names.isEmpty { throw ValidationError("name a field, such as Image, or several: ParentImage,Image") }
  }

  private var names: [String] { fields.split(separator: ",").map { String($0) } }

  func run() throws {
    let analysis = RareAnalysis(fields: names, per: per, mostHosts: mostHosts, mostRecords: mostRecords)
    try AnalysisRun(common: common, limit: limit).run(
      analysis, casePath: target.path, selection, asking, unit: "combination")
  }
}
