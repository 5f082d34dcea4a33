import Evidence

/// Follows the year of times that name none (RFC 3164), line by line.
///
/// A date more than half a year before the latest one begins a new year. Any smaller step back is a line out
/// of order: the same year, and a step of up to a week back across New Year the year before.
struct YearTracker {
  /// Year of the latest date.
  private(set) var year: Int
  /// The latest date in days of months of 31; 0 before the first.
  private(set) var latest = 0
  private static let yearLength = 372

  init(year: Int) {
    self.year = year
  }

  /// The year of the next line's date.
  mutating func year(month: Int, day: Int) -> Int {
    let date = (month - 1) * 31 + min(day, 31)
    let step = date - latest
    if latest == 0 || step >= 0 {
      if latest > 0, YearTracker.yearLength - step <= 7 { return year - 1 }
      latest = max(date, 1)
    } else if -step > YearTracker.yearLength / 2 {
      year += 1
      latest = max(date, 1)
    }
    return year
  }

  /// Month and day of a line's time, if it names no year: at its start or behind `<PRI>`.
  @inline(__always)
  static func yearless(_ line: Span<UInt8>) -> (month: Int, day: Int)? {
    guard line.count >= 15 else { return nil }
    var i = 0
    if line[0] == UInt8(ascii: "<") {
      i = 1
      while i < 5, (48...57).contains(line[i]) { i += 1 }
      guard line[i] == UInt8(ascii: ">") else { return nil }
      i += 1
    }
    guard let date = line.monthAndDay(at: i), i + 9 < line.count, line[i + 9] == UInt8(ascii: ":")
    else { return nil }
    return date
  }
}
