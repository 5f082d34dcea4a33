import Foundation

/// The periodogram of event counts, and Fisher's test for a peak in it.
struct Periodogram {
  /// Ordinates at k / n, k = 0 … n/2: 2 |X_k|² / n, the first and, for even n, the last one not doubled.
  let ordinates: [Double]
  /// Number of bins.
  let bins: Int
  /// Units of time in a bin.
  let width: Int64

  /// Most bins; a longer span has wider ones.
  static let mostBins = 1 << 17

  /// Counts of events in bins from the first event up to, not including, the time of the last one.
  ///
  /// - Parameter times: ascending. nil where all are equal.
  init?(_ times: [Int64]) {
    guard let first = times.first, let last = times.last, last > first else { return nil }
    let span = last - first
    let width = (span + Int64(Self.mostBins) - 1) / Int64(Self.mostBins)
    let bins = Int((span + width - 1) / width)
    var counts = [Double](repeating: 0, count: bins)
    for time in times {
      let bin = Int((time - first) / width)
      if bin < bins { counts[bin] += 1 }
    }
    let mean = counts.reduce(0, +) / Double(bins)
    var power = FourierTransform.power(counts.map { $0 - mean })
    for k in power.indices {
      let isDoubled = k > 0 && !(bins % 2 == 0 && k == bins / 2)
      power[k] *= (isDoubled ? 2 : 1) / Double(bins)
    }
    power[0] = 0
    ordinates = power
    self.bins = bins
    self.width = width
  }

  /// Probability of so high a peak in noise: Fisher, Tests of significance in harmonic analysis, 1929. For more than
  /// 700 ordinates 1 − (1 − e^(−m g))^m.
  var fisherP: Double {
    let used = bins % 2 == 0 ? ordinates.dropLast() : ordinates[...]
    let m = Double(used.count)
    let sum = used.reduce(0, +)
    guard let largest = used.max(), sum > 0 else { return 1 }
    let g = largest / sum
    if used.count > 700 { return min(1, max(0, -expm1(m * log1p(-exp(-m * g))))) }
    var p = 0.0
    var j = 1.0
    while j <= (1 / g).rounded(.down) {
      let base = 1 - j * g
      if base <= 0 { break }
      let logTerm = lgamma(m + 1) - lgamma(j + 1) - lgamma(m - j + 1) + (m - 1) * log(base)
      p += (Int(j) % 2 == 1 ? 1 : -1) * exp(logTerm)
      j += 1
    }
    return min(1, max(0, p))
  }

  /// Periods, in units of time, of the highest peaks, highest first; a peak is above its neighbours.
  func peaks(_ count: Int) -> [Double] {
    var peaks: [(power: Double, k: Int)] = []
    for k in 2..<max(2, ordinates.count) {
      let power = ordinates[k]
      let next = k + 1 < ordinates.count ? ordinates[k + 1] : 0
      if power > ordinates[k - 1], power >= next { peaks.append((power, k)) }
    }
    peaks.sort { ($1.power, $0.k) < ($0.power, $1.k) }
    return peaks.prefix(count).map { Double(bins) * Double(width) / Double($0.k) }
  }
}
