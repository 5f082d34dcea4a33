import Foundation
import Hunt
import Testing

@Suite("Seasonal decomposition")
struct STLTests {
  @Test(
    "components are those of statsmodels within a millionth of the largest value, anomalies those of exact residuals",
    .enabled(if: Oracles.exist),
    arguments: ["TimeSeriesDemo", "exchange_hourly", "synthetic_hourly", "sysmon_events_per_10s"])
  func oracle(name: String) throws {
    let values = try #require(Oracles.columns("stl/\(name).input.csv")["value"]).compactMap { Double($0) }
    let expected = try #require(Oracles.json("stl/\(name).expected.json") as? [String: Any])
    let largest = values.reduce(0) { max($0, abs($1)) }
    for run in try #require(expected["runs"] as? [[String: Any]]) {
      let period = try #require(run["period"] as? Int)
      let seasonal = try #require(run["seasonal"] as? Int)
      let threshold = try #require(run["score_threshold"] as? Double)
      let options = STL.Options(period: period, seasonal: seasonal)
      #expect(options.trendWindow == run["trend_window"] as? Int)
      #expect(options.lowPassWindow == run["low_pass_window"] as? Int)
      let result = SeriesModel(
        count: values.count,
        options: SeriesModel.Options(
          periods: [period], seasonal: seasonal, threshold: threshold, judgesSparse: false)
      ).result(values)
      let floats = try #require(run["float"] as? [String: [Double]])
      for (key, got) in [
        ("trend", result.trend), ("seasonal", result.seasonal), ("residual", result.residual),
      ] {
        let wanted = try #require(floats[key])
        #expect(zip(got, wanted).allSatisfy { abs($0 - $1) <= 1e-6 * largest }, "\(key)")
      }
      let scores = try #require(floats["zscore_of_float_residual"])
      #expect(zip(result.score, scores).allSatisfy { abs($0 - $1) <= 1e-6 })
      let near = Set(try #require(run["rows_within_0.02_of_threshold"] as? [Int]))
      for row in values.indices where !near.contains(row) {
        let wanted: Int8 = scores[row] > threshold ? 1 : scores[row] < -threshold ? -1 : 0
        #expect(result.anomaly[row] == wanted, "\(row)")
      }
    }
  }

  @Test("a robust trend does not follow an outlier; the parts add up to the values")
  func robust() throws {
    var values = (0..<240).map { 100 + 10 * sin(2 * Double.pi * Double($0) / 24) }
    values[120] = 1000
    let plain = try #require(STL(count: 240, options: .init(period: 24))).decompose(values)
    let robust = try #require(STL(count: 240, options: .init(period: 24, isRobust: true))).decompose(values)
    #expect(abs(robust.trend[120] - 100) < 0.5)
    #expect(plain.trend[120] > 105)
    for i in values.indices {
      #expect(abs(robust.trend[i] + robust.seasonal[i] + robust.residual[i] - values[i]) < 1e-9)
    }
  }

  @Test("two seasons are both taken out")
  func seasons() {
    let values = (0..<24 * 7 * 6).map { (hour: Int) -> Double in
      let isWeekend = hour / 24 % 7 >= 5
      return 200 + 30 * sin(2 * Double.pi * Double(hour) / 24) - (isWeekend ? 60 : 0)
    }
    let result = SeriesModel(count: values.count, options: .init(periods: [24, 168], isRobust: true)).result(
      values)
    #expect(result.method == SeriesModel.Method.mstl)
    let left = result.residual.reduce(0) { $0 + $1 * $1 }
    let mean = values.reduce(0, +) / Double(values.count)
    let all = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(left < 0.005 * all)
  }

  @Test("too short, odd and constant series have an answer and no trap", arguments: 0..<60)
  func short(count: Int) {
    let model = SeriesModel(count: count, options: .init(periods: [24, 7, 0, -1, Int.max / 4]))
    #expect(model.result([Double](repeating: 5, count: count)).anomaly.allSatisfy { $0 == 0 })
    #expect(model.result((0..<count).map { Double($0) }).score.allSatisfy { $0.isFinite })
    #expect(model.result((0..<count).map { $0 == 3 ? -1e300 : 1e300 }).score.count == count)
  }

  /// By scipy: `norm.isf(poisson.sf(k - 1, mean))`, `-norm.isf(poisson.cdf(k, mean))`.
  @Test(
    "scores of sparse counts are normal quantiles of Poisson tails",
    arguments: [
      (5.0, 0.5, 3.5795159), (1, 0.1, 1.3096178), (30, 10, 5.0255506), (0, 6, -2.8097822),
    ])
  func poisson(count: Double, mean: Double, score: Double) {
    #expect(abs(PoissonTail.score(count: count, mean: mean) - score) < 1e-6)
  }

  @Test("anomalies of one direction at most two values apart are one period")
  func periods() {
    let anomaly: [Int8] = [0, 1, 0, 1, 0, 0, 0, 1, -1, -1, 0]
    let score: [Double] = [0, 4, 0, 9, 0, 0, 0, 5, -6, -7, 0]
    #expect(
      AnomalyPeriod.all(anomaly: anomaly, score: score) == [
        AnomalyPeriod(first: 1, last: 3, anomalies: 2, peak: 3, direction: 1),
        AnomalyPeriod(first: 7, last: 7, anomalies: 1, peak: 7, direction: 1),
        AnomalyPeriod(first: 8, last: 9, anomalies: 2, peak: 9, direction: -1),
      ])
  }
}
