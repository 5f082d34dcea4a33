import Foundation

/// Values that a rule turns into exactly the exported ones: trimmed, escaped, rounded, a name for a SID.
enum ChangedValues: CauseTest {
  static let kinds = ["equal_after_trim", "unescape", "sid_to_name", "float_rounding"]
  static let verdict = Verdict.altered

  private static let rules: [(kind: String, holds: @Sendable (FieldDifference) -> Bool)] = [
    ("equal_after_trim", isTrimmed), ("unescape", isEscaped), ("float_rounding", isRounded),
    ("sid_to_name", isResolved),
  ]

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    rules.compactMap { rule in
      let limits = context.limits(rule.kind)
      guard let limit = limits.first else { return nil }
      let hits = seen.open.filter { record in
        let altered = seen.difference(record)?.fields.filter { $0.kind == .altered } ?? []
        return !altered.isEmpty && altered.allSatisfy(rule.holds)
      }
      if hits.isEmpty { return nil }
      return Candidate(
        why: limit.word(""), limit: limit, hits: hits, bits: 10 * Double(hits.count),
        rivals: limits.rivals(of: limit), isPrediction: false)
    }
  }

  private static func isTrimmed(_ field: FieldDifference) -> Bool {
    field.raw != field.exported && field.raw.trimmingCharacters(in: .whitespacesAndNewlines) == field.exported
  }

  /// rsyslog writes control characters as `#` and three octal digits.
  private static func isEscaped(_ field: FieldDifference) -> Bool {
    var text = ""
    for scalar in field.raw.unicodeScalars {
      if scalar.value < 32 || scalar.value == 127 {
        let octal = String(scalar.value, radix: 8)
        text += "#" + String(repeating: "0", count: 3 - octal.count) + octal
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text != field.raw && text == field.exported
  }

  /// The exported number is the nearest that a 64-bit floating point, or 15 digits, can hold.
  private static func isRounded(_ field: FieldDifference) -> Bool {
    guard field.raw.utf8.count > 15, let raw = Decimal(string: field.raw), let number = Double(field.raw),
      let exported = Double(field.exported), field.raw.allSatisfy({ $0.isNumber || $0 == "-" })
    else { return false }
    if Decimal(string: field.exported) == raw { return false }
    let digits = String(format: "%.14e", number)
    return exported == number || Double(digits) == exported
  }

  private static func isResolved(_ field: FieldDifference) -> Bool {
    field.raw.hasPrefix("S-1-") && !field.exported.hasPrefix("S-1-") && !field.exported.isEmpty
  }
}
