import Evidence

/// Writes a time the way `strftime` does (POSIX, ISO C), in English.
struct TimeFormat {
  private let local: Timestamp
  private let offset: Int
  private let date: (year: Int, month: Int, day: Int)
  private let secondOfDay: Int

  /// Nil where the local year does not have four digits.
  init?(_ time: Timestamp, offsetSeconds: Int) {
    let (seconds, overflow) = time.seconds.addingReportingOverflow(Int64(offsetSeconds))
    guard !overflow else { return nil }
    local = Timestamp(seconds: seconds, nanoseconds: time.nanoseconds)
    offset = offsetSeconds
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    date = Timestamp.civil(fromDays: days)
    secondOfDay = Int(seconds - days * 86_400)
    guard (0...9999).contains(date.year) else { return nil }
  }

  /// Bytes of a format.
  private static let formatLimit = 1024

  /// - Throws: for a letter behind `%` that `text` does not know.
  static func check(_ format: [UInt8]) throws(FunctionError) {
    guard format.count <= formatLimit else {
      throw FunctionError("a format of \(format.count) bytes; the limit is \(formatLimit)")
    }
    var i = 0
    while i < format.count {
      if format[i] == UInt8(ascii: "%") {
        i += 1
        guard i < format.count, letters.contains(format[i]) else {
          throw FunctionError(
            "the format \(SQLValue.text(format).shown) holds "
              + "\(SQLValue.text(Array(format[(i - 1)...].prefix(2))).shown), which is not known")
        }
      }
      i += 1
    }
  }

  private static let letters = Array("YmdHMSFTDRyjaAbBhepIzsLfNuwGVC%".utf8)

  /// The time in a format that `check` took.
  func text(_ format: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var i = 0
    while i < format.count {
      if format[i] == UInt8(ascii: "%"), i + 1 < format.count {
        i += 1
        append(format[i], to: &out)
      } else {
        out.append(format[i])
      }
      i += 1
    }
    return out
  }

  private func append(_ letter: UInt8, to out: inout [UInt8]) {
    let hour = secondOfDay / 3600
    switch UnicodeScalar(letter) {
    case "Y": out += digits(date.year, 4)
    case "C": out += digits(date.year / 100, 2)
    case "y": out += digits(date.year % 100, 2)
    case "m": out += digits(date.month, 2)
    case "d": out += digits(date.day, 2)
    case "e": out += digits(date.day, 2, pad: 0x20)
    case "H": out += digits(hour, 2)
    case "I": out += digits((hour + 11) % 12 + 1, 2)
    case "p": out += Array((hour < 12 ? "AM" : "PM").utf8)
    case "M": out += digits(secondOfDay / 60 % 60, 2)
    case "S": out += digits(secondOfDay % 60, 2)
    case "L": out += digits(Int(local.nanoseconds) / 1_000_000, 3)
    case "f": out += digits(Int(local.nanoseconds) / 1000, 6)
    case "N": out += digits(Int(local.nanoseconds), 9)
    case "F": out += text(Array("%Y-%m-%d".utf8))
    case "T": out += text(Array("%H:%M:%S".utf8))
    case "D": out += text(Array("%m/%d/%y".utf8))
    case "R": out += text(Array("%H:%M".utf8))
    case "j": out += digits(dayOfYear + 1, 3)
    case "a": out += Array(TimeNames.weekdays[local.weekday].utf8.prefix(3))
    case "A": out += Array(TimeNames.weekdays[local.weekday].utf8)
    case "b", "h": out += Array(TimeNames.months[date.month - 1].utf8.prefix(3))
    case "B": out += Array(TimeNames.months[date.month - 1].utf8)
    case "w": out += digits(local.weekday, 1)
    case "u": out += digits((local.weekday + 6) % 7 + 1, 1)
    case "G": out += digits(isoWeek.year, 4)
    case "V": out += digits(isoWeek.week, 2)
    case "s": out += Array(String(local.seconds - Int64(offset)).utf8)
    case "z":
      out.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
      out += digits(abs(offset) / 3600, 2) + digits(abs(offset) / 60 % 60, 2)
    default: out.append(letter)
    }
  }

  private func digits(_ number: Int, _ count: Int, pad: UInt8 = UInt8(ascii: "0")) -> [UInt8] {
    let text = Array(String(number).utf8)
    return [UInt8](repeating: pad, count: max(0, count - text.count)) + text
  }

  /// From 0.
  private var dayOfYear: Int {
    Int(
      Timestamp.daysFromCivil(year: date.year, month: date.month, day: date.day)
        - Timestamp.daysFromCivil(year: date.year, month: 1, day: 1))
  }

  /// ISO 8601 §3.1.1.23: week 1 holds the year's first Thursday.
  private var isoWeek: (year: Int, week: Int) {
    let days = Timestamp.daysFromCivil(year: date.year, month: date.month, day: date.day)
    let thursday = days + Int64(3 - (local.weekday + 6) % 7)
    let year = Timestamp.civil(fromDays: thursday).year
    let week = Int(thursday - Timestamp.daysFromCivil(year: year, month: 1, day: 1)) / 7 + 1
    return (max(0, year), week)
  }
}
