/// Seasonal-trend decomposition by LOESS: Cleveland, Cleveland, McRae and Terpenning, 1990, with the defaults of
/// statsmodels (degree 1 everywhere, no jumps).
///
/// One object decomposes any number of series of one length: what depends on lengths alone is worked out once.
package struct STL: Sendable {
  /// What is decomposed how.
  package struct Options: Sendable, Equatable {
    /// Values in a season, at least 2.
    package var period: Int
    /// Window of the seasonal smoothing: odd, at least 3. 7 is the usual one.
    package var seasonal: Int
    /// Window of the trend; nil for the smallest odd number from 1.5 · period / (1 − 1.5 / seasonal) on.
    package var trend: Int?
    /// Outliers get less weight: 15 rounds of robustness, with 2 inner ones instead of 5.
    package var isRobust: Bool

    /// - Parameters: as the members.
    package init(period: Int, seasonal: Int = 7, trend: Int? = nil, isRobust: Bool = false) {
      self.period = period
      self.seasonal = seasonal
      self.trend = trend
      self.isRobust = isRobust
    }

    /// Window of the trend that is used.
    package var trendWindow: Int {
      if let trend { return trend }
      let least = (1.5 * Double(period) / (1 - 1.5 / Double(seasonal))).rounded(.up)
      let window = Int(least)
      return window % 2 == 0 ? window + 1 : window
    }

    /// Window of the low-pass filter: the smallest odd number above the period.
    package var lowPassWindow: Int { period % 2 == 0 ? period + 1 : period + 2 }
  }

  /// The three parts of each value: they add up to it.
  package struct Components: Sendable, Equatable {
    package var trend: [Double]
    package var seasonal: [Double]
    package var residual: [Double]
  }

  private let options: Options
  private let count: Int
  private let trendRegression: LocalRegression
  private let lowPassRegression: LocalRegression
  /// By the length of a cycle sub-series: there are two.
  private let seasonRegressions: [Int: LocalRegression]

  /// For series of `count` values; nil where they are fewer than two seasons, or the options are not possible.
  package init?(count: Int, options: Options) {
    guard options.period >= 2, options.seasonal >= 3, options.seasonal % 2 == 1, count >= 2 * options.period,
      options.trendWindow >= 3, options.trendWindow % 2 == 1
    else { return nil }
    self.options = options
    self.count = count
    trendRegression = LocalRegression(count: count, window: options.trendWindow)
    lowPassRegression = LocalRegression(count: count, window: options.lowPassWindow)
    let lengths = Set([count / options.period, (count + options.period - 1) / options.period])
    seasonRegressions = Dictionary(
      uniqueKeysWithValues: lengths.map { ($0, LocalRegression(count: $0, window: options.seasonal)) })
  }

  /// Decomposes a series.
  ///
  /// - Parameter values: as many as the object was made for.
  package func decompose(_ values: [Double]) -> Components {
    var work = Work(count: count, period: options.period)
    var trust: [Double]?
    let rounds = options.isRobust ? 15 : 0
    for round in 0...rounds {
      for _ in 0..<(options.isRobust ? 2 : 5) { step(values, trust: trust, &work) }
      if round < rounds { trust = Self.trust(values, work) }
    }
    var residual = values
    for i in residual.indices { residual[i] -= work.trend[i] + work.seasonal[i] }
    return Components(trend: work.trend, seasonal: work.seasonal, residual: residual)
  }

  private struct Work {
    var trend: [Double]
    var seasonal: [Double]
    var detrended: [Double]
    /// The smoothed cycles, with a season more at both ends.
    var cycles: [Double]
    var averages: [[Double]]
    var lowPass: [Double]

    init(count: Int, period: Int) {
      let zeros = [Double](repeating: 0, count: count)
      trend = zeros
      seasonal = zeros
      detrended = zeros
      lowPass = zeros
      cycles = [Double](repeating: 0, count: count + 2 * period)
      averages = [
        [Double](repeating: 0, count: count + period + 1), [Double](repeating: 0, count: count + 2), zeros,
      ]
    }
  }

  /// One pass of the inner loop (§2.2 of the paper).
  private func step(_ values: [Double], trust: [Double]?, _ work: inout Work) {
    for i in 0..<count { work.detrended[i] = values[i] - work.trend[i] }
    smoothCycles(trust, &work)
    Self.movingAverage(work.cycles, length: options.period, into: &work.averages[0])
    let first = work.averages[0]
    Self.movingAverage(first, length: options.period, into: &work.averages[1])
    let second = work.averages[1]
    Self.movingAverage(second, length: 3, into: &work.averages[2])
    lowPassRegression.smooth(work.averages[2], into: &work.lowPass)
    for i in 0..<count {
      work.seasonal[i] = work.cycles[options.period + i] - work.lowPass[i]
      work.detrended[i] = values[i] - work.seasonal[i]
    }
    if let trust {
      trendRegression.smooth(work.detrended, trust: trust, into: &work.trend)
    } else {
      trendRegression.smooth(work.detrended, into: &work.trend)
    }
  }

  /// Smooths the values of each place in the season, and extends them by one at both ends.
  private func smoothCycles(_ trust: [Double]?, _ work: inout Work) {
    let period = options.period
    var values: [Double] = []
    var weights: [Double] = []
    var smoothed = [Double](repeating: 0, count: count / period + 3)
    for phase in 0..<period {
      let length = (count - phase - 1) / period + 1
      guard let regression = seasonRegressions[length] else { continue }
      values.removeAll(keepingCapacity: true)
      for i in 0..<length { values.append(work.detrended[i * period + phase]) }
      if let trust {
        weights.removeAll(keepingCapacity: true)
        for i in 0..<length { weights.append(trust[i * period + phase]) }
        regression.smooth(values, trust: weights, into: &smoothed, at: 1)
        let ends = regression.ends(values, trust: weights)
        smoothed[0] = ends.before ?? smoothed[1]
        smoothed[length + 1] = ends.behind ?? smoothed[length]
      } else {
        regression.smooth(values, into: &smoothed, at: 1)
        (smoothed[0], smoothed[length + 1]) = regression.ends(values)
      }
      for i in 0..<length + 2 { work.cycles[i * period + phase] = smoothed[i] }
    }
  }

  private static func movingAverage(_ values: [Double], length: Int, into out: inout [Double]) {
    var sum = 0.0
    for i in 0..<length { sum += values[i] }
    let divisor = Double(length)
    out[0] = sum / divisor
    for i in 1..<values.count - length + 1 {
      sum += values[i + length - 1] - values[i - 1]
      out[i] = sum / divisor
    }
  }

  /// Bisquare weights of the residuals (§2.3 of the paper).
  private static func trust(_ values: [Double], _ work: Work) -> [Double] {
    let distances = values.indices.map { abs(values[$0] - work.trend[$0] - work.seasonal[$0]) }
    let sorted = distances.sorted()
    let reach = 3 * (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2])
    guard reach > 0 else { return [Double](repeating: 1, count: values.count) }
    return distances.map { distance in
      if distance <= 0.001 * reach { return 1 }
      if distance > 0.999 * reach { return 0 }
      let ratio = distance / reach
      let rest = 1 - ratio * ratio
      return rest * rest
    }
  }
}
