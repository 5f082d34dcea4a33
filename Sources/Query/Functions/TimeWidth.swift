package import Evidence

/// A stretch of time into which others are counted: `15m`, `1d`, `1mon`.
package struct TimeWidth: Equatable, Sendable {
  private enum Unit: Equatable, Sendable {
    case nanoseconds(Int128)
    case months(Int)
  }

  private let unit: Unit
  /// Where stretches are counted from: 1970-01-01, for weeks the Monday after it; year 0 for months and years.
  private let origin: Int128

  /// `1h`.
  package static let hour = TimeWidth(seconds: 3600)

  private init(seconds: Int) {
    unit = .nanoseconds(Int128(seconds) * 1_000_000_000)
    origin = 0
  }

  /// The units, for messages.
  package static let unitNames = "ns, us, ms, s, m, h, d, w, mon, y"

  /// A number from 1 and a unit, maybe with a blank between. Nil for anything else.
  package init?(_ text: [UInt8]) {
    guard text.count <= 32 else { return nil }
    let digits = text.prefix { (48...57).contains($0) }
    guard !digits.isEmpty, let number = Int64(String(decoding: digits, as: UTF8.self)), number > 0 else {
      return nil
    }
    let name = text[digits.count...].drop { $0 == 0x20 }
    let second: Int128 = 1_000_000_000
    var monday: Int128 = 0
    let nanoseconds: Int128
    switch String(decoding: name, as: UTF8.self) {
    case "ns": nanoseconds = 1
    case "us": nanoseconds = 1000
    case "ms": nanoseconds = 1_000_000
    case "s", "sec": nanoseconds = second
    case "m", "min": nanoseconds = 60 * second
    case "h": nanoseconds = 3600 * second
    case "d": nanoseconds = 86_400 * second
    case "w":
      nanoseconds = 604_800 * second
      monday = 4 * 86_400 * second
    case "mon", "y":
      // Times have years of four digits.
      let months = name.first == UInt8(ascii: "y") ? 12 : 1
      guard number <= 120_000 else { return nil }
      unit = .months(Int(number) * months)
      origin = 0
      return
    default: return nil
    }
    unit = .nanoseconds(Int128(number) * nanoseconds)
    origin = monday
  }

  /// Its length in nanoseconds; nil for months and years, which have none of their own, and beyond 64 bits.
  package var fixedNanoseconds: Int64? {
    guard case .nanoseconds(let count) = unit else { return nil }
    return Int64(exactly: count)
  }

  /// The beginning of the stretch that holds a time; nil where it lies before the year 0.
  package func begin(of time: Timestamp) -> Timestamp? {
    switch unit {
    case .nanoseconds(let width):
      let at = Int128(time.seconds) * 1_000_000_000 + Int128(time.nanoseconds) - origin
      var rest = at % width
      if rest < 0 { rest += width }
      let begin = at - rest + origin
      var (seconds, nanoseconds) = begin.quotientAndRemainder(dividingBy: 1_000_000_000)
      if nanoseconds < 0 {
        seconds -= 1
        nanoseconds += 1_000_000_000
      }
      guard let seconds = Int64(exactly: seconds), seconds >= Self.yearZero else { return nil }
      return Timestamp(seconds: seconds, nanoseconds: Int32(nanoseconds))
    case .months(let width):
      let days = (time.seconds >= 0 ? time.seconds : time.seconds - 86_399) / 86_400
      let (year, month, _) = Timestamp.civil(fromDays: days)
      let months = year * 12 + month - 1
      guard months >= 0 else { return nil }
      let begin = months - months % width
      return Timestamp(year: begin / 12, month: begin % 12 + 1, day: 1)
    }
  }

  /// The beginning of the stretch `count` after the one that begins at `begin`; nil behind the year 9999.
  package func begin(_ count: Int, after begin: Timestamp) -> Timestamp? {
    switch unit {
    case .nanoseconds(let width):
      let at =
        Int128(begin.seconds) * 1_000_000_000 + Int128(begin.nanoseconds) + Int128(count) * width
      let (seconds, nanoseconds) = at.quotientAndRemainder(dividingBy: 1_000_000_000)
      guard at >= 0 || nanoseconds == 0, let seconds = Int64(exactly: seconds), seconds <= Self.lastSecond
      else { return nil }
      return Timestamp(seconds: seconds, nanoseconds: Int32(nanoseconds))
    case .months(let width):
      let days = begin.seconds.flooredDivision(by: 86_400)
      let (year, month, _) = Timestamp.civil(fromDays: days)
      let (added, overflow) = count.multipliedReportingOverflow(by: width)
      let months = year * 12 + month - 1 + (overflow ? 0 : added)
      return overflow ? nil : Timestamp(year: months / 12, month: months % 12 + 1, day: 1)
    }
  }

  /// Stretches from the one that begins at `first` to the one that begins at `last`; 0 where both are the same.
  package func count(from first: Timestamp, to last: Timestamp) -> Int {
    switch unit {
    case .nanoseconds(let width):
      let length =
        (Int128(last.seconds) - Int128(first.seconds)) * 1_000_000_000 + Int128(last.nanoseconds)
        - Int128(first.nanoseconds)
      return Int(clamping: length / width)
    case .months(let width):
      func months(_ time: Timestamp) -> Int {
        let (year, month, _) = Timestamp.civil(fromDays: time.seconds.flooredDivision(by: 86_400))
        return year * 12 + month
      }
      return (months(last) - months(first)) / width
    }
  }

  /// 9999-12-31T23:59:59Z.
  private static let lastSecond = Timestamp.daysFromCivil(year: 10_000, month: 1, day: 1) * 86_400 - 1
  /// 0000-01-01T00:00:00Z.
  private static let yearZero = Timestamp.daysFromCivil(year: 0, month: 1, day: 1) * 86_400
}
