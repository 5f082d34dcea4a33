import Decode
import Evidence
import Hunt
import Integrity
import Pages
import Query

/// The answer of `tree`: rows for programs, lines for people, a page.
struct TreeAnswer {
  /// What a record is called in the rows.
  enum Keys {
    /// `record`, `parent_record`: of a case.
    case records
    /// `row`, `parent_row`: of a file.
    case rows

    var one: String { self == .records ? "record" : "row" }
  }

  let events: ProcessEvents
  let forest: ProcessForest
  let keys: Keys
  /// Columns of the terminal; nil: nothing is shortened.
  let width: Int?
  let anomalies: [Int: [ProcessAnomaly]]
  private(set) var choice: TreeChoice
  private(set) var chosen: Set<Int> = []
  var attached: [Int: [Attachment]] = [:]
  /// What is encoded in command lines, by node.
  private(set) var decoded: [Int: LayerTree] = [:]

  init(events: ProcessEvents, keys: Keys, width: Int?) {
    self.events = events
    self.keys = keys
    self.width = width
    forest = ProcessForest(events)
    anomalies = ProcessAnomaly.all(forest, events)
    choice = TreeChoice(all: forest)
  }

  /// Shows these processes only, with all above and below them.
  mutating func choose(_ nodes: Set<Int>) {
    chosen = nodes
    choice = TreeChoice(nodes, in: forest)
  }

  /// Looks for what is encoded in the command lines of the shown processes.
  mutating func decode() {
    var decoding = TreeDecoding()
    for index in forest.nodes.indices where choice.isShown[index] {
      let event = events.list[forest.nodes[index].event]
      let tree = decoding.layers(
        forest.nodes[index].isGhost ? event.parentCommand : event.command, events.pool)
      if !tree.layers.isEmpty || !tree.limitsMet.isEmpty { decoded[index] = tree }
    }
  }

  /// Writes the rows, the page, and what is to be said of them.
  func write(_ output: AnalysisOutput, _ page: OutputSink?, title: String) throws {
    let rows = TreeRows(self)
    var lines = TreeText(self, output)
    try output.begin(rows.columns, isListing: true)
    sayWhatIsShown(output)
    if let page { try page.write(TreePage(self).html(title: title).text) }
    for node in forest.order where choice.isShown[node] {
      let drawn = lines.lines(of: node)
      try output.row(rows.cells(node), record: record(node).map { Int64($0) }, lines: drawn)
    }
  }

  /// The record or row of a node; nil for a ghost.
  func record(_ node: Int) -> Int? {
    node < 0 || forest.nodes[node].isGhost ? nil : events.list[forest.nodes[node].event].record
  }

  private func sayWhatIsShown(_ output: AnalysisOutput) {
    let shown = forest.nodes.indices.filter { choice.isShown[$0] }
    let ghosts = shown.count { forest.nodes[$0].isGhost }
    let roots = shown.count { forest.nodes[$0].parent < 0 }
    let odd = shown.reduce(0) { $0 + (anomalies[$1]?.count ?? 0) }
    let named = Set(shown.map { events.list[forest.nodes[$0].event].host })
    let hosts = Set(named.map { events.pool.text($0).lowercased() }).count
    let all =
      shown.count == forest.nodes.count
      ? "" : " of \(NumberText.grouped(forest.nodes.count { !$0.isGhost }))"
    output.closing =
      [
        "\(NumberText.grouped(shown.count - ghosts))\(all) \(shown.count - ghosts == 1 && all.isEmpty ? "process" : "processes")",
        "in \(NumberText.counted(roots, "tree")) on \(NumberText.counted(hosts, "computer"))",
      ].joined(separator: " ")
      + (ghosts > 0 ? " · \(NumberText.counted(ghosts, "parent")) not logged (shown as ?)" : "")
      + (odd > 0 ? " · \(NumberText.counted(odd, "anomaly", "anomalies")) (!)" : "")
    output.summary = [
      .init("processes", .number(shown.count - ghosts)), .init("trees", .number(roots)),
      .init("ghosts", .number(ghosts)), .init("anomalies", .number(odd)),
      .init("ends_without_start", .number(forest.endsWithoutStart)),
    ]
    let cut = decoded.values.count { !$0.limitsMet.isEmpty }
    if cut > 0 {
      output.limit(
        "decode", met: cut, "\(cut) command lines hold more layers than the limits of decoding let through")
    }
    let circles = shown.count { forest.nodes[$0].closedCircle }
    if circles > 0 {
      output.remark("\(circles) links were taken away because they made a process its own ancestor")
    }
    let timeless = shown.count { events.list[forest.nodes[$0].event].time == ProcessEvent.noTime }
    if timeless > 0 {
      output.remark("\(timeless) records have no time that Assay reads: process numbers alone link them")
    }
    if forest.nodes.isEmpty { output.remark("no record tells of the start of a process") }
  }
}
