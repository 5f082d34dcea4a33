/// `median(x)` and `percentile(x, p)`: exact, over all values, between two values by linear interpolation (the
/// "inclusive" method: R's type 7, `percentile_cont`). The order of rows does not matter.
final class Quantile: AggregateState {
  static var median: AggregateFunction { AggregateFunction("median", 1...1) { Quantile(percent: 50) } }
  static var percentile: AggregateFunction {
    AggregateFunction("percentile", 2...2) { Quantile(percent: nil) }
  }

  private var percent: Double?
  private let isGiven: Bool
  // Apart, because a Double cannot hold every Int64: eight bytes a row.
  private var integers: [Int64] = []
  private var reals: [Double] = []

  private init(percent: Double?) {
    self.percent = percent
    isGiven = percent != nil
  }

  func step(_ arguments: [SQLValue]) throws {
    if !isGiven { try setPercent(arguments[1]) }
    switch arguments[0] {
    case .null: return
    case .integer(let number): integers.append(number)
    case .real(let number): reals.append(number)
    case .text(let bytes):
      switch NumberText.number(bytes) {
      case .integer(let number): integers.append(number)
      case .real(let number): reals.append(number)
      default: throw FunctionError("got \(arguments[0].shown), which is no number; a WHERE can leave it out")
      }
    case .blob: throw FunctionError("got \(arguments[0].shown), which is no number; a WHERE can leave it out")
    }
  }

  private func setPercent(_ value: SQLValue) throws(FunctionError) {
    let number: Double?
    switch value {
    case .integer(let whole): number = Double(whole)
    case .real(let real): number = real
    case .null, .text, .blob: number = nil
    }
    guard let number, (0...100).contains(number) else {
      throw FunctionError("got the percentage \(value.shown), which is no number from 0 to 100")
    }
    guard percent == nil || percent == number else {
      throw FunctionError("got two percentages in one group, \(percent ?? 0) and \(number)")
    }
    percent = number
  }

  func result() -> SQLValue {
    let count = integers.count + reals.count
    guard count > 0, let percent else { return .null }
    integers.sort()
    reals.sort()
    // In hundredths, as Python's `statistics.quantiles` counts: whole percentages then divide exactly.
    let scaled = percent * Double(count - 1)
    let below = min(Int(scaled / 100), count - 1)
    let share = scaled - Double(below) * 100
    let a = value(at: below)
    guard share > 0, below + 1 < count else { return a }
    return between(a, value(at: below + 1), share: share)
  }

  /// What lies `share` hundredths of the way from one value to the next: an INTEGER where that is one exactly.
  private func between(_ a: SQLValue, _ b: SQLValue, share: Double) -> SQLValue {
    if case .integer(let x) = a, case .integer(let y) = b, let whole = Int128(exactly: share) {
      let sum = Int128(x) * (100 - whole) + Int128(y) * whole
      return sum % 100 == 0 ? .integer(Int64(sum / 100)) : .real(Double(sum) / 100)
    }
    let (x, y) = (real(a), real(b))
    if x == y { return .real(x) }
    let sum = x * (100 - share) + y * share
    return .real(sum.isFinite ? sum / 100 : x + (y / 100 - x / 100) * share)
  }

  /// The value at a place in the order of both arrays.
  private func value(at place: Int) -> SQLValue {
    // How many of the first `place` values are integers: by halving.
    var low = max(0, place - reals.count)
    var high = min(place, integers.count)
    while low < high {
      let middle = (low + high) / 2
      let other = place - middle - 1
      if SQLOrder.isLess(.integer(integers[middle]), .real(reals[other])) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let real = place - low
    if low == integers.count { return .real(reals[real]) }
    if real == reals.count { return .integer(integers[low]) }
    return SQLOrder.isLess(.integer(integers[low]), .real(reals[real]))
      ? .integer(integers[low]) : .real(reals[real])
  }

  private func real(_ value: SQLValue) -> Double {
    switch value {
    case .integer(let number): Double(number)
    case .real(let number): number
    case .null, .text, .blob: 0
    }
  }
}

/// Text that is a decimal number as a whole.
enum NumberText {
  /// An INTEGER or REAL; NULL where the text is no number.
  static func number(_ bytes: [UInt8]) -> SQLValue {
    guard !bytes.isEmpty, bytes.count <= 64, bytes.contains(where: { (48...57).contains($0) }) else {
      return .null
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let whole = Int64(text) { return .integer(whole) }
    // Not "inf", "nan", "0x1p3".
    guard bytes.allSatisfy({ (48...57).contains($0) || Array("+-.eE".utf8).contains($0) }),
      let number = Double(text), number.isFinite
    else { return .null }
    return .real(number)
  }
}
