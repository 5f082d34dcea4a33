import Evidence

/// A date and time as a line begins with it, or does not.
struct LineTime {
  /// Nil where the text has the shape of a time, but names a day or hour that does not exist.
  var local: Timestamp?
  /// Seconds east of UTC; nil where the text names no zone.
  var offsetSeconds: Int?
  /// Index behind the last byte that belongs to the time.
  var end: Int
}

// The ways in which logs write a date, other than ISO 8601 (`Span.isoTime`).
extension Span<UInt8> {
  /// 1 … 12 for `Jan` … `Dec` at `i`; 0 for anything else.
  @inline(__always)
  func month(at i: Int) -> Int {
    guard i >= 0, i + 3 <= count else { return 0 }
    return switch UInt32(self[i]) << 16 | UInt32(self[i + 1]) << 8 | UInt32(self[i + 2]) {
    case 0x4A616E: 1
    case 0x466562: 2
    case 0x4D6172: 3
    case 0x417072: 4
    case 0x4D6179: 5
    case 0x4A756E: 6
    case 0x4A756C: 7
    case 0x417567: 8
    case 0x536570: 9
    case 0x4F6374: 10
    case 0x4E6F76: 11
    case 0x446563: 12
    default: 0
    }
  }

  /// `Jan 22` or `Feb  6`, then a blank, at `i` (RFC 3164 §4.1.2); the day is any number of two digits.
  @inline(__always)
  func monthAndDay(at i: Int) -> (month: Int, day: Int)? {
    guard i >= 0, i + 7 <= count, self[i + 3] == 0x20, self[i + 6] == 0x20 else { return nil }
    let month = month(at: i)
    guard month > 0 else { return nil }
    if let day = twoDigits(at: i + 4) { return (month, day) }
    guard self[i + 4] == 0x20, (48...57).contains(self[i + 5]) else { return nil }
    return (month, Int(self[i + 5]) - 48)
  }

  /// Four digits at `i`.
  @inline(__always)
  func fourDigits(at i: Int) -> Int? {
    guard let high = twoDigits(at: i), let low = twoDigits(at: i + 2) else { return nil }
    return high * 100 + low
  }

  /// `07:52:33` or `07:52:33.123` at `i`.
  func clock(at i: Int) -> (hour: Int, minute: Int, second: Int, nanoseconds: Int32, end: Int)? {
    guard i + 8 <= count, let hour = twoDigits(at: i), self[i + 2] == UInt8(ascii: ":"),
      let minute = twoDigits(at: i + 3), self[i + 5] == UInt8(ascii: ":"), let second = twoDigits(at: i + 6)
    else { return nil }
    let (nanoseconds, end) = fraction(at: i + 8)
    return (hour, minute, second, nanoseconds, end)
  }

  /// `Jan 22 07:52:33`, of `year` unless it stands there too (`Jan 22 2024 07:52:33`, Cisco).
  func syslogTime(at i: Int, year: Int?) -> LineTime? {
    guard let (month, day) = monthAndDay(at: i) else { return nil }
    var year = year
    var j = i + 7
    if let written = fourDigits(at: j), j + 4 < count, self[j + 4] == 0x20 {
      year = written
      j += 5
    }
    guard let clock = clock(at: j) else { return nil }
    return LineTime(
      local: year.flatMap {
        Timestamp(
          year: $0, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second,
          nanoseconds: clock.nanoseconds)
      }, offsetSeconds: nil, end: clock.end)
  }

  /// `Thu Jun 09 06:07:04 2005`, as asctime and Apache's error log write it.
  func weekdayTime(at i: Int) -> LineTime? {
    guard i >= 0, i + 24 <= count, self[i + 3] == 0x20, let (month, day) = monthAndDay(at: i + 4),
      let clock = clock(at: i + 11), clock.end + 5 <= count, self[clock.end] == 0x20,
      let year = fourDigits(at: clock.end + 1)
    else { return nil }
    return LineTime(
      local: Timestamp(
        year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second,
        nanoseconds: clock.nanoseconds), offsetSeconds: nil, end: clock.end + 5)
  }

  /// `10/Oct/2000:13:55:36 -0700` (NCSA common log format).
  func accessTime(at i: Int) -> LineTime? {
    guard i >= 0, i + 20 <= count, let day = twoDigits(at: i), self[i + 2] == UInt8(ascii: "/"),
      self[i + 6] == UInt8(ascii: "/"), let year = fourDigits(at: i + 7), self[i + 11] == UInt8(ascii: ":"),
      let clock = clock(at: i + 12)
    else { return nil }
    let month = month(at: i + 3)
    guard month > 0 else { return nil }
    let (offset, end) = zone(at: clock.end)
    return LineTime(
      local: Timestamp(
        year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second,
        nanoseconds: clock.nanoseconds), offsetSeconds: offset, end: end)
  }

  /// ISO 8601, also with slashes (`2024/05/01 09:14:07`, nginx and Go), also with an abbreviation of the zone
  /// behind a blank (PostgreSQL).
  func dateTime(at i: Int) -> LineTime? {
    guard i >= 0, i + 19 <= count, (48...57).contains(self[i]) else { return nil }
    let separator = self[i + 4]
    guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/"), self[i + 7] == separator,
      self[i + 10] == 0x20 || self[i + 10] == UInt8(ascii: "T"), let year = fourDigits(at: i),
      let month = twoDigits(at: i + 5), let day = twoDigits(at: i + 8), let clock = clock(at: i + 11)
    else { return nil }
    var (offset, end) = zone(at: clock.end)
    if offset == nil, let (named, behind) = zoneAbbreviation(at: clock.end) {
      offset = named
      end = behind
    }
    return LineTime(
      local: Timestamp(
        year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second,
        nanoseconds: clock.nanoseconds), offsetSeconds: offset, end: end)
  }

  /// A blank, then two to five capitals that `TimeZoneTable` knows, then a blank or the end.
  private func zoneAbbreviation(at i: Int) -> (offsetSeconds: Int, end: Int)? {
    guard i < count, self[i] == 0x20 else { return nil }
    var end = i + 1
    while end < count, end < i + 7, self[end] >= 65, self[end] <= 90 { end += 1 }
    guard end > i + 2, end == count || self[end] == 0x20,
      let offset = TimeZoneTable.abbreviation(extracting(i + 1..<end))
    else { return nil }
    return (offset, end)
  }

  /// Seconds (10 digits, maybe a fraction), milliseconds (13), microseconds (16) or nanoseconds (19) since
  /// 1970, followed by a byte that is no letter or digit. From 2001-09-09 to 2065-01-24.
  func epochTime(at i: Int) -> LineTime? {
    guard i >= 0, i + 10 <= count, self[i] == UInt8(ascii: "1") || self[i] == UInt8(ascii: "2") else {
      return nil
    }
    var end = i
    var value: Int64 = 0
    while end < count, end < i + 19, (48...57).contains(self[end]) {
      value = value &* 10 &+ Int64(self[end] - 48)
      end += 1
    }
    let unit: Int64
    switch end - i {
    case 10: unit = 1
    case 13: unit = 1000
    case 16: unit = 1_000_000
    case 19: unit = 1_000_000_000
    default: return nil
    }
    var nanoseconds = Int32(truncatingIfNeeded: value % unit * (1_000_000_000 / unit))
    if unit == 1 { (nanoseconds, end) = fraction(at: end) }
    if end < count {
      let next = self[end]
      guard next < 0x80, !PairScanner.isKeyByte(next), next != UInt8(ascii: ":"), next != UInt8(ascii: "/")
      else { return nil }
    }
    let seconds = value / unit
    guard seconds < 3_000_000_000 else { return nil }
    return LineTime(
      local: Timestamp(seconds: seconds, nanoseconds: nanoseconds), offsetSeconds: 0, end: end)
  }
}
