import Evidence
import Hunt
import Pages
import Query

/// Writes the points of series, and what is said of them all.
struct SeriesWriter {
  static let columns = [
    Column("series"), Column("time", .time), Column("value", .decimal), Column("trend", .decimal),
    Column("seasonal", .decimal),
    Column("residual", .decimal), Column("score", .decimal), Column("anomaly"), Column("method"),
  ]

  private let analysis: SeriesAnalysis
  private let output: AnalysisOutput
  private var model: SeriesModel?
  /// As a file has them.
  private var times: [String]?
  private var first: Int64 = 0
  private var width: Int64 = 1
  private var series = 0
  private var points = 0
  private var spikes = 0
  private var dips = 0
  private var periods = 0
  private var empty = 0
  private var byMethod: [SeriesModel.Method: Int] = [:]

  init(_ analysis: SeriesAnalysis, _ output: AnalysisOutput) {
    self.analysis = analysis
    self.output = output
  }

  /// Times are multiples of a width.
  mutating func begin(_ model: SeriesModel, first: Int64, width: Int64) {
    self.model = model
    self.first = first
    self.width = width
  }

  /// Times are those of a file.
  mutating func begin(_ model: SeriesModel, times: [String]) {
    self.model = model
    self.times = times
  }

  /// - Parameter empty: bins without a record.
  mutating func write(name: String, _ values: [Double], empty: Int) throws {
    guard let model else { return }
    let result = model.result(values)
    series += 1
    points += values.count
    self.empty += empty
    byMethod[result.method, default: 0] += 1
    periods += AnomalyPeriod.all(anomaly: result.anomaly, score: result.score).count
    let isWhole = analysis.by.isEmpty || analysis.all
    for i in values.indices {
      if result.anomaly[i] > 0 { spikes += 1 }
      if result.anomaly[i] < 0 { dips += 1 }
      guard isWhole || result.anomaly[i] != 0 else { continue }
      try output.row([
        .text(analysis.by.isEmpty && times == nil ? "all" : name), .text(time(i)), .sql(.real(values[i])),
        .sql(.real(result.trend[i])), .sql(.real(result.seasonal[i])), .sql(.real(result.residual[i])),
        .sql(.real(result.score[i])), .integer(Int(result.anomaly[i])), .text(result.method.rawValue),
      ])
    }
  }

  private func time(_ index: Int) -> String {
    if let times { return times[index] }
    return Timestamp(unixNanoseconds: first + Int64(index) * width).text
  }

  func finish(binWidth: String?) {
    output.closing =
      "\(NumberText.counted(spikes, "spike")) and \(NumberText.counted(dips, "dip")) in "
      + "\(NumberText.counted(periods, "period")), of \(NumberText.counted(points, "point")) in "
      + NumberText.counted(series, "series", "series")
    if let binWidth {
      output.remark(
        "bins of \(binWidth), UTC; \(NumberText.counted(empty, "bin")) without a record count as 0")
    }
    let used = model?.periods ?? []
    if let stl = byMethod[.stl].map({ $0 + (byMethod[.mstl] ?? 0) }) ?? byMethod[.mstl] {
      output.remark(
        "\(NumberText.counted(stl, "series", "series")) by seasonal decomposition, "
          + (used.isEmpty
            ? "without a season: fewer than two of them are there"
            : "seasons of \(used.map { String($0) }.joined(separator: " and ")) bins"))
    }
    if let sparse = byMethod[.poisson] {
      output.remark(
        "\(NumberText.counted(sparse, "series", "series")) by a Poisson distribution: mostly 0, or too short for a "
          + "season")
    }
    if let constant = byMethod[.constant] {
      output.remark("\(NumberText.counted(constant, "series", "series")) constant: nothing to score")
    }
    if !analysis.by.isEmpty, !analysis.all {
      output.remark("only anomalies are listed; --all lists all points")
    }
  }
}
