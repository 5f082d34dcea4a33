import Evidence
import Hunt
import Integrity
import Pages
import Query

/// `outliers`: an isolation forest over features of rows.
struct OutliersAnalysis: Analysis {
  static let name = "outliers"

  /// Fields that are compared; nil for the usual ones.
  let fields: [String]?
  let contamination: Double
  let forest: IsolationForest.Options

  init(fields: [String]?, contamination: Double, forest: IsolationForest.Options) {
    self.fields = fields
    self.contamination = contamination
    self.forest = forest
  }

  init(_ question: Question) throws {
    func number(_ name: String) -> Int? { question[parameter: name]?.int.flatMap { Int(exactly: $0) } }
    fields = question[parameter: "fields"]?.strings
    contamination = question[parameter: "contamination"]?.number ?? 0.05
    forest = IsolationForest.Options(
      trees: number("trees") ?? 100, samples: number("samples") ?? 100, maxFeatures: number("max_features"),
      seed: question[parameter: "seed"]?.string.flatMap { UInt64($0) } ?? 42)
  }

  var words: String { fields?.joined(separator: ",") ?? "" }

  var parameters: [JSONValue.Member] {
    (fields.map { [.init("fields", .array($0.map { .string($0) }))] } ?? [])
      + [
        .init("contamination", .double(contamination)), .init("trees", .number(forest.trees)),
        .init("samples", .number(forest.samples)), .init("seed", .string(String(forest.seed))),
      ] + (forest.maxFeatures.map { [.init("max_features", .number($0))] } ?? [])
  }

  /// What records are compared by where nothing is said.
  private static let usual = [
    "Image", "NewProcessName", "ParentImage", "ParentProcessName", "CommandLine", "user", "channel",
    "event_id",
    "DestinationIp", "DestinationPort", "TargetUserName", "IpAddress", "LogonType",
  ]

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    let columns =
      try fields.map { try selection.isSQL ? $0 : $0.map { try selection.column(of: $0) } }
      ?? selection.columns(among: Self.usual)
    let time = selection.columns(among: ["time_ns"])
    var table = FeatureTable()
    try selection.forEach(columns + time) { names in
      let wanted = fields == nil || !selection.isSQL ? names : names.filter { columns.contains($0) }
      table.begin(wanted.map { ($0, names.firstIndex(of: $0) ?? 0) })
    } _: { row in
      table.add(
        number: row.record ?? Int64(table.count),
        values: row.values.map { value in
          switch value {
          case .null: nil
          case .integer(let number): .number(Double(number))
          case .real(let number): .number(number)
          case .text(let bytes), .blob(let bytes): .text(bytes)
          }
        })
      return true
    }
    try write(table, numbers: "record", output)
  }

  /// Over the rows of a CSV file; every column is a feature.
  func answer(table path: String, _ output: AnalysisOutput) throws {
    var table = FeatureTable()
    var rows = InputTable(path: path)
    try rows.read { names in
      let wanted = fields ?? names
      for name in wanted where !names.contains(name) {
        throw AssayError(
          "input.column", subject: path, reason: "there is no column '\(name)'",
          hint: "its columns are: \(names.joined(separator: ", "))")
      }
      table.begin(wanted.map { ($0, names.firstIndex(of: $0) ?? 0) })
    } onRow: { number, cells in
      table.add(
        number: Int64(number), values: cells.map { $0.isEmpty ? nil : .text(Array($0.utf8)) })
    }
    output.read = "\(NumberText.counted(table.count, "row")) of \(DisplayText.escaped(path))"
    rows.remark(output)
    try write(table, numbers: "row", output)
  }

  private func write(_ table: FeatureTable, numbers: String, _ output: AnalysisOutput) throws {
    try output.begin([
      Column(numbers), Column("score", .decimal), Column("outlier"), Column("why"),
    ])
    let features = table.features()
    for name in features.constant where table.count > 0 {
      output.remark(
        "\(DisplayText.escaped(name)) tells no row apart: its values, or their lengths, are the same")
    }
    if features.missing > 0 {
      output.leaveOut(
        "no_value", subject: "features", count: features.missing,
        "\(NumberText.counted(features.missing, "value")) missing or no number: the middle of the column stands for "
          + "each, and that it is missing is a feature of its own")
    }
    guard table.count > 0, !features.columns.isEmpty else {
      output.closing = table.count == 0 ? "no rows" : "no feature differs among \(table.count) rows"
      return
    }
    let forest = IsolationForest(features.columns, self.forest)
    let scored = (0..<table.count).map { row in forest.outcome(features.columns.map { $0[row] }).score }
    let order = scored.indices.sorted { (scored[$1], $0) < (scored[$0], $1) }
    let most = Int((contamination * Double(table.count)).rounded())
    // The quantile decides: rows of the same score are called the same.
    let threshold = most > 0 ? scored[order[most - 1]] : .infinity
    let count = scored.count { $0 >= threshold }
    output.closing =
      "\(NumberText.counted(count, "outlier")) of \(NumberText.counted(table.count, "row")) · "
      + "\(self.forest.trees) trees of \(forest.samples) rows and \(forest.featuresPerTree) of "
      + "\(NumberText.counted(features.columns.count, "feature")), seed \(self.forest.seed)"
    for row in order {
      let outcome = forest.outcome(features.columns.map { $0[row] })
      let isOutlier = outcome.score >= threshold
      try output.row(
        [
          .integer(Int(table.numbers[row])), .sql(.real(outcome.score)), .flag(isOutlier),
          .text(features.why(row, outcome.shares)),
        ], record: numbers == "record" ? table.numbers[row] : nil)
    }
  }
}
