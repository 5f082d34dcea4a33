import Evidence
import Hunt
import Integrity
import Pages
import Query

/// `cluster` as it is by default: texts by their shapes.
struct ShapeClustering {
  /// Field with the text; nil for command lines and, where there are none, messages.
  var field: String?
  /// Field that parts texts that are never put together; nil for the program of a command line.
  var by: String?
  var similarity: Double
  var minimumSize: Int
  var isSummary: Bool

  private enum Place: Int, CaseIterable { case text, program, host, time }

  private var wanted: [HuntRows.Wanted] {
    Place.allCases.map { place in
      switch place {
      case .text: HuntRows.Wanted(names: field.map { [$0] } ?? Self.textFields)
      case .program:
        HuntRows.Wanted(names: by.map { [$0] } ?? Self.programFields, isRequired: by != nil)
      case .host: HuntRows.Wanted(names: ["computer", "host", "Computer"], isRequired: false)
      case .time: HuntRows.Wanted(names: ["time", "TimeGenerated", "_time", "@timestamp"], isRequired: false)
      }
    }
  }

  /// Fields that hold a command line, in the words of different logs, then those of messages.
  private static let textFields = [
    "CommandLine", "ProcessCommandLine", "process.command_line", "cmdline", "proctitle", "ScriptBlockText",
    "message", "Message", "msg",
  ]
  private static let programFields = ["Image", "NewProcessName", "ProcessPath", "exe", "process"]

  /// Reads the rows, puts them together, writes the answer.
  func answer(_ source: HuntRows.Source, _ output: AnalysisOutput) throws {
    var rows = HuntRows(source)
    var table = ShapeTable()
    var numbers: [Int64] = []
    var empty = 0
    try rows.read(wanted, output) { row in
      guard let text = row.values[Place.text.rawValue], !text.isEmpty else {
        empty += 1
        return
      }
      let time = row.values[Place.time.rawValue].flatMap { FeatureRows.time($0) }
      table.add(
        text: text, program: program(row, text: text), host: row.values[Place.host.rawValue] ?? "", time: time
      )
      numbers.append(row.number)
    }
    try say(empty: empty, of: rows.count, table, output)
    let found = ShapeClusters(table, threshold: similarity, minimumSize: minimumSize)
    let alone = found.clusters.count - found.numberedCount
    output.closing =
      "\(NumberText.counted(found.numberedCount, "cluster")) and \(NumberText.counted(alone, "shape")) of fewer than "
      + "\(NumberText.counted(minimumSize, "row")) in \(NumberText.counted(numbers.count, "row"))"
    output.summary += [
      .init("clusters", .number(found.numberedCount)), .init("noise", .number(alone)),
      .init("rows_used", .number(numbers.count)),
    ]
    if isSummary {
      try writeSummary(found, numbers, rows.numberName, output)
    } else {
      try writeRows(found, numbers, rows.numberName, output)
    }
  }

  /// Texts of different programs are never put together.
  private func program(_ row: HuntRows.Row, text: String) -> String {
    let given = row.values[Place.program.rawValue] ?? ""
    if by != nil { return given }
    return given.isEmpty ? ShapeTokenizer.program(ofCommandLine: text) : ShapeTokenizer.programName(given)
  }

  private func say(empty: Int, of count: Int, _ table: ShapeTable, _ output: AnalysisOutput) throws {
    let name = field ?? "command line or message"
    if empty > 0, empty == count {
      throw AssayError(
        "input.no-texts", subject: name, reason: "none of the \(NumberText.counted(count, "row")) has a text",
        hint: "--field names the field with the text")
    }
    if empty > 0 {
      output.leaveOut(
        "no_text", subject: name, count: empty,
        "\(NumberText.counted(empty, "row")) left out: no \(name)")
    }
    if count == 0 { output.remark("there are no rows to cluster") }
    if table.cutCount > 0 {
      output.limit(
        "tokens", met: table.cutCount,
        "\(NumberText.counted(table.cutCount, "text")) longer than \(ShapeTokenizer.maximumTokens) words: clustered by "
          + "the first \(ShapeTokenizer.maximumTokens)")
    }
  }

  private func writeRows(
    _ found: ShapeClusters, _ numbers: [Int64], _ numberName: String, _ output: AnalysisOutput
  ) throws {
    try output.begin([
      Column(numberName), Column("cluster_id"), Column("size", .count), Column("program"), Column("template"),
    ])
    for (row, number) in numbers.enumerated() {
      let cluster = found.clusters[Int(found.clusterOfRow[row])]
      try output.row(
        [
          .integer(Int(number)), .integer(cluster.number), .integer(cluster.size), .text(cluster.program),
          .text(cluster.template.joined(separator: " ")),
        ], record: numberName == "record" ? number : nil)
    }
  }

  private func writeSummary(
    _ found: ShapeClusters, _ numbers: [Int64], _ numberName: String, _ output: AnalysisOutput
  ) throws {
    try output.begin([
      Column("cluster_id"), Column("size", .count), Column("representative"), Column("first", .time),
      Column("last", .time), Column("hosts"), Column("program"), Column("text"), Column("why"),
      Column("shapes", machineOnly: true), Column("template", machineOnly: true),
      Column("nearest", machineOnly: true), Column("distance", machineOnly: true),
      Column("novelty_bits", machineOnly: true),
    ])
    let reasons = ShapeReasons(found, numbers: numbers, numberName: numberName)
    for (position, cluster) in found.clusters.enumerated() {
      let number = numbers[cluster.firstRow]
      let nearest = found.nearest(of: position)
      try output.row(
        [
          .integer(cluster.number), .integer(cluster.size), .integer(Int(number)), .text(cluster.first?.text),
          .text(cluster.last?.text), .integer(found.hostCount > 0 ? cluster.hosts.count : nil),
          .text(cluster.program),
          .text(cluster.text), .text(reasons.why(cluster, nearest)), .integer(cluster.shapes),
          .text(cluster.template.joined(separator: " ")),
          .integer(nearest.map { Int(numbers[found.clusters[$0.cluster].firstRow]) }),
          .sql(nearest.map { .real($0.distance) } ?? .null), .sql(.real(cluster.novelty)),
        ], record: numberName == "record" ? number : nil)
    }
  }
}
