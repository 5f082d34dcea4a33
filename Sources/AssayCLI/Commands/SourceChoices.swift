import ArgumentParser
import Evidence
import Formats

/// What `--as` takes.
enum SourceFormat: String, CaseIterable, ExpressibleByArgument {
  case eventXML = "event_xml"
  case json
  case csv
  case lines

  var logFormat: LogFormat {
    switch self {
    case .eventXML: .eventXML
    case .json: .json
    case .csv: .csv
    case .lines: .lines
    }
  }
}

/// Parsers of option values, with words of ours when they fail.
enum OptionValue {
  static func encoding(_ label: String) throws -> TextEncoding {
    if let encoding = TextEncoding(label: label) { return encoding }
    let known = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("there is no table for the encoding '\(label)'; known are \(known)")
  }

  static func timezone(_ name: String) throws -> String {
    if TimeZoneTable.rule(named: name) != nil { return name }
    throw ValidationError(
      "the time zone '\(name)' is not known; give an offset such as +02:00, or a name such as Europe/Berlin")
  }

  /// `90`, `-3600`, `+1h`, `-2m30s` in seconds.
  static func clockOffset(_ text: String) throws -> Int64 {
    let failure = ValidationError("'\(text)' is no clock offset; write seconds, or such as -1h30m or +2m5s")
    var digits = text[...]
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
    if let seconds = Int64(digits), digits.first?.isNumber == true, seconds <= 1 << 40 {
      return isNegative ? -seconds : seconds
    }
    var total: Int64 = 0
    var units: [(Character, Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
    while let unitIndex = digits.firstIndex(where: { !$0.isNumber }) {
      guard let place = units.firstIndex(where: { $0.0 == digits[unitIndex] }),
        let amount = Int64(digits[..<unitIndex]), amount <= 1 << 31
      else { throw failure }
      total += amount * units[place].1
      units.removeFirst(place + 1)
      digits = digits[digits.index(after: unitIndex)...]
    }
    guard digits.isEmpty, units.count < 4 else { throw failure }
    return isNegative ? -total : total
  }
}
