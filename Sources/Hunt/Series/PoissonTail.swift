import Foundation

/// How far out in a Poisson distribution a count is.
package enum PoissonTail {
  /// The number of standard deviations that a normal variable is as rarely exceeded by; negative for too few.
  package static func score(count: Double, mean: Double) -> Double {
    guard mean > 0 else { return 0 }
    return count > mean
      ? NormalQuantile.score(logTail: logUpper(count, mean))
      : count < mean ? -NormalQuantile.score(logTail: logLower(count, mean)) : 0
  }

  /// Logarithm of P(X ≥ count).
  static func logUpper(_ count: Double, _ mean: Double) -> Double {
    // The terms fall by mean / (count + k), below 1 from the first on.
    var sum = 1.0
    var term = 1.0
    var k = count + 1
    while term > sum * 1e-16 {
      term *= mean / k
      sum += term
      k += 1
    }
    return logTerm(count, mean) + log(sum)
  }

  /// Logarithm of P(X ≤ count).
  static func logLower(_ count: Double, _ mean: Double) -> Double {
    var sum = 1.0
    var term = 1.0
    var k = count
    while k > 0, term > sum * 1e-16 {
      term *= k / mean
      sum += term
      k -= 1
    }
    return logTerm(count, mean) + log(sum)
  }

  private static func logTerm(_ count: Double, _ mean: Double) -> Double {
    count * log(mean) - mean - lgamma(count + 1)
  }
}

/// Quantiles of the normal distribution from logarithms of tails, so that tails below the least double count too.
enum NormalQuantile {
  /// The z with P(Z ≥ z) = exp(logTail), at least 0.
  static func score(logTail: Double) -> Double {
    guard logTail < -0.6931471805599453 else { return 0 }
    // Bisection: the tail falls with z. log P(Z ≥ z) ≈ −z²/2 bounds it.
    var low = 0.0
    var high = (-2 * logTail).squareRoot() + 1
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if logUpper(middle) > logTail { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// Logarithm of P(Z ≥ z).
  static func logUpper(_ z: Double) -> Double {
    if z < 25 { return log(0.5 * erfc(z / 2.0.squareRoot())) }
    // Abramowitz and Stegun 26.2.12.
    let z2 = z * z
    let series = 1 - 1 / z2 + 3 / (z2 * z2)
    return -z2 / 2 - log(z) - 0.5 * log(2 * Double.pi) + log(series)
  }
}
