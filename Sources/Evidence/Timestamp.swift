/// A point in time in UTC: seconds since 1970-01-01 and nanoseconds. Wider than `Int64` nanoseconds, because
/// evidence holds times of 1601 and of the year 9999.
package struct Timestamp: Hashable, Sendable, Comparable {
  /// Seconds since 1970-01-01T00:00:00Z, floor.
  package var seconds: Int64
  /// 0 ..< 1,000,000,000, towards the future.
  package var nanoseconds: Int32

  package init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// From nanoseconds since 1970.
  package init(unixNanoseconds ns: Int64) {
    var (s, n) = ns.quotientAndRemainder(dividingBy: 1_000_000_000)
    if n < 0 {
      s -= 1
      n += 1_000_000_000
    }
    self.init(seconds: s, nanoseconds: Int32(n))
  }

  package static func < (a: Self, b: Self) -> Bool {
    a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds
  }

  /// Nanoseconds since 1970; nil outside 1677-09-21 … 2262-04-11, where `Int64` ends.
  package var unixNanoseconds: Int64? {
    // Towards zero first: the first second of the range begins before it.
    let before = seconds < 0 ? seconds + 1 : seconds
    let rest = seconds < 0 ? Int64(nanoseconds) - 1_000_000_000 : Int64(nanoseconds)
    let (product, overflow) = before.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return nil }
    let (sum, overflow2) = product.addingReportingOverflow(rest)
    return overflow2 ? nil : sum
  }

  /// From a civil date and time. Nil for a month, day or time of day that does not exist (30 February;
  /// second 60 is read as a leap second's start of the next minute). Year 0 … 9999.
  package init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, nanoseconds: Int32 = 0
  ) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Timestamp.daysIn(month: month, year: year), (0...23).contains(hour), (0...59).contains(minute),
      (0...60).contains(second)
    else { return nil }
    let days = Timestamp.daysFromCivil(year: year, month: month, day: day)
    self.init(
      seconds: days * 86_400 + Int64(hour * 3600 + minute * 60 + second), nanoseconds: nanoseconds)
  }

  package static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  package static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms", days_from_civil).
  package static func daysFromCivil(year: Int, month: Int, day: Int) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// Year, month, day of a day number since 1970-01-01 (same source, civil_from_days).
  package static func civil(fromDays days: Int64) -> (year: Int, month: Int, day: Int) {
    let z = Int(days) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
  }

  /// Weekday, 0 = Sunday.
  package var weekday: Int {
    let days = Int((seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
    return ((days + 4) % 7 + 7) % 7
  }

  /// The year in UTC.
  package var year: Int {
    Timestamp.civil(fromDays: (seconds >= 0 ? seconds : seconds - 86_399) / 86_400).year
  }

  /// Appends `2024-05-01T09:14:07.184322100Z`: fixed width, so that comparing text compares time. Years
  /// outside 0 … 9999 do not occur (see `init?`; Windows FILETIME is bounded by its reader).
  package func appendText(to out: inout [UInt8]) {
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    let rest = Int(seconds - days * 86_400)
    let (year, month, day) = Timestamp.civil(fromDays: days)
    func two(_ n: Int) {
      out.append(UInt8(truncatingIfNeeded: 48 + n / 10 % 10))
      out.append(UInt8(truncatingIfNeeded: 48 + n % 10))
    }
    two(year / 100)
    two(year % 100)
    out.append(UInt8(ascii: "-"))
    two(month)
    out.append(UInt8(ascii: "-"))
    two(day)
    out.append(UInt8(ascii: "T"))
    two(rest / 3600)
    out.append(UInt8(ascii: ":"))
    two(rest / 60 % 60)
    out.append(UInt8(ascii: ":"))
    two(rest % 60)
    out.append(UInt8(ascii: "."))
    var divisor = 100_000_000
    let n = Int(nanoseconds)
    for _ in 0..<9 {
      out.append(UInt8(truncatingIfNeeded: 48 + n / divisor % 10))
      divisor /= 10
    }
    out.append(UInt8(ascii: "Z"))
  }

  /// `2024-05-01T09:14:07.184322100Z`.
  package var text: String {
    var out: [UInt8] = []
    out.reserveCapacity(30)
    appendText(to: &out)
    return String(decoding: out, as: UTF8.self)
  }
}
