import Evidence
import Hunt
import Integrity
import Pages

/// `cluster --compatible`: msticpy's features and DBSCAN, exactly.
struct CompatibleClustering {
  /// `--normalize`.
  enum Normalization: String, CaseIterable {
    /// Each row to unit length, as msticpy does.
    case rows
    case none
  }

  var columns: [String]
  var features: FeatureRows.Kind?
  var radius: Double
  var minimumSamples: Int
  var normalization: Normalization
  var isSummary: Bool

  /// Reads the rows, clusters them, writes the answer.
  func answer(_ source: HuntRows.Source, _ output: AnalysisOutput) throws {
    var rows = HuntRows(source)
    var features = FeatureRows(columns: columns, features: features)
    try rows.read(features.wanted, output) { features.add($0) }
    features.finish()
    try say(features, of: rows.count, output)
    let matrix = features.matrix
    let found = DBSCAN(radius: radius, minimumSamples: minimumSamples)
      .labels(of: normalization == .rows ? matrix.normalizedRows() : matrix)
    let noise = found.labels.count { $0 < 0 }
    output.closing =
      "\(NumberText.counted(found.clusterCount, "cluster")) and \(NumberText.counted(noise, "row")) of noise in "
      + NumberText.counted(matrix.rowCount, "row")
    output.summary += [
      .init("clusters", .number(found.clusterCount)), .init("noise", .number(noise)),
      .init("rows_used", .number(matrix.rowCount)),
    ]
    if isSummary {
      try writeSummary(found, features, rows.numberName, output)
    } else {
      try writeRows(found, features, rows.numberName, output)
    }
  }

  /// What was left out, before any row.
  private func say(_ features: FeatureRows, of count: Int, _ output: AnalysisOutput) throws {
    for column in columns {
      guard let rows = features.leftOut[column] else { continue }
      output.leaveOut(
        "no_number", subject: column, count: rows,
        "\(NumberText.counted(rows, "row")) left out: no finite number in \(column)")
    }
    if count > 0, features.matrix.rowCount == 0 {
      throw AssayError(
        "input.no-numbers", subject: columns.joined(separator: ","),
        reason: "none of the \(NumberText.counted(count, "row")) has a number in all of these columns",
        hint: "--features processes or logons makes numbers from texts; --columns names other columns")
    }
    if count == 0 { output.remark("there are no rows to cluster") }
  }

  private func writeRows(
    _ found: DBSCAN.Labels, _ features: FeatureRows, _ numberName: String, _ output: AnalysisOutput
  ) throws {
    var sizes = Array(repeating: 0, count: found.clusterCount)
    for label in found.labels where label >= 0 { sizes[label] += 1 }
    try output.begin([
      Column(numberName), Column("cluster_id"), Column("size", .count), Column("core"), Column("text"),
    ])
    for row in found.labels.indices {
      let label = found.labels[row]
      let number = features.numbers[row]
      try output.row(
        [
          .integer(Int(number)), .integer(label), .integer(label < 0 ? 1 : sizes[label]),
          .flag(found.isCore[row]), .text(features.texts[row]),
        ], record: numberName == "record" ? number : nil)
    }
  }

  private func writeSummary(
    _ found: DBSCAN.Labels, _ features: FeatureRows, _ numberName: String, _ output: AnalysisOutput
  ) throws {
    let summaries = ClusterSummary.summaries(
      labels: found.labels, clusterCount: found.clusterCount, times: features.times)
    let reasons = ClusterReasons(found, features, radius: radius, minimumSamples: minimumSamples)
    try output.begin([
      Column("cluster_id"), Column("size", .count), Column("representative"), Column("first", .time),
      Column("last", .time), Column("text"), Column("why"),
    ])
    for summary in summaries {
      let number = features.numbers[summary.representative]
      try output.row(
        [
          .integer(summary.cluster), .integer(summary.size), .integer(Int(number)),
          .text(summary.first?.text), .text(summary.last?.text),
          .text(features.texts[summary.representative]),
          .text(reasons.why(summary)),
        ], record: numberName == "record" ? number : nil)
    }
  }
}
