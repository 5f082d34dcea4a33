import Foundation
import Hunt
import Testing

@Suite("Isolation forest")
struct IsolationForestTests {
  @Test(
    "ranks agree with the mean of twenty of scikit-learn's forests as well as a single one of them does",
    .enabled(if: Oracles.exist), arguments: ["process_activity", "process_features", "two_blobs"])
  func oracle(name: String) throws {
    let table = try Oracles.columns("outliers/\(name).input.csv")
    let text = try String(
      contentsOf: Oracles.folder.appendingPathComponent("outliers/\(name).input.csv"), encoding: .utf8)
    let names = try #require(text.split(whereSeparator: \.isNewline).first).split(separator: ",").map(
      String.init)
    let columns = names.map { name in (table[name] ?? []).compactMap { Double($0) } }
    let expected = try #require(Oracles.json("outliers/\(name).expected.json") as? [String: Any])
    for run in try #require(expected["runs"] as? [[String: Any]]) {
      let mean = try #require(run["mean_anomaly_score_20_seeds"] as? [Double])
      let limits = try #require(run["seed_vs_mean"] as? [String: Any])
      let contamination = try #require(run["contamination"] as? Double)
      let forest = IsolationForest(
        columns,
        .init(
          samples: try #require(run["effective_max_samples"] as? Int),
          maxFeatures: try #require(run["effective_max_features"] as? Int)))
      let scores = mean.indices.map { row in forest.outcome(columns.map { $0[row] }).score }
      let spearman = try #require(limits["spearman_min"] as? Double)
      #expect(Self.correlation(Self.ranks(scores), Self.ranks(mean)) >= spearman - 0.01)
      let top10 = try #require(limits["top10_overlap_min"] as? Int)
      #expect(Set(Self.top(scores, 10)).intersection(Self.top(mean, 10)).count >= top10)
      if let truth = expected["truth_outlier_rows"] as? [Int] {
        let top = Set(Self.top(scores, Int(2 * contamination * Double(mean.count))))
        #expect(truth.allSatisfy { top.contains($0) })
      }
    }
  }

  private static func top(_ values: [Double], _ count: Int) -> [Int] {
    Array(values.indices.sorted { (values[$1], $0) < (values[$0], $1) }.prefix(count))
  }

  /// Equal values share the mean of their ranks.
  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var i = 0
    while i < order.count {
      var j = i
      while j + 1 < order.count, values[order[j + 1]] == values[order[i]] { j += 1 }
      for k in i...j { ranks[order[k]] = Double(i + j) / 2 }
      i = j + 1
    }
    return ranks
  }

  private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
    let covariance = zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
    let (varianceA, varianceB) = (
      a.reduce(0) { $0 + pow($1 - meanA, 2) }, b.reduce(0) { $0 + pow($1 - meanB, 2) }
    )
    return covariance / (varianceA * varianceB).squareRoot()
  }

  @Test("the same seed gives the same scores, another one others")
  func seeds() {
    let columns = [(0..<50).map { Double($0 * $0 % 17) }, (0..<50).map { Double($0 % 5) }]
    func scores(_ seed: UInt64) -> [Double] {
      let forest = IsolationForest(columns, .init(seed: seed))
      return (0..<50).map { forest.outcome([columns[0][$0], columns[1][$0]]).score }
    }
    #expect(scores(42) == scores(42))
    #expect(scores(42) != scores(43))
  }

  @Test("the feature that sets a row apart has the largest share")
  func shares() {
    var columns = [(0..<100).map { Double($0 % 10) }, (0..<100).map { Double($0 % 7) }]
    columns[1][42] = 1000
    let forest = IsolationForest(columns, .init(maxFeatures: 2))
    let shares = forest.outcome([columns[0][42], 1000]).shares
    #expect(shares[1] > 0.7)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
  }

  @Test(
    "one row, constant columns and no column have a score",
    arguments: [[[1]], [[3, 3, 3]], [[.infinity, -.infinity, 0]], [[1e308, -1e308]], [[]], []] as [[[Double]]]
  )
  func odd(columns: [[Double]]) {
    let forest = IsolationForest(columns, .init())
    for row in (columns.first ?? []).indices {
      #expect(forest.outcome(columns.map { $0[row] }).score.isFinite)
    }
  }
}
