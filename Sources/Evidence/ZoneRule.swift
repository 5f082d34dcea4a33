/// Offsets of one time zone from UTC: standard time, and when daylight time holds.
///
/// Local times that a change of clocks skips or repeats are read with the offset that held *before* the
/// change, as Python's `zoneinfo` does with `fold=0`: a repeated hour is its first, daylight pass.
package struct ZoneRule: Sendable, Equatable {
  /// When daylight time holds in a year. Years before a rule's first year follow its oldest form.
  package enum Daylight: Sendable, Equatable {
    case none
    /// Directive 2000/84/EC: last Sunday of March to last Sunday of October, 01:00 UTC; since 1996.
    case europe
    /// Energy Policy Act of 2005: second Sunday of March to first Sunday of November, 02:00 local, since 2007;
    /// before that first Sunday of April to last Sunday of October (since 1987).
    case america
    /// First Sunday of October to first Sunday of April, 02:00 standard time, since 2008; before that the last
    /// Sundays of October and March (the first of April in 2006).
    case australia
    /// New Zealand: last Sunday of September to first Sunday of April, 02:00 standard time, since 2007; before
    /// that first Sunday of October to third Sunday of March.
    case newZealand
    /// Chile since 2019: first Sunday from 2 September (2022: the 11th) to first Sunday from 2 April, 04:00 and
    /// 03:00 UTC.
    case chile
    /// Israel since 2013: Friday before the last Sunday of March to last Sunday of October, 02:00 local.
    case israel
    /// Egypt since 2023: last Friday of April to last Thursday of October, 00:00 and 24:00 local.
    case egypt
  }

  /// A stretch of time with one rule.
  package struct Era: Sendable, Equatable {
    /// First second in UTC that no longer belongs to it.
    package var end: Int64
    /// Seconds east of UTC in standard time.
    package var standard: Int
    package var daylight: Daylight
  }

  /// In order; the last one has no end.
  private let eras: [Era]

  /// A zone that never changes its clocks.
  package init(fixed offsetSeconds: Int) {
    self.init(standard: offsetSeconds, daylight: .none)
  }

  /// A zone with one rule, after `earlier` ones.
  package init(standard: Int, daylight: Daylight, after earlier: [Era] = []) {
    eras = earlier + [Era(end: .max, standard: standard, daylight: daylight)]
  }

  /// Seconds east of UTC at a local time (a civil time read as if it were UTC).
  package func offsetSeconds(atLocal local: Timestamp) -> Int {
    for (i, era) in eras.enumerated() {
      let offset = era.offsetSeconds(atLocal: local.seconds)
      if i == eras.count - 1 || local.seconds < era.end &- 86_400 { return offset }
      // Clocks put forward at the change: the skipped times still have the old offset.
      let next = eras[i + 1].offsetSeconds(atLocal: local.seconds)
      if local.seconds < era.end + Int64(max(offset, next)) { return offset }
    }
    return 0
  }
}

extension ZoneRule {
  /// Seconds east of UTC at a point in time.
  package func offsetSeconds(atUTC time: Timestamp) -> Int {
    for era in eras where time.seconds < era.end { return era.offsetSeconds(atUTC: time.seconds) }
    return eras.last?.offsetSeconds(atUTC: time.seconds) ?? 0
  }
}

extension ZoneRule.Era {
  fileprivate func offsetSeconds(atUTC seconds: Int64) -> Int {
    // What a clock set to daylight time shows: both changes are given in it (see `changes`).
    offsetSeconds(atLocal: seconds &+ Int64(standard) &+ 3600)
  }

  fileprivate func offsetSeconds(atLocal local: Int64) -> Int {
    guard daylight != .none else { return standard }
    let days = (local >= 0 ? local : local - 86_399) / 86_400
    let year = Timestamp.civil(fromDays: days).year
    let (start, end) = changes(year: year)
    // Both in local time: the start as the clock shows it after the change, the end as before it.
    let isDaylight = start <= end ? local >= start && local < end : local >= start || local < end
    return standard + (isDaylight ? 3600 : 0)
  }

  /// Local times between which daylight time holds; on the southern half of the earth the end stands before
  /// the start.
  private func changes(year: Int) -> (start: Int64, end: Int64) {
    typealias Zone = ZoneRule
    let standard = Int64(standard)
    let saving: Int64 = 3600
    switch daylight {
    case .none: return (0, 0)
    case .europe:
      return (
        Zone.lastSunday(year, 3) + 3600 + standard + saving,
        Zone.lastSunday(year, 10) + 3600 + standard + saving
      )
    case .america:
      return year >= 2007
        ? (Zone.sunday(year, 3, from: 8) + 7200 + saving, Zone.sunday(year, 11, from: 1) + 7200)
        : (Zone.sunday(year, 4, from: 1) + 7200 + saving, Zone.lastSunday(year, 10) + 7200)
    case .australia:
      let start = year >= 2008 ? Zone.sunday(year, 10, from: 1) : Zone.lastSunday(year, 10)
      let end = year >= 2008 || year == 2006 ? Zone.sunday(year, 4, from: 1) : Zone.lastSunday(year, 3)
      return (start + 7200 + saving, end + 7200 + saving)
    case .newZealand:
      let start = year >= 2007 ? Zone.lastSunday(year, 9) : Zone.sunday(year, 10, from: 1)
      let end = year >= 2008 ? Zone.sunday(year, 4, from: 1) : Zone.sunday(year, 3, from: 15)
      return (start + 7200 + saving, end + 7200 + saving)
    case .chile:
      let start = Zone.sunday(year, 9, from: year == 2022 ? 9 : 2) + 4 * 3600 + standard
      let end = Zone.sunday(year, 4, from: 2) + 3 * 3600 + standard
      return (start + saving, end + saving)
    case .israel:
      return (
        Zone.lastSunday(year, 3) - 2 * 86_400 + 7200 + saving, Zone.lastSunday(year, 10) + 7200
      )
    case .egypt:
      return (
        Zone.last(5, year, 4) + saving, Zone.last(4, year, 10) + 86_400
      )
    }
  }
}

extension ZoneRule {
  /// Midnight of the first Sunday of a month on or after a day, in seconds since 1970.
  fileprivate static func sunday(_ year: Int, _ month: Int, from day: Int) -> Int64 {
    let days = Timestamp.daysFromCivil(year: year, month: month, day: day)
    let weekday = (Int(days % 7) + 7 + 4) % 7
    return (days + Int64((7 - weekday) % 7)) * 86_400
  }

  fileprivate static func lastSunday(_ year: Int, _ month: Int) -> Int64 { last(0, year, month) }

  /// Midnight of a month's last day of a weekday (0: Sunday).
  fileprivate static func last(_ weekday: Int, _ year: Int, _ month: Int) -> Int64 {
    let lastDay = Timestamp.daysIn(month: month, year: year)
    let days = Timestamp.daysFromCivil(year: year, month: month, day: lastDay)
    let its = (Int(days % 7) + 7 + 4) % 7
    return (days - Int64((its - weekday + 7) % 7)) * 86_400
  }
}
