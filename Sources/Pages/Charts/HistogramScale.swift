/// How a count becomes a length.
package struct HistogramScale: Sendable {
  private let highest: Int
  private let isLog: Bool

  /// - Parameter highest: the count that takes the whole length.
  package init(highest: Int, isLog: Bool) {
    self.highest = highest
    self.isLog = isLog
  }

  /// From 0 to 1.
  package func share(_ count: Int) -> Double {
    guard highest > 0, count > 0 else { return 0 }
    return isLog ? Self.log(count) / Self.log(highest) : Double(count) / Double(highest)
  }

  /// Base 2 of one more, so that one record has a length.
  private static func log(_ count: Int) -> Double {
    // Digits and a straight line between powers of two would do; the standard library has no logarithm.
    var value = Double(count) + 1
    var result = 0.0
    while value >= 2 {
      value /= 2
      result += 1
    }
    return result + (value - 1)
  }

  /// Counts at which an axis has a line, from the lowest.
  package var ticks: [Int] {
    guard highest > 0 else { return [] }
    if isLog {
      var ticks: [Int] = []
      var tick = 1
      while tick <= highest {
        ticks.append(tick)
        let (next, overflow) = tick.multipliedReportingOverflow(by: 10)
        if overflow { break }
        tick = next
      }
      return ticks
    }
    var step = 1
    var factors = [2, 5, 2].makeIterator()
    while highest / step > 5 {
      if let factor = factors.next() {
        step = factor == 5 ? step / 2 * 5 : step * factor
      } else {
        factors = [2, 5, 2].makeIterator()
      }
    }
    return Array(stride(from: step, through: highest, by: step))
  }
}
