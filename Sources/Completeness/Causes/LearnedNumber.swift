import Foundation

/// A parameter that the data bound: its value, and the limit that has it.
struct LearnedNumber {
  var value: Int64
  var interval: ClosedRange<Int64>
  var limit: Limit
  /// False: no limit is known to have a value within the interval; `value` is the roundest number there.
  var isKnown: Bool
  /// Further limits with a known value within the interval.
  var rivals: [Explanation.Rival]
  /// Length of its description: what naming this number costs, in bits.
  var bits: Double

  /// - Parameter isLowest: the number is likelier the nearer it is to the interval's lower end, as where whole
  ///   characters may fall short of it.
  /// - Returns: nil if there are no limits.
  init?(_ limits: [Limit], _ interval: ClosedRange<Int64>, isLowest: Bool = false) {
    var known = limits.flatMap { limit in
      limit.test.numbers.filter { interval.contains($0) }.map { (limit, $0) }
    }
    if isLowest, let lowest = known.map(\.1).min() {
      known = known.filter { $0.1 == lowest } + known.filter { $0.1 != lowest }
    }
    self.interval = interval
    if let (limit, number) = known.first {
      (self.limit, value, isKnown) = (limit, number, true)
      rivals = known.dropFirst().map { other, number in other.rival(String(number)) }
      bits = 1 + log2(Double(limits.reduce(1) { $0 + $1.test.numbers.count }))
    } else if let limit = limits.first {
      (self.limit, isKnown) = (limit, false)
      value = RoundNumber.roundest(in: interval)
      rivals = []
      bits = 3 + RoundNumber.bits(value)
    } else {
      return nil
    }
  }
}

/// People set limits to round numbers, of ten or of two.
enum RoundNumber {
  private static let steps: [Int64] = [
    1_000_000, 500_000, 100_000, 65_536, 50_000, 32_768, 16_384, 10_000, 8192, 5000, 4096, 2048, 1024, 1000,
    512,
    500, 256, 250, 128, 100, 64, 50, 32, 25, 16, 10, 8, 5, 4, 2,
  ]

  /// The power of two, or else the multiple of the roundest number, within the interval; its lower end if none is
  /// rounder.
  static func roundest(in interval: ClosedRange<Int64>) -> Int64 {
    let low = max(1, interval.lowerBound)
    var power: Int64 = 1
    while power < low, power < 1 << 40 { power *= 2 }
    if interval.contains(power), power >= 64 { return power }
    for step in steps {
      let (sum, overflow) = low.addingReportingOverflow(step - 1)
      if overflow { continue }
      let multiple = sum / step * step
      if interval.contains(multiple) { return multiple }
    }
    return interval.lowerBound
  }

  /// Length of a number's description: a round one is short.
  static func bits(_ number: Int64) -> Double {
    guard number > 1 else { return 1 }
    var (ten, two) = (number, number)
    while ten % 10 == 0 { ten /= 10 }
    while two % 2 == 0 { two /= 2 }
    return min(log2(Double(number)), 3 + log2(Double(ten)), 4 + log2(Double(two)))
  }
}
