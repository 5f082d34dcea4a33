import Evidence

/// Times as JSON logs write them.
struct JSONTime {
  private let rule: ZoneRule
  private let clockOffsetSeconds: Int64

  init(profile: SourceProfile) {
    rule = profile.timezone.flatMap { TimeZoneTable.rule(named: $0) } ?? ZoneRule(fixed: 0)
    clockOffsetSeconds = profile.clockOffsetSeconds
  }

  /// The time that a value states, in UTC; nil where it states none.
  func utc(_ value: Span<UInt8>) -> Timestamp? {
    guard let civil = JSONTime.civil(value) else { return nil }
    var time = civil.local
    time.seconds -= Int64(civil.offsetSeconds ?? rule.offsetSeconds(atLocal: civil.local))
    time.seconds += clockOffsetSeconds
    return time
  }

  /// Reads a whole value as a time:
  ///
  /// - ISO 8601 (`isoTime`), also with a zone's abbreviation behind it (`2016-08-24 10:06:00.000 MDT`, Splunk);
  /// - a number since 1970, decimals exact: below 10^11 seconds (that is until the year 5138), below 10^14
  ///   milliseconds, below 10^17 microseconds, else nanoseconds. A number below 10^8 (1973) is no time, but a
  ///   duration or a count;
  /// - `/Date(1382545359973)/` or `/Date(1382545359973+0200)/`: milliseconds (.NET);
  /// - `Thu Mar 16 03:08:58 2023 UTC` (C `asctime`; osquery);
  /// - `5/11/2022, 6:10:20.400 PM` and other forms that `CSVTime` reads.
  static func civil(_ value: Span<UInt8>) -> CivilTime? {
    guard value.count >= 8, value.count <= 64 else { return nil }
    if let time = value.isoTime(at: 0) {
      if time.end == value.count { return time }
      guard time.offsetSeconds == nil, value[time.end] == UInt8(ascii: " "),
        let offset = TimeZoneTable.abbreviation(value.extracting(time.end + 1..<value.count))
      else { return nil }
      return CivilTime(local: time.local, offsetSeconds: offset, end: value.count)
    }
    if JSONNumber.isDigit(value[0]) {
      return epoch(value, 0, value.count) ?? CSVTime.civil(value, dayFirst: false)
    }
    if value[0] == UInt8(ascii: "/") { return dotNet(value) }
    return asctime(value)
  }

  private static func epoch(_ value: Span<UInt8>, _ start: Int, _ end: Int) -> CivilTime? {
    var whole: Int64 = 0
    var i = start
    while i < end, JSONNumber.isDigit(value[i]) {
      guard i - start < 19 else { return nil }
      let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = product.addingReportingOverflow(Int64(value[i] - 48))
      if overflow || overflow2 { return nil }
      whole = sum
      i += 1
    }
    guard i > start, whole >= 100_000_000 else { return nil }
    var decimals: Int64 = 0
    if i < end {
      let (fraction, fractionEnd) = value.fraction(at: i)
      guard value[i] == UInt8(ascii: "."), fractionEnd == end else { return nil }
      decimals = Int64(fraction)
    }
    let unit: Int64 =
      switch whole {
      case ..<100_000_000_000: 1
      case ..<100_000_000_000_000: 1_000
      case ..<100_000_000_000_000_000: 1_000_000
      default: 1_000_000_000
      }
    let nanoseconds = whole % unit * (1_000_000_000 / unit) + decimals / unit
    return CivilTime(
      local: Timestamp(seconds: whole / unit, nanoseconds: Int32(truncatingIfNeeded: nanoseconds)),
      offsetSeconds: 0, end: end)
  }

  /// The offset in it only tells which zone the writer was in.
  private static func dotNet(_ value: Span<UInt8>) -> CivilTime? {
    let end = value.count - 2
    guard value.starts(with: "/Date(", at: 0), end > 6, value.starts(with: ")/", at: end) else { return nil }
    var isNegative = false
    var i = 6
    if value[i] == UInt8(ascii: "-") {
      isNegative = true
      i += 1
    }
    let first = i
    var milliseconds: Int64 = 0
    while i < end, JSONNumber.isDigit(value[i]), i - first < 15 {
      milliseconds = milliseconds * 10 + Int64(value[i] - 48)
      i += 1
    }
    guard i > first, i == end || value[i] == UInt8(ascii: "+") || value[i] == UInt8(ascii: "-") else {
      return nil
    }
    // Years 1 … 9999 are what .NET can say.
    guard milliseconds <= (isNegative ? 62_135_596_800_000 : 253_402_300_799_999) else { return nil }
    if isNegative { milliseconds = -milliseconds }
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    return CivilTime(
      local: Timestamp(
        seconds: seconds, nanoseconds: Int32(truncatingIfNeeded: (milliseconds - seconds * 1000) * 1_000_000)),
      offsetSeconds: 0, end: value.count)
  }

  /// `Thu Mar 16 03:08:58 2023 UTC`.
  private static func asctime(_ value: Span<UInt8>) -> CivilTime? {
    guard value.count >= 24, value[3] == UInt8(ascii: " "), value[7] == UInt8(ascii: " "),
      let month = month(value, 4)
    else { return nil }
    var day = 0
    if value[8] == UInt8(ascii: " "), JSONNumber.isDigit(value[9]) {
      day = Int(value[9] - 48)
    } else if let two = value.twoDigits(at: 8) {
      day = two
    }
    guard let hour = value.twoDigits(at: 11), let minute = value.twoDigits(at: 14),
      let second = value.twoDigits(at: 17), let century = value.twoDigits(at: 20),
      let year = value.twoDigits(at: 22),
      let local = Timestamp(
        year: century * 100 + year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    if value.count == 24 { return CivilTime(local: local, offsetSeconds: nil, end: 24) }
    guard value[24] == UInt8(ascii: " "),
      let offset = TimeZoneTable.abbreviation(value.extracting(25..<value.count))
    else { return nil }
    return CivilTime(local: local, offsetSeconds: offset, end: value.count)
  }

  private static func month(_ value: Span<UInt8>, _ start: Int) -> Int? {
    let names: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
    months: for month in 0..<12 {
      for i in 0..<3 where unsafe value[start + i] != names.utf8Start[month * 3 + i] { continue months }
      return month + 1
    }
    return nil
  }
}
