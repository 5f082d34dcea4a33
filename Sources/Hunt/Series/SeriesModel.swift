import Foundation

/// Trend, seasons and what is left of a series of counts or sums, with a score for each value.
package struct SeriesModel: Sendable {
  /// How residuals become scores.
  package enum Score: String, Sendable, CaseIterable {
    /// (residual − mean) / standard deviation of the population.
    case z
    /// 0.6745 · (residual − median) / median absolute deviation: Iglewicz and Hoaglin, How to Detect and Handle
    /// Outliers, 1993. Not moved by the anomalies themselves.
    case mad
  }

  /// What a series was judged by.
  package enum Method: String, Sendable {
    /// Seasonal-trend decomposition with one season.
    case stl
    /// The same with several seasons, taken out one after the other: Bandara, Hyndman and Bergmeir, MSTL, 2021.
    case mstl
    /// Most values are 0, or there are fewer than two seasons: each count against a Poisson distribution with the
    /// mean of the series. Trend and season are not looked for.
    case poisson
    /// All values are equal: there is nothing to score.
    case constant
  }

  package struct Options: Sendable, Equatable {
    /// Lengths of the seasons, in values, ascending.
    package var periods: [Int]
    package var seasonal: Int
    package var isRobust: Bool
    package var score: Score
    /// A score beyond ± this is an anomaly.
    package var threshold: Double
    /// Whether series that are mostly 0 are judged by a Poisson distribution.
    package var judgesSparse: Bool

    /// - Parameters: as the members.
    package init(
      periods: [Int], seasonal: Int = 7, isRobust: Bool = false, score: Score = .z, threshold: Double = 3,
      judgesSparse: Bool = true
    ) {
      self.periods = periods.sorted()
      self.seasonal = seasonal
      self.isRobust = isRobust
      self.score = score
      self.threshold = threshold
      self.judgesSparse = judgesSparse
    }
  }

  /// One series, taken apart.
  package struct Result: Sendable {
    package var method: Method
    package var trend: [Double]
    /// All seasons together.
    package var seasonal: [Double]
    package var residual: [Double]
    package var score: [Double]
    /// 1 for a spike, −1 for a dip, 0 else.
    package var anomaly: [Int8]
  }

  private let options: Options
  private let decompositions: [STL]
  /// Rounds of `mstl`.
  private static let rounds = 2

  /// For series of `count` values. Seasons that are longer than half of them are left out: `periods` says which stay.
  package init(count: Int, options: Options) {
    self.options = options
    decompositions = options.periods.compactMap { period in
      STL(
        count: count,
        options: STL.Options(period: period, seasonal: options.seasonal, isRobust: options.isRobust))
    }
    periods = options.periods.filter { period in
      STL(count: count, options: STL.Options(period: period, seasonal: options.seasonal)) != nil
    }
  }

  /// Seasons that a series of this length can be asked for.
  package let periods: [Int]

  /// Takes a series apart.
  package func result(_ values: [Double]) -> Result {
    let zeros = [Double](repeating: 0, count: values.count)
    guard let first = values.first, values.contains(where: { $0 != first }) else {
      return Result(
        method: .constant, trend: values, seasonal: zeros, residual: zeros, score: zeros,
        anomaly: [Int8](repeating: 0, count: values.count))
    }
    let isCounts = values.allSatisfy { $0 >= 0 && $0 == $0.rounded() }
    let empty = values.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    if isCounts, decompositions.isEmpty || (options.judgesSparse && 2 * empty > values.count) {
      return poisson(values)
    }
    var seasonal = zeros
    var components = STL.Components(trend: zeros, seasonal: zeros, residual: values)
    if decompositions.count == 1 {
      components = decompositions[0].decompose(values)
      seasonal = components.seasonal
    } else if decompositions.isEmpty {
      let mean = values.reduce(0, +) / Double(values.count)
      components.trend = values.map { _ in mean }
      components.residual = values.map { $0 - mean }
    } else {
      (components, seasonal) = several(values)
    }
    let score = scores(components.residual)
    return Result(
      method: decompositions.count > 1 ? .mstl : .stl, trend: components.trend, seasonal: seasonal,
      residual: components.residual, score: score, anomaly: flags(score))
  }

  private func several(_ values: [Double]) -> (STL.Components, [Double]) {
    var seasons = [[Double]](
      repeating: [Double](repeating: 0, count: values.count), count: decompositions.count)
    var rest = values
    var trend: [Double] = []
    for _ in 0..<Self.rounds {
      for (index, decomposition) in decompositions.enumerated() {
        for i in rest.indices { rest[i] += seasons[index][i] }
        let components = decomposition.decompose(rest)
        seasons[index] = components.seasonal
        trend = components.trend
        for i in rest.indices { rest[i] -= seasons[index][i] }
      }
    }
    let seasonal = values.indices.map { i in seasons.reduce(0) { $0 + $1[i] } }
    let residual = values.indices.map { values[$0] - trend[$0] - seasonal[$0] }
    return (STL.Components(trend: trend, seasonal: seasonal, residual: residual), seasonal)
  }

  // MARK: scores

  private func flags(_ score: [Double]) -> [Int8] {
    score.map { $0 > options.threshold ? 1 : $0 < -options.threshold ? -1 : 0 }
  }

  private func scores(_ residual: [Double]) -> [Double] {
    let zeros = [Double](repeating: 0, count: residual.count)
    switch options.score {
    case .z:
      let count = Double(residual.count)
      let mean = residual.reduce(0, +) / count
      let variance = residual.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      guard variance > 0 else { return zeros }
      let deviation = variance.squareRoot()
      return residual.map { ($0 - mean) / deviation }
    case .mad:
      let median = Self.median(residual)
      let deviation = Self.median(residual.map { abs($0 - median) })
      guard deviation > 0 else { return zeros }
      return residual.map { 0.6745 * ($0 - median) / deviation }
    }
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }

  /// Scores are the normal quantile of the probability of so many or more (so few or fewer): a count is as strange as
  /// a z-score of that size.
  private func poisson(_ values: [Double]) -> Result {
    let mean = values.reduce(0, +) / Double(values.count)
    var known: [Double: Double] = [:]
    let score = values.map { value -> Double in
      if let score = known[value] { return score }
      let score = PoissonTail.score(count: value, mean: mean)
      known[value] = score
      return score
    }
    return Result(
      method: .poisson, trend: values.map { _ in mean },
      seasonal: [Double](repeating: 0, count: values.count),
      residual: values.map { $0 - mean }, score: score, anomaly: flags(score))
  }
}
