/// A civil time as written, and what was written about its zone.
package struct CivilTime: Equatable, Sendable {
  /// The time read as if it were UTC.
  package var local: Timestamp
  /// Seconds east of UTC; nil where the text names no zone.
  package var offsetSeconds: Int?
  /// Index behind the last byte that belongs to the time.
  package var end: Int

  package init(local: Timestamp, offsetSeconds: Int?, end: Int) {
    self.local = local
    self.offsetSeconds = offsetSeconds
    self.end = end
  }

  /// The time in UTC, with `assumed` for a time without zone.
  package func utc(assuming assumed: Int = 0) -> Timestamp {
    Timestamp(seconds: local.seconds - Int64(offsetSeconds ?? assumed), nanoseconds: local.nanoseconds)
  }
}

extension Span<UInt8> {
  /// Two digits at `i`, or nil.
  @inline(always)
  package func twoDigits(at i: Int) -> Int? {
    guard i >= 0, i + 1 < count else { return nil }
    let a = Int(self[i]) - 48
    let b = Int(self[i + 1]) - 48
    return (0...9).contains(a) && (0...9).contains(b) ? a * 10 + b : nil
  }

  /// An ISO 8601 date and time at `start`: `2024-05-01T09:14:07.1843221Z`; a blank for `T`, comma for the
  /// point, one to any number of fraction digits (those behind the ninth are dropped), zone `Z`, `+hh`,
  /// `+hhmm`, `+hh:mm` or none. Nil where there is none.
  package func isoTime(at start: Int) -> CivilTime? {
    guard start >= 0, start + 19 <= count, let century = twoDigits(at: start),
      let yy = twoDigits(at: start + 2),
      self[start + 4] == UInt8(ascii: "-"), let month = twoDigits(at: start + 5),
      self[start + 7] == UInt8(ascii: "-"), let day = twoDigits(at: start + 8),
      self[start + 10] == UInt8(ascii: "T") || self[start + 10] == UInt8(ascii: " "),
      let hour = twoDigits(at: start + 11), self[start + 13] == UInt8(ascii: ":"),
      let minute = twoDigits(at: start + 14), self[start + 16] == UInt8(ascii: ":"),
      let second = twoDigits(at: start + 17)
    else { return nil }
    let (nanoseconds, afterFraction) = fraction(at: start + 19)
    guard
      let local = Timestamp(
        year: century * 100 + yy, month: month, day: day, hour: hour, minute: minute, second: second,
        nanoseconds: nanoseconds)
    else { return nil }
    let (offset, end) = zone(at: afterFraction)
    return CivilTime(local: local, offsetSeconds: offset, end: end)
  }

  /// `.1843221` or `,184` at `i` as nanoseconds, and the index behind it; (0, i) where there is none.
  package func fraction(at i: Int) -> (nanoseconds: Int32, end: Int) {
    guard i + 1 < count, self[i] == UInt8(ascii: ".") || self[i] == UInt8(ascii: ","),
      (48...57).contains(self[i + 1])
    else { return (0, i) }
    var j = i + 1
    var value: Int32 = 0
    var digits = 0
    while j < count, (48...57).contains(self[j]) {
      if digits < 9 {
        value = value * 10 + Int32(self[j] - 48)
        digits += 1
      }
      j += 1
    }
    while digits < 9 {
      value *= 10
      digits += 1
    }
    return (value, j)
  }

  /// `Z`, `+hh`, `+hhmm`, `-hh:mm` at `i` (one blank may stand before it) in seconds east of UTC.
  package func zone(at i: Int) -> (offsetSeconds: Int?, end: Int) {
    var j = i
    if j + 1 < count, self[j] == UInt8(ascii: " "),
      self[j + 1] == UInt8(ascii: "+") || self[j + 1] == UInt8(ascii: "-") || self[j + 1] == UInt8(ascii: "Z")
    {
      j += 1
    }
    guard j < count else { return (nil, i) }
    if self[j] == UInt8(ascii: "Z") || self[j] == UInt8(ascii: "z") { return (0, j + 1) }
    guard self[j] == UInt8(ascii: "+") || self[j] == UInt8(ascii: "-"), let hours = twoDigits(at: j + 1)
    else { return (nil, i) }
    let sign = self[j] == UInt8(ascii: "-") ? -1 : 1
    j += 3
    var minutes = 0
    if j < count, self[j] == UInt8(ascii: ":"), let m = twoDigits(at: j + 1) {
      minutes = m
      j += 3
    } else if let m = twoDigits(at: j) {
      minutes = m
      j += 2
    }
    guard hours <= 18, minutes < 60 else { return (nil, i) }
    return (sign * (hours * 3600 + minutes * 60), j)
  }
}
