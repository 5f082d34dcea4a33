import ArgumentParser
import Evidence
import Hunt
import Pages
import Query

struct OutliersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outliers",
    abstract: "Records that are unlike the others, by an isolation forest, and what sets each apart.",
    discussion: """
      EXAMPLES
        assay outliers case.assay --search 'EventID:4688' --fields Image,CommandLine,user --limit 20
        assay outliers case.assay --sql "SELECT record, DestinationPort, length(Image) AS n FROM events" --limit 10
        assay outliers --input features.csv --contamination 0.05 --seed 42

      A field of numbers counts as its number; another one as its length, its entropy and how rare its value is. \
      The strangest row comes first. The same seed gives the same scores. docs/hunt.md says when it misleads.
      """)

  @OptionGroup var rows: RowsOptions

  @Option(
    help: ArgumentHelp(
      "Fields to compare records by, joined by commas; else command lines, images, users and hours.",
      valueName: "names"))
  var fields: String?

  @Option(help: ArgumentHelp("Share of rows that are called outliers, 0 to 0.5.", valueName: "share"))
  var contamination = 0.05

  @Option(help: ArgumentHelp("Trees of the forest.", valueName: "n"))
  var trees = 100

  @Option(help: ArgumentHelp("Rows that each tree is grown from.", valueName: "n"))
  var samples = 100

  @Option(
    help: ArgumentHelp("Features that each tree looks at; else the root of their number.", valueName: "n"))
  var maxFeatures: Int?

  @Option(help: ArgumentHelp("Where random numbers begin.", valueName: "n"))
  var seed: UInt64 = 42

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard (0...0.5).contains(contamination) else {
      throw ValidationError("--contamination takes a number from 0 to 0.5")
    }
    guard (1...10_000).contains(trees) else {
      throw ValidationError("--trees takes a number from 1 to 10000")
    }
    guard (2...1_000_000).contains(samples) else {
      throw ValidationError("--samples takes a number from 2 to 1000000")
    }
    if let maxFeatures, maxFeatures < 1 { throw ValidationError("--max-features takes a number from 1") }
  }

  func run() throws {
    let analysis = OutliersAnalysis(
      fields: fields?.split(separator: ",").map { String($0) }, contamination: contamination,
      forest: IsolationForest.Options(trees: trees, samples: samples, maxFeatures: maxFeatures, seed: seed))
    try rows.run(analysis, common, unit: "row") { try analysis.answer(table: $0, $1) }
  }
}
