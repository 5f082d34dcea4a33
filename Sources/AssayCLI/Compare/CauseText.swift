import Completeness
import Evidence
import Pages

/// A cause in words.
enum CauseText {
  /// A cause may hold on thousands of hosts; `--format json` names them all.
  static let scopeColumns = 160

  /// `TRUNCATE of Splunk (default 10000): 10000 bytes, proven`.
  static func line(_ explanation: Explanation) -> String {
    var text = explanation.why
    if explanation.confidence == .unexplained, explanation.setting.isEmpty {
      return "\(text): no mechanical cause found"
    }
    if !explanation.scope.isEmpty { text += " on \(DisplayText.fitted(explanation.scope, to: scopeColumns))" }
    if !explanation.setting.isEmpty {
      text += " → \(explanation.setting)"
      let facts = [
        explanation.product,
        explanation.isKnownValue
          ? (explanation.default.isEmpty ? "" : "default \(explanation.default)")
          : "no known value: \(explanation.parameter)",
      ].filter { !$0.isEmpty }
      if !facts.isEmpty { text += " (\(facts.joined(separator: ", ")))" }
    }
    return DisplayText.escaped("\(text): \(explanation.confidence.rawValue)")
  }

  /// What is to be known of a cause, a line each, indented.
  static func paragraph(_ explanation: Explanation) -> [String] {
    var lines = ["  " + DisplayText.escaped(explanation.why) + counts(explanation)]
    func add(_ name: String, _ text: String) {
      if !text.isEmpty { lines.append("    \(name.padding(to: 8))\(DisplayText.escaped(text))") }
    }
    add("what", explanation.what)
    add("trace", explanation.trace)
    add("or", explanation.rivals.map(rival).joined(separator: " · "))
    add("check", explanation.check)
    return lines
  }

  private static func counts(_ explanation: Explanation) -> String {
    let unit = explanation.verdict == nil ? "row" : "record"
    var text = "  \(NumberText.counted(explanation.records, unit))"
    if explanation.observed > explanation.records {
      text += " of \(NumberText.grouped(explanation.observed))"
    }
    if explanation.violations > 0 {
      text += ", \(NumberText.grouped(explanation.violations)) that it should have hit and did not"
    }
    return text + ", \(explanation.confidence.rawValue)"
  }

  private static func rival(_ rival: Explanation.Rival) -> String {
    let setting = [rival.setting, rival.product].filter { !$0.isEmpty }.joined(separator: " of ")
    return setting.isEmpty ? rival.why : "\(rival.why) (\(setting))"
  }
}
