import Foundation

/// Are the intervals between events more alike than chance makes them? It finds sleeps between events, whose phase
/// drifts, so that no periodogram shows them.
struct IntervalTest {
  /// Natural logarithm of the probability of intervals so alike, if events came at random at the same rate.
  var logP: Double
  /// Mean interval, missed events counted.
  var interval: Double
  /// Standard deviation of these, as a share of `interval`.
  var spread: Double
  /// Share of the time that lies between neighbouring events no further apart than some intervals: below a half where
  /// events come in bursts.
  var coverage: Double
  /// 1.4826 · median absolute deviation / median.
  var robustSpread: Double

  /// Intervals within this share of the median are like it.
  private static let tolerances = [0.2, 0.4]
  /// Up to so many medians are some missed events, not a pause.
  private static let pause = 3.5

  /// - Parameter times: ascending, in whole units; at least 4. Events closer than `merge` to the first of a group are
  ///   one event. nil where there are too few.
  init?(_ times: [Int64], merge: Double) {
    var gaps: [Int64] = []
    guard var start = times.first else { return nil }
    for time in times.dropFirst() where Double(time - start) >= merge {
      gaps.append(time - start)
      start = time
    }
    guard gaps.count >= 5 else { return nil }
    let sorted = gaps.sorted()
    let median = Double(sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
    guard median > 0 else { return nil }
    let span = Double(gaps.reduce(0, +))
    let core = gaps.filter { Double($0) <= Self.pause * median }
    let coreSum = Double(core.reduce(0, +))
    coverage = coreSum / span
    // The mean of an exponential distribution, from what lies below 3.5 medians of it.
    let mean = coreSum / Double(core.count) / 0.766
    let distances = sorted.map { abs(Double($0) - median) }.sorted()
    robustSpread =
      1.4826 * (distances[distances.count / 2] + distances[(distances.count - 1) / 2]) / 2 / median
    logP = 0
    interval = median
    spread = 0
    for tolerance in Self.tolerances {
      let (least, most) = (median * (1 - tolerance), median * (1 + tolerance))
      let near = gaps.filter { Double($0) >= least && Double($0) <= most }
      let p = Self.chance(from: least, to: most, mean: mean, least: merge)
      let log = BinomialTail.logUpper(hits: near.count, trials: gaps.count, p: p) + 0.6931471805599453
      guard log < logP || logP == 0 else { continue }
      logP = min(0, log)
    }
    // The middle of the bulge: missed events and what lies between two of them are left out.
    let reach = robustSpread < 0.1 ? 0.25 : 0.55
    var single: [Int64] = []
    interval = median
    for _ in 0..<10 {
      single = gaps.filter { abs(Double($0) - interval) <= reach * interval }
      guard !single.isEmpty else { break }
      interval = single.reduce(0.0) { $0 + Double($1) } / Double(single.count)
    }
    // Where intervals differ so much that two are taken for one, that middle is the best there is.
    let rounds = robustSpread < 0.3 ? 5 : 0
    // The time of all, by the number of intervals in it: missed events count as such, and what an event between two
    // others takes from one interval it gives to the next.
    for _ in 0..<rounds {
      let whole = gaps.filter { Double($0) <= Self.pause * interval }
      let count = whole.reduce(0.0) { $0 + (Double($1) / interval).rounded() }
      guard count > 0 else { break }
      interval = whole.reduce(0.0) { $0 + Double($1) } / count
    }
    let squares = single.reduce(0.0) { $0 + pow(Double($1) - interval, 2) }
    spread = (squares / Double(max(1, single.count))).squareRoot() / interval
  }

  /// Probability that whole units between two events of a Poisson process lie in a range: of times rounded down, k
  /// units apart, it is (1 − e^−λ)² e^(−λ (k−1)) / λ, and for 0 what is left.
  private static func chance(from least: Double, to most: Double, mean: Double, least merge: Double) -> Double
  {
    let rate = 1 / max(mean - max(0, merge - 1), 0.5)
    let first = max(least.rounded(.up), 1)
    let last = most.rounded(.down)
    guard last >= first else { return 1 }
    if merge > 1 {
      // Intervals shorter than the merging do not occur.
      let floor = merge.rounded(.up)
      return max(0, exp(-rate * max(0, first - floor)) - exp(-rate * (last - floor + 1)))
    }
    let step = -expm1(-rate)
    return step / rate * (exp(-rate * (first - 1)) - exp(-rate * last))
  }
}
