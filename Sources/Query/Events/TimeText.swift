import Evidence

/// Writes times as `time` shows them. Neighbours are mostly of one second: only its digits behind the point are
/// written anew.
struct TimeText {
  private var second: Int64?
  /// The time written last.
  private(set) var bytes: [UInt8] = []

  /// - Parameter nanoseconds: since 1970.
  mutating func set(_ nanoseconds: Int64) {
    var (second, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    if rest < 0 {
      second -= 1
      rest += 1_000_000_000
    }
    if second != self.second {
      bytes.removeAll(keepingCapacity: true)
      Timestamp(seconds: second, nanoseconds: 0).appendText(to: &bytes)
      self.second = second
    }
    // Nine digits, and `Z` behind them.
    var index = bytes.count - 2
    for _ in 0..<9 {
      bytes[index] = UInt8(truncatingIfNeeded: 48 + rest % 10)
      rest /= 10
      index -= 1
    }
  }
}
