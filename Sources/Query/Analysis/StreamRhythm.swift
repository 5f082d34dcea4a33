import Foundation

/// When one stream has records: its active minutes by hour, and its longer pauses (docs/gaps.md, "Silence"). Records
/// are taken in time order.
struct StreamRhythm {
  /// Days before and after that a silent hour is compared with.
  static let daysAround = 14
  /// Days of the same kind (workday or weekend) that an hour needs beside its own.
  static let leastDays = 3
  /// Chance that a stream without anything unusual gets a finding.
  static let risk = 0.01
  /// A pause is a jump of time from so many usual pauses on.
  static let factor = 7.0
  private static let leastRecords = 100

  private static let second: Int64 = 1_000_000_000

  private var records = 0
  private var first: RecordPlace?
  private var last: RecordPlace?
  private var lastMinute: Int64?
  /// By hour since 1970: minutes of it that have records.
  private var minutes: [Int64: Int] = [:]
  /// Pauses of an hour and more.
  private var longPauses: [(before: RecordPlace, after: RecordPlace)] = []
  /// By day since 1970 on which they end: the longest pause, in nanoseconds.
  private var longest: [Int64: Int64] = [:]

  mutating func take(_ place: RecordPlace) {
    guard let time = place.time else { return }
    records += 1
    let minute = time.flooredDivision(by: 60 * Self.second)
    if minute != lastMinute {
      minutes[minute.flooredDivision(by: 60), default: 0] += 1
      lastMinute = minute
    }
    if let last, let before = last.time {
      let (pause, overflow) = time.subtractingReportingOverflow(before)
      let length = overflow ? Int64.max : pause
      longest[minute.flooredDivision(by: 1440), default: 0] = max(
        longest[minute.flooredDivision(by: 1440)] ?? 0, length)
      if length >= 3600 * Self.second { longPauses.append((last, place)) }
    }
    if first == nil { first = place }
    last = place
  }

  /// The unusual pauses, in time order; or what could not be judged.
  ///
  /// - Parameter end: time of the computer's last record in any log: the log should not end long before.
  func pauses(_ stream: LogStream, until hostEnd: Int64?) -> [LogGap] {
    guard let start = first?.time, let end = last?.time else { return [] }
    let hours = start.flooredDivision(by: 3600 * Self.second)...end.flooredDivision(by: 3600 * Self.second)
    let days = (hours.upperBound.flooredDivision(by: 24) - hours.lowerBound.flooredDivision(by: 24)) + 1
    guard days > Int64(Self.leastDays) else {
      return [
        LogGap(
          kind: .notJudged, stream: stream, count: records, before: first, after: last,
          note: "silence is judged from \(Self.leastDays + 1) days on; these records span \(days)")
      ]
    }
    let threshold = log(Double(hours.count) / Self.risk)
    let usual = usualPause
    var gaps: [LogGap] = []
    for (before, after) in longPauses {
      guard let from = before.time, let to = after.time else { continue }
      let expected = expectedMinutes(from, to, in: hours)
      let length = Double(Int128(to) - Int128(from)) / 1e9
      var gap = LogGap(
        kind: .silent, stream: stream, before: before, after: after, expected: expected,
        note: "no records for \(DurationText.of(length))")
      if expected >= threshold {
        gap.note +=
          "; by other days of the kind, \(Int(expected.rounded())) minutes of this time have records"
      } else if let usual, length > Self.factor * usual {
        gap.kind = .timeForward
        gap.note += ", \(Int(length / max(1, usual))) times the usual longest pause of a day"
      } else {
        continue
      }
      gaps.append(gap)
    }
    if let gap = silentEnd(stream, end, hostEnd, in: hours, threshold) { gaps.append(gap) }
    return gaps
  }

  /// The finding that the log ends, while others of the computer go on.
  private func silentEnd(
    _ stream: LogStream, _ end: Int64, _ hostEnd: Int64?, in hours: ClosedRange<Int64>, _ threshold: Double
  ) -> LogGap? {
    guard let hostEnd, hostEnd > end else { return nil }
    let expected = expectedMinutes(end, hostEnd, in: hours)
    guard expected >= threshold else { return nil }
    let length = Double(Int128(hostEnd) - Int128(end)) / 1e9
    return LogGap(
      kind: .silent, stream: stream, before: last, expected: expected,
      note: "the log ends here, \(DurationText.of(length)) before the computer's last record in another log; "
        + "by other days of the kind, \(Int(expected.rounded())) minutes of this time have records")
  }

  /// The median of the days' longest pauses, in seconds; nil where there is too little to call anything usual.
  private var usualPause: Double? {
    guard records >= Self.leastRecords, longest.count > Self.leastDays else { return nil }
    let sorted = longest.values.sorted()
    return Double(sorted[sorted.count / 2]) / 1e9
  }

  /// Minutes with records that the same hours of other days let expect between two times.
  private func expectedMinutes(_ from: Int64, _ to: Int64, in hours: ClosedRange<Int64>) -> Double {
    let hour = 3600 * Self.second
    let firstHour = from.flooredDivision(by: hour)
    let lastHour = to.flooredDivision(by: hour)
    // Deeper in a pause the days around are silent, too, and nothing is expected.
    let edge = Int64(Self.daysAround + 1) * 24
    let parts =
      lastHour - firstHour <= 2 * edge
      ? [firstHour...lastHour] : [firstHour...firstHour + edge, (lastHour - edge)...lastHour]
    var sum = 0.0
    for part in parts {
      for index in part {
        let begin = max(Int128(from), Int128(index) * Int128(hour))
        let end = min(Int128(to), (Int128(index) + 1) * Int128(hour))
        let share = Double(max(0, end - begin)) / Double(hour)
        if share > 0 { sum += share * Double(usualMinutes(ofHour: index, in: hours)) }
      }
    }
    return sum
  }

  /// Median of the active minutes of the same hour on other days of the kind; 0 where there are too few.
  private func usualMinutes(ofHour hour: Int64, in hours: ClosedRange<Int64>) -> Int {
    let day = hour.flooredDivision(by: 24)
    var values: [Int] = []
    for offset in -Int64(Self.daysAround)...Int64(Self.daysAround) where offset != 0 {
      let other = hour + offset * 24
      // The first and last hour are cut.
      guard other > hours.lowerBound, other < hours.upperBound,
        Self.isWeekend(day + offset) == Self.isWeekend(day)
      else { continue }
      values.append(minutes[other] ?? 0)
    }
    guard values.count >= Self.leastDays else { return 0 }
    values.sort()
    return values[(values.count - 1) / 2]
  }

  /// Saturday or Sunday, in UTC.
  private static func isWeekend(_ day: Int64) -> Bool {
    // 1970-01-01 was a Thursday.
    let weekday = ((day + 4) % 7 + 7) % 7
    return weekday == 0 || weekday == 6
  }
}

extension Int64 {
  /// Rounded towards the past, also before 1970. `divisor` is positive.
  package func flooredDivision(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
