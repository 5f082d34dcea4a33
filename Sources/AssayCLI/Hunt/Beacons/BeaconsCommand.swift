import ArgumentParser
import Evidence
import Hunt
import Pages
import Query

struct BeaconsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beacons",
    abstract:
      "Connections that come at regular times: malware that asks for orders, and much that is harmless.",
    discussion: """
      EXAMPLES
        assay beacons case.assay --search 'EventID:3' --limit 20
        assay beacons case.assay --by computer,Image,DestinationIp --periodic
        assay beacons case.assay --by src_ip,dest_ip,dest_port --fewest 20
        assay beacons --input connections.json --format ndjson

      Each pair of source and destination is judged alone: by events at the same place of each cycle (a schedule, \
      also with beats missed and other traffic between them), and by intervals that are more alike than chance \
      makes them (a sleep with jitter). Bursts of a person's clicks are neither. docs/hunt.md tells the tests.
      """)

  @OptionGroup var rows: RowsOptions

  @Option(
    help: ArgumentHelp(
      "Fields that make a pair, joined by commas; else computer, destination and port.", valueName: "names"))
  var by: String?

  @Option(help: ArgumentHelp("Judge pairs with at least this many events.", valueName: "n"))
  var fewest = Beacon.fewest

  @Flag(help: "Only pairs that are periodic.")
  var periodic = false

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard fewest >= 1 else { throw ValidationError("--fewest takes a number from 1") }
  }

  func run() throws {
    let analysis = BeaconsAnalysis(
      by: by?.split(separator: ",").map { String($0) }, fewest: fewest, onlyPeriodic: periodic)
    try rows.run(analysis, common, unit: "pair") { try analysis.answer(file: $0, $1) }
  }
}
