import Evidence

/// Functions on times. A text that is no time gives NULL; a zone or width that is none is an error.
enum TimeFunctions {
  /// `to_time(text [, zone])`: any usual form as fixed-width UTC, `2024-05-01T09:14:07.184322100Z`. The zone is that of
  /// times that name none; without it UTC.
  static func toTime() -> ScalarFunction {
    var reading = TimeReading()
    return ScalarFunction("to_time", 1...2) { arguments in
      let zone = arguments.count > 1 ? try reading.zone(arguments[1]) : nil
      guard let time = TimeReading.any(arguments[0].bytes.span) else { return .null }
      return text(time.utc(assuming: zone?.offsetSeconds(atLocal: time.local) ?? 0))
    }
  }

  /// `time_bin(time, width)`: the beginning of the stretch of time that a time lies in. Text gives text, an integer
  /// (`time_ns`) gives an integer.
  static func bin() -> ScalarFunction {
    var widths: [[UInt8]: TimeWidth] = [:]
    return ScalarFunction("time_bin", 2...2) { arguments in
      let name = arguments[1].bytes
      var width = widths[name]
      if width == nil {
        guard let read = TimeWidth(name) else {
          throw FunctionError(
            "got the width \(arguments[1].shown); a width is a number from 1 and one of \(TimeWidth.unitNames), "
              + "such as '15m'")
        }
        if widths.count >= 256 { widths = [:] }
        widths[name] = read
        width = read
      }
      guard let width, let time = TimeReading.time(arguments[0]), let begin = width.begin(of: time)
      else { return .null }
      if case .integer = arguments[0] { return begin.unixNanoseconds.map { .integer($0) } ?? .null }
      return text(begin)
    }
  }

  /// `time_format(time, format [, zone])`: as `strftime` of C writes it, in English; the zone is UTC where none is
  /// given.
  static func format() -> ScalarFunction {
    var reading = TimeReading()
    return ScalarFunction("time_format", 2...3) { arguments in
      let zone = arguments.count > 2 ? try reading.zone(arguments[2]) : ZoneRule(fixed: 0)
      let format = arguments[1].bytes
      try TimeFormat.check(format)
      guard let time = TimeReading.time(arguments[0]) else { return .null }
      let formatted = TimeFormat(time, offsetSeconds: zone.offsetSeconds(atUTC: time))
      return formatted.map { .text($0.text(format)) } ?? .null
    }
  }

  /// NULL for a year that four digits cannot write.
  private static func text(_ time: Timestamp) -> SQLValue {
    (0...9999).contains(time.year) ? SQLValue(time.text) : .null
  }
}
