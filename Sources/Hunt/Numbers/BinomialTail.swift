import Foundation

/// The upper tail of a binomial distribution.
enum BinomialTail {
  /// Natural logarithm of P(X ≥ hits) for `trials` of probability `p`.
  static func logUpper(hits: Int, trials: Int, p: Double) -> Double {
    if hits <= 0 || p >= 1 { return 0 }
    if p <= 0 || hits > trials { return -.infinity }
    let n = Double(trials)
    var logTerm =
      lgamma(n + 1) - lgamma(Double(hits) + 1) - lgamma(n - Double(hits) + 1) + Double(hits) * log(p)
      + (n - Double(hits)) * log1p(-p)
    let largest = logTerm
    var sum = 1.0
    var k = hits
    while k < trials {
      logTerm += log((n - Double(k)) / Double(k + 1) * p / (1 - p))
      k += 1
      // Terms rise up to the mean and fall behind it.
      if logTerm < largest - 40, Double(k) > n * p { break }
      sum += exp(logTerm - largest)
    }
    return min(0, largest + log(sum))
  }
}
