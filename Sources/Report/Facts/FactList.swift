import Integrity
import Pages

/// A list of which a report holds a part.
enum FactList {
  /// `total`, `listed` and, where it is not whole, the `command` that lists all.
  static func json(total: Int, _ listed: [JSONValue], command: String) -> JSONValue {
    .members(("total", .number(total)), ("command", .string(command)), ("listed", .array(listed)))
  }
}

extension JSONValue {
  /// The value, unless it is larger than a report has room for: then that it is, and the receipt has it.
  var bounded: JSONValue {
    guard let bytes = try? CanonicalJSON.bytes(self) else { return .null }
    return bytes.count <= ReportLimits.valueBytes
      ? self : .string("left out here: \(NumberText.grouped(bytes.count)) bytes, in the receipt")
  }
}

extension String {
  /// Cut to what a report has room for: a text that somebody else wrote can be of any length.
  var bounded: String {
    guard utf8.count > ReportLimits.wordCharacters, unicodeScalars.count > ReportLimits.wordCharacters else {
      return self
    }
    let rest = unicodeScalars.count - ReportLimits.wordCharacters
    return String(String.UnicodeScalarView(unicodeScalars.prefix(ReportLimits.wordCharacters)))
      + "… (\(NumberText.grouped(rest)) more characters)"
  }
}
