import ArgumentParser
import Evidence
import Hunt
import Integrity
import Query

struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Group alike command lines, messages or events; the rare ones first, and why.",
    discussion: """
      EXAMPLES
        assay cluster case.assay --summary --limit 20
        assay cluster case.assay --search 'EventID:4688' --summary
        assay cluster case.assay --field message --by provider --summary
        assay cluster case.assay --compatible --features processes --summary
        assay cluster --compatible --input logons.csv --columns AccountNum,LogonType --eps 0.0001

      Texts are compared by their shape: numbers, GUIDs, paths, base64 and the like count as what they are, not \
      as what they hold. --compatible does what msticpy's event clustering does: numbers of each event, DBSCAN. \
      One row a record; --summary gives one row a cluster, the smallest first. docs/hunt.md explains both methods \
      and when they mislead.
      """)

  /// msticpy's notebooks use this distance.
  static let defaultRadius = 0.0001
  /// Drain's threshold for most logs.
  static let defaultSimilarity = 0.5

  @OptionGroup var rows: RowsOptions

  @Flag(help: "One row a cluster, the smallest first; rows of no cluster stand for themselves.")
  var summary = false

  @Option(help: ArgumentHelp("Field with the text that is compared.", valueName: "field"))
  var field: String?

  @Option(
    help: ArgumentHelp(
      "Never put rows together that differ in this field; without it, in the program.", valueName: "field"))
  var by: String?

  @Option(
    help: ArgumentHelp("Least share of equal free words of one cluster's texts, 0 to 1.", valueName: "share"))
  var similarity: Double?

  @Flag(help: "msticpy's features and DBSCAN, exactly.")
  var compatible = false

  @Option(
    help: ArgumentHelp("With --compatible: columns to cluster by, joined by commas.", valueName: "names"))
  var columns: String?

  @Option(
    help: ArgumentHelp(
      "With --compatible: make msticpy's numbers from processes or logons.", valueName: "kind"))
  var features: String?

  @Option(help: ArgumentHelp("With --compatible: largest distance of neighbours.", valueName: "distance"))
  var eps: Double?

  @Option(help: ArgumentHelp("Rows that make a cluster, the row itself included.", valueName: "n"))
  var minSamples = 2

  @Option(
    help: ArgumentHelp(
      "With --compatible: bring each row to length 1 (rows) or not (none).", valueName: "what"))
  var normalize: String?

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard minSamples >= 1 else { throw ValidationError("--min-samples takes a number from 1") }
    if compatible {
      if field != nil || by != nil || similarity != nil {
        throw ValidationError("--field, --by and --similarity are not for --compatible")
      }
    } else if columns != nil || features != nil || eps != nil || normalize != nil {
      throw ValidationError("--columns, --features, --eps and --normalize need --compatible")
    }
    if let similarity, !(0...1).contains(similarity) {
      throw ValidationError("--similarity takes a number from 0 to 1")
    }
    if let eps, !(eps > 0 && eps.isFinite) { throw ValidationError("--eps takes a number above 0") }
    if let features, FeatureRows.Kind(rawValue: features) == nil {
      throw ValidationError("--features takes processes or logons, not '\(features)'")
    }
    if let normalize, CompatibleClustering.Normalization(rawValue: normalize) == nil {
      throw ValidationError("--normalize takes rows or none, not '\(normalize)'")
    }
    if compatible, columnNames.isEmpty {
      throw ValidationError("--compatible needs --columns A,B or --features processes or logons")
    }
  }

  private var kind: FeatureRows.Kind? { features.flatMap { FeatureRows.Kind(rawValue: $0) } }

  private var columnNames: [String] {
    columns?.split(separator: ",").map { $0.trimmingPrefix(while: { $0 == " " }) }.map { String($0) }
      ?? kind?.columns ?? []
  }

  private var analysis: ClusterAnalysis {
    guard compatible else {
      return ClusterAnalysis(
        .shapes(
          ShapeClustering(
            field: field, by: by, similarity: similarity ?? Self.defaultSimilarity, minimumSize: minSamples,
            isSummary: summary)))
    }
    return ClusterAnalysis(
      .compatible(
        CompatibleClustering(
          columns: columnNames, features: kind, radius: eps ?? Self.defaultRadius, minimumSamples: minSamples,
          normalization: normalize.flatMap { CompatibleClustering.Normalization(rawValue: $0) } ?? .rows,
          isSummary: summary)))
  }

  func run() throws {
    let analysis = analysis
    try rows.run(analysis, common, unit: summary ? "cluster" : "row") { try analysis.answer(.table($0), $1) }
  }
}
