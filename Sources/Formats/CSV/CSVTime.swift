package import Evidence

/// Times as CSV exports write them.
package enum CSVTime {
  /// Reads a whole value as a time; nil if it is none.
  ///
  /// - ISO 8601 (`isoTime`), also `2024-05-01 09:14` without seconds;
  /// - seconds since 1970 with any number of decimals; 13, 16 or 19 digits are milli-, micro-, nanoseconds;
  /// - `5/1/2024, 9:14:07.184 AM`, `7/8/2019 16:08`, `08/24/2017 04:20:44 AM +0000`: month first, or day first
  ///   with `dayFirst` or where the first number cannot be a month;
  /// - `01.08.2020 05:46:46`: day first.
  package static func civil(_ value: Span<UInt8>, dayFirst: Bool) -> CivilTime? {
    guard value.count >= 8, value.count <= 48 else { return nil }
    if value.count >= 19, let time = value.isoTime(at: 0) {
      let end = behindUTC(value, at: time.end)
      guard end == value.count else { return nil }
      return CivilTime(local: time.local, offsetSeconds: end > time.end ? 0 : time.offsetSeconds, end: end)
    }
    var cursor = Cursor(at: 0)
    guard let first = cursor.number(value, digits: 1...19) else { return nil }
    if cursor.at == value.count || value[cursor.at] == UInt8(ascii: ".") && cursor.at >= 9 {
      return epoch(value, seconds: first, digits: cursor.at)
    }
    switch value[cursor.at] {
    case UInt8(ascii: "/"): return date(value, first, UInt8(ascii: "/"), cursor, dayFirst: dayFirst)
    case UInt8(ascii: "."): return date(value, first, UInt8(ascii: "."), cursor, dayFirst: true)
    case UInt8(ascii: "-"): return yearFirst(value, first, cursor)
    default: return nil
    }
  }

  /// The index behind ` UTC` (Azure, PowerShell), or `i`.
  private static func behindUTC(_ value: Span<UInt8>, at i: Int) -> Int {
    value.starts(with: " UTC", at: i) || value.starts(with: " GMT", at: i) ? i + 4 : i
  }

  /// A place in a value.
  private struct Cursor {
    var at: Int

    mutating func number(_ value: Span<UInt8>, digits: ClosedRange<Int>) -> Int? {
      var result = 0
      var i = at
      while i < value.count, (48...57).contains(value[i]), i - at < digits.upperBound {
        let (product, overflow) = result.multipliedReportingOverflow(by: 10)
        let (sum, overflow2) = product.addingReportingOverflow(Int(value[i] - 48))
        if overflow || overflow2 { return nil }
        result = sum
        i += 1
      }
      guard i - at >= digits.lowerBound else { return nil }
      at = i
      return result
    }

    mutating func skip(_ value: Span<UInt8>, _ byte: UInt8) -> Bool {
      guard at < value.count, value[at] == byte else { return false }
      at += 1
      return true
    }
  }

  private static func epoch(_ value: Span<UInt8>, seconds first: Int, digits: Int) -> CivilTime? {
    let (nanoseconds, end) = value.fraction(at: digits)
    guard end == value.count else { return nil }
    let scale: Int
    switch digits {
    case 8...11: scale = 1
    case 12...14: scale = 1_000
    case 15...17: scale = 1_000_000
    case 18, 19: scale = 1_000_000_000
    default: return nil
    }
    if scale == 1 {
      let time = Timestamp(seconds: Int64(first), nanoseconds: nanoseconds)
      return CivilTime(local: time, offsetSeconds: 0, end: end)
    }
    guard digits == end else { return nil }
    let (whole, part) = first.quotientAndRemainder(dividingBy: scale)
    let time = Timestamp(
      seconds: Int64(whole), nanoseconds: Int32(truncatingIfNeeded: part * (1_000_000_000 / scale)))
    return CivilTime(local: time, offsetSeconds: 0, end: end)
  }

  private static func date(
    _ value: Span<UInt8>, _ first: Int, _ mark: UInt8, _ start: Cursor, dayFirst: Bool
  ) -> CivilTime? {
    var cursor = start
    guard first < 32, cursor.skip(value, mark), let second = cursor.number(value, digits: 1...2),
      cursor.skip(value, mark), let year = cursor.number(value, digits: 4...4)
    else { return nil }
    let isDayFirst = dayFirst && second <= 12 || first > 12
    return timeOfDay(
      value, year: year, month: isDayFirst ? second : first, day: isDayFirst ? first : second, cursor)
  }

  private static func yearFirst(_ value: Span<UInt8>, _ year: Int, _ start: Cursor) -> CivilTime? {
    var cursor = start
    guard cursor.at == 4, cursor.skip(value, UInt8(ascii: "-")),
      let month = cursor.number(value, digits: 1...2),
      cursor.skip(value, UInt8(ascii: "-")), let day = cursor.number(value, digits: 1...2)
    else { return nil }
    return timeOfDay(value, year: year, month: month, day: day, cursor)
  }

  private static func timeOfDay(
    _ value: Span<UInt8>, year: Int, month: Int, day: Int, _ start: Cursor
  ) -> CivilTime? {
    var cursor = start
    _ = cursor.skip(value, UInt8(ascii: ","))
    guard cursor.skip(value, UInt8(ascii: " ")) || cursor.skip(value, UInt8(ascii: "T")),
      var hour = cursor.number(value, digits: 1...2), cursor.skip(value, UInt8(ascii: ":")),
      let minute = cursor.number(value, digits: 2...2)
    else { return nil }
    var second = 0
    var nanoseconds: Int32 = 0
    if cursor.skip(value, UInt8(ascii: ":")) {
      guard let seconds = cursor.number(value, digits: 2...2) else { return nil }
      second = seconds
      (nanoseconds, cursor.at) = value.fraction(at: cursor.at)
    }
    if let afternoon = meridiem(value, &cursor) {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (afternoon ? 12 : 0)
    }
    var (offset, end) = value.zone(at: cursor.at)
    if behindUTC(value, at: end) > end { (offset, end) = (0, end + 4) }
    guard end == value.count,
      let local = Timestamp(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        nanoseconds: nanoseconds)
    else { return nil }
    return CivilTime(local: local, offsetSeconds: offset, end: end)
  }

  /// ` AM`, ` PM`, also behind the narrow no-break space that newer .NET and browsers write (U+202F).
  private static func meridiem(_ value: Span<UInt8>, _ cursor: inout Cursor) -> Bool? {
    var i = cursor.at
    if value.starts(with: "\u{202F}", at: i) {
      i += 3
    } else if i < value.count, value[i] == UInt8(ascii: " ") {
      i += 1
    }
    guard i + 1 < value.count, value[i + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
    switch value[i] | 0x20 {
    case UInt8(ascii: "a"):
      cursor.at = i + 2
      return false
    case UInt8(ascii: "p"):
      cursor.at = i + 2
      return true
    default: return nil
    }
  }
}

extension CSVTime {
  /// How times of a source come to UTC: the zone of those that name none, and the clock's error.
  struct Rule {
    private let zone: ZoneRule?
    private let clockOffsetSeconds: Int64

    init(_ profile: SourceProfile) {
      zone = profile.timezone.flatMap { TimeZoneTable.rule(named: $0) }
      clockOffsetSeconds = profile.clockOffsetSeconds
    }

    /// The time in UTC.
    ///
    /// - Parameter isUTC: a time without a zone is in UTC, whatever the source's zone.
    func utc(_ civil: CivilTime, isUTC: Bool = false) -> Timestamp {
      let assumed = civil.offsetSeconds == nil && !isUTC ? zone?.offsetSeconds(atLocal: civil.local) ?? 0 : 0
      var time = civil.utc(assuming: assumed)
      let (seconds, overflow) = time.seconds.addingReportingOverflow(clockOffsetSeconds)
      if !overflow { time.seconds = seconds }
      return time
    }
  }
}
