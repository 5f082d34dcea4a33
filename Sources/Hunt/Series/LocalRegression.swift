/// Local regression (LOESS) of equally spaced values, degree 1 with tricube weights: Cleveland, Cleveland, McRae and
/// Terpenning, STL: A Seasonal-Trend Decomposition Procedure Based on Loess, 1990, §2.
///
/// What a value of the smoothed series is made of depends on places alone, as long as no value is distrusted: the
/// weights are worked out once for a length and a window, and smoothing is a sum of products.
struct LocalRegression {
  /// Number of values.
  let count: Int
  /// Number of values that one is smoothed from; odd, may be more than there are.
  let window: Int

  /// Weights of the window around a value that has all its neighbours.
  private let middle: [Double]
  /// Weights of the first `count` values of a window, for each of the first places, which lack neighbours. The last
  /// places are their mirror image.
  private let edge: [[Double]]
  /// Weights of the value before the first one.
  private let before: [Double]

  init(count: Int, window: Int) {
    self.count = count
    self.window = window
    let width = min(window, count)
    // Places from 1, as in the paper.
    func weights(_ place: Int) -> [Double] {
      Self.weights(at: Double(place), first: 1, count: count, window: window, width: width, trust: nil) ?? []
    }
    before = weights(0)
    if count < 2 || window >= count {
      edge = count < 2 ? [] : (1...count).map { weights($0) }
      middle = []
    } else {
      let half = (window + 1) / 2
      edge = (1...half).map { weights($0) }
      middle = edge[half - 1]
    }
  }

  /// Weights of `width` values from place `first` on, for the value at `place`; nil where all weights are zero.
  ///
  /// - Parameter trust: of these values, from robustness; nil if all are trusted alike.
  private static func weights(
    at place: Double, first: Int, count: Int, window: Int, width: Int, trust: ArraySlice<Double>?
  ) -> [Double]? {
    let last = first + width - 1
    var reach = max(place - Double(first), Double(last) - place)
    if window > count { reach += Double((window - count) / 2) }
    var weights = [Double](repeating: 0, count: width)
    var sum = 0.0
    for j in 0..<width {
      let distance = abs(Double(first + j) - place)
      guard distance <= 0.999 * reach else { continue }
      var weight = 1.0
      if distance > 0.001 * reach {
        let ratio = distance / reach
        let rest = 1 - ratio * ratio * ratio
        weight = rest * rest * rest
      }
      if let trust { weight *= trust[trust.startIndex + j] }
      weights[j] = weight
      sum += weight
    }
    guard sum > 0 else { return nil }
    for j in 0..<width { weights[j] /= sum }
    guard reach > 0 else { return weights }
    var centre = 0.0
    for j in 0..<width { centre += weights[j] * Double(first + j) }
    var spread = 0.0
    for j in 0..<width {
      let distance = Double(first + j) - centre
      spread += weights[j] * distance * distance
    }
    // A slope only where the values are wide enough apart to give one.
    if spread.squareRoot() > 0.001 * Double(count - 1) {
      let slope = (place - centre) / spread
      for j in 0..<width { weights[j] *= slope * (Double(first + j) - centre) + 1 }
    }
    return weights
  }

  // MARK: smoothing

  /// Smooths all values, each trusted alike.
  ///
  /// - Parameter out: gets `count` values from index `at` on.
  func smooth(_ values: [Double], into out: inout [Double], at: Int = 0) {
    guard count >= 2 else {
      if count == 1 { out[at] = values[0] }
      return
    }
    let width = min(window, count)
    if window >= count {
      for place in 0..<count { out[at + place] = Self.dot(edge[place], values, from: 0) }
      return
    }
    let half = edge.count
    for place in 0..<half - 1 { out[at + place] = Self.dot(edge[place], values, from: 0) }
    for place in 0..<half - 1 {
      out[at + count - 1 - place] = Self.dotReversed(edge[place], values, last: count - 1)
    }
    convolve(values, places: half - 1..<count - half + 1, width: width, into: &out, at: at)
  }

  /// The values before the first and behind the last one, each value trusted alike.
  func ends(_ values: [Double]) -> (before: Double, behind: Double) {
    guard count >= 1, !before.isEmpty else { return (0, 0) }
    return (Self.dot(before, values, from: 0), Self.dotReversed(before, values, last: count - 1))
  }

  /// Smooths all values, with what each is trusted.
  func smooth(_ values: [Double], trust: [Double], into out: inout [Double], at: Int = 0) {
    guard count >= 2 else {
      if count == 1 { out[at] = values[0] }
      return
    }
    let width = min(window, count)
    let half = (window + 1) / 2
    for place in 0..<count {
      // The window moves once the place is in its middle, until it meets the end.
      let first = window >= count ? 0 : min(max(0, place + 1 - half), count - width)
      out[at + place] = value(place + 1, first: first, width: width, values, trust) ?? values[place]
    }
  }

  /// The values before the first and behind the last one, with trust; nil where nothing near is trusted.
  func ends(_ values: [Double], trust: [Double]) -> (before: Double?, behind: Double?) {
    let width = min(window, count)
    return (
      value(0, first: 0, width: width, values, trust),
      value(count + 1, first: count - width, width: width, values, trust)
    )
  }

  private func value(
    _ place: Int, first: Int, width: Int, _ values: [Double], _ trust: [Double]
  ) -> Double? {
    Self.weights(
      at: Double(place), first: first + 1, count: count, window: window, width: width,
      trust: trust[first..<first + width]
    ).map { Self.dot($0, values, from: first) }
  }

  private static func dot(_ weights: [Double], _ values: [Double], from first: Int) -> Double {
    var sum = 0.0
    for j in weights.indices { sum += weights[j] * values[first + j] }
    return sum
  }

  private static func dotReversed(_ weights: [Double], _ values: [Double], last: Int) -> Double {
    var sum = 0.0
    for j in weights.indices { sum += weights[j] * values[last - j] }
    return sum
  }

  /// Sums of the same weights over moving windows. Eight places at a time, each with a sum of its own, so that the
  /// result is that of one place after the other.
  private func convolve(
    _ values: [Double], places: Range<Int>, width: Int, into out: inout [Double], at: Int
  ) {
    let half = width / 2
    var place = places.lowerBound
    let weights = middle.span
    let span = values.span
    while place + 8 <= places.upperBound {
      var low = SIMD4<Double>.zero
      var high = SIMD4<Double>.zero
      let first = place - half
      for k in 0..<width {
        let weight = weights[k]
        let i = first + k
        low += weight * SIMD4(span[i], span[i + 1], span[i + 2], span[i + 3])
        high += weight * SIMD4(span[i + 4], span[i + 5], span[i + 6], span[i + 7])
      }
      for lane in 0..<4 {
        out[at + place + lane] = low[lane]
        out[at + place + 4 + lane] = high[lane]
      }
      place += 8
    }
    while place < places.upperBound {
      out[at + place] = Self.dot(middle, values, from: place - half)
      place += 1
    }
  }
}
