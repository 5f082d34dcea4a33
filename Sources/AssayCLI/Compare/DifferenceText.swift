import Completeness
import Pages

/// What is wrong with a record, in a few words for a table.
enum DifferenceText {
  /// Fields that are named; the rest is counted.
  private static let namedFields = 3

  static func words(_ record: ComparedRecord) -> String {
    if record.verdict.isIntact {
      return record.rules.isEmpty ? "" : "equal after: \(record.rules.joined(separator: ", "))"
    }
    return record.differences.map { words($0.difference) }.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private static func words(_ difference: Difference) -> String {
    switch difference.verdict {
    case .missing, .identical, .equivalent: return ""
    case .merged: return "shares row \(rows(difference)) with others"
    case .split: return "in \(NumberText.counted(difference.rows.count, "row")): \(rows(difference))"
    case .truncated:
      let cut = difference.cutAt.map { "text ends after \(NumberText.counted($0, "byte"))" }
      return [cut, fields(difference)].compactMap(\.self).joined(separator: ", ")
    case .altered:
      let encoding = difference.encoding.map { "read as \($0)" }
      return [encoding, fields(difference)].compactMap(\.self).joined(separator: ", ")
    case .fieldsLost: return fields(difference) ?? "fields are lost"
    case .timeShifted: return "time \(shift(difference.shift))"
    case .duplicated: return "in \(NumberText.counted(difference.rows.count, "row")): \(rows(difference))"
    }
  }

  private static func rows(_ difference: Difference) -> String {
    difference.rows.prefix(4).map(String.init).joined(separator: ", ")
      + (difference.rows.count > 4 ? " and \(difference.rows.count - 4) more" : "")
  }

  private static func fields(_ difference: Difference) -> String? {
    let fields = difference.fields
    guard !fields.isEmpty else { return nil }
    if difference.verdict == .altered, fields.count == 1 { return change(fields[0]) }
    let named = fields.prefix(namedFields).map(\.name).joined(separator: ", ")
    let more = fields.count > namedFields ? " and \(fields.count - namedFields) more" : ""
    let verb = difference.verdict == .altered ? "changed" : difference.verdict == .truncated ? "cut" : "lost"
    return "\(verb): \(named)\(more)"
  }

  private static func change(_ field: FieldDifference) -> String {
    "\(field.name): \(short(field.raw)) → \(short(field.exported))"
  }

  private static func short(_ text: String) -> String {
    text.unicodeScalars.count <= 40
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(39))) + "…"
  }

  /// `+5 h 30 min`, `-7 h`, `+1.5 s`, `-203 d`.
  static func shift(_ nanoseconds: Int64) -> String {
    let sign = nanoseconds < 0 ? "-" : "+"
    let seconds = nanoseconds.magnitude / 1_000_000_000
    let rest = nanoseconds.magnitude % 1_000_000_000
    if seconds < 60 {
      if rest == 0 { return "\(sign)\(seconds) s" }
      var digits = String(String(rest + 1_000_000_000).dropFirst())
      while digits.last == "0" { digits.removeLast() }
      return "\(sign)\(seconds).\(digits) s"
    }
    let units: [(UInt64, String)] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
    var left = seconds
    var parts: [String] = []
    for (length, unit) in units {
      if left >= length { parts.append("\(left / length) \(unit)") }
      left %= length
    }
    return sign + parts.prefix(2).joined(separator: " ")
  }
}
