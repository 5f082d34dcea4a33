import Evidence
import Formats

/// Times as exports write them.
enum ExportTime {
  /// A time, nanoseconds since 1970 UTC, and how exactly it was written.
  struct Reading {
    var time: Int64
    /// Digits of the fraction; -2: not even seconds.
    var digits: Int
    var isSlashed: Bool
    /// The first number of a date with slashes is above 12.
    var isDayFirst: Bool
  }

  /// Reads a whole value; nil if it is no time, or outside the years 1677 to 2262.
  static func read(_ value: Span<UInt8>) -> Reading? {
    guard value.count >= 8, value.count <= 64 else { return nil }
    if let found = CSVTime.civil(value, dayFirst: false) { return reading(found, value) }
    return kibana(value)
  }

  private static func reading(_ time: CivilTime, _ value: Span<UInt8>) -> Reading? {
    guard let nanoseconds = time.utc().unixNanoseconds else { return nil }
    let slash = value.firstIndex(of: UInt8(ascii: "/"), from: 0)
    let isSlashed = slash <= 2 && slash < value.count
    return Reading(
      time: nanoseconds, digits: digits(value), isSlashed: isSlashed,
      isDayFirst: isSlashed && slash == 2 && (value[0] > 49 || value[0] == 49 && value[1] > 50))
  }

  /// Digits of the fraction of a time that was read.
  private static func digits(_ value: Span<UInt8>) -> Int {
    let colon = value.firstIndex(of: UInt8(ascii: ":"), from: 0)
    if colon == value.count {
      // A count since 1970.
      let point = value.firstIndex(of: UInt8(ascii: "."), from: 0)
      return point < value.count ? value.count - point - 1 : max(0, value.count - 10)
    }
    let second = colon + 3
    guard second < value.count, value[second] == UInt8(ascii: ":") else { return -2 }
    var i = second + 3
    guard i < value.count, value[i] == UInt8(ascii: ".") || value[i] == UInt8(ascii: ",") else { return 0 }
    let start = i + 1
    i = start
    while i < value.count, (48...57).contains(value[i]) { i += 1 }
    return i - start
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Sep 18, 2020 @ 19:00:14.966`, as Kibana's table writes it.
  private static func kibana(_ value: Span<UInt8>) -> Reading? {
    let parts = value.text.split(separator: " ")
    guard parts.count == 5, parts[3] == "@", let month = months.firstIndex(of: String(parts[0])),
      let day = Int(parts[1].dropLast()), let year = Int(parts[2])
    else { return nil }
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let iso = Array("\(year)-\(two(month + 1))-\(two(day))T\(parts[4])".utf8)
    guard let time = iso.span.isoTime(at: 0), time.end == iso.count else { return nil }
    return reading(time, iso.span)
  }

  /// The time with day and month exchanged: a date with slashes was read month first, and the column turned out to be
  /// day first. The same time where the day can be no month.
  static func exchanged(_ time: Int64) -> Int64 {
    guard time != .min else { return time }
    // Near the ends of what nanoseconds can say, the other day may be beyond them.
    let (quotient, rest) = time.quotientAndRemainder(dividingBy: nanosecondsPerDay)
    let day = rest < 0 ? quotient - 1 : quotient
    let date = Timestamp.civil(fromDays: day)
    guard date.day <= 12 else { return time }
    let other = Timestamp.daysFromCivil(year: date.year, month: date.day, day: date.month)
    let (exchanged, overflow) = time.addingReportingOverflow((other - day) * nanosecondsPerDay)
    return overflow ? time : exchanged
  }

  private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

  /// Nanoseconds by which a time may differ that was written with so many digits.
  static func precision(digits: Int) -> Int64 {
    if digits < 0 { return 60_000_000_000 }
    var precision: Int64 = 1_000_000_000
    for _ in 0..<min(9, digits) { precision /= 10 }
    // No format that loses digits below a microsecond is at fault: Windows itself counts 100 ns.
    return max(1000, precision)
  }
}
