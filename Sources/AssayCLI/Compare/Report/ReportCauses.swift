import Completeness
import Pages

/// The causes: what each explains, how sure it is, what else it could be, and the check that would decide.
struct ReportCauses {
  let explanations: [Explanation]

  /// Causes that are shown.
  private static let most = 40
  private static let rivals = 12

  /// Positions of causes as they are shown: what has none first, for it must be looked at by hand; then those of most
  /// records.
  static func order(_ list: [Explanation]) -> [Int] {
    list.indices.filter { list[$0].confidence == .unexplained }
      + list.indices.filter { list[$0].confidence != .unexplained }
  }

  var html: HTML {
    if explanations.isEmpty { return "<p>Nothing needs a cause.</p>\n" }
    let rest = explanations.count - Self.most
    let words = Confidence.allCases.filter { word in explanations.contains { $0.confidence == word } }
    return """
      <table class="wide"><caption>A cause is found by what it would have done: a limit that would have hit exactly the \
      records that are affected. That it fits is no proof that it was set; the check would decide.</caption>
      <thead><tr><th scope="col">verdict</th><th scope="col">cause</th><th scope="col">setting</th>\
      <th scope="col" class="n">explains</th><th scope="col">sure</th></tr></thead>
      \(Self.order(explanations).prefix(Self.most).map { cause(explanations[$0]) })</table>
      \(HTML.when(rest > 0, "<p>\(NumberText.counted(rest, "more cause")) of fewer records: in <code>--format json</code>.</p>\n"))\
      <dl>\(words.map { "<dt>\($0.rawValue)</dt><dd>\(ReportWords.meaning($0))</dd>\n" })</dl>

      """
  }

  private func cause(_ cause: Explanation) -> HTML {
    let unit = cause.verdict == nil ? "row" : "record"
    var facts: HTML = ""
    func add(_ name: String, _ text: String) {
      if !text.isEmpty { facts += "<p><b>\(name)</b> \(text)</p>\n" }
    }
    let isFound = cause.confidence != .unexplained
    add(isFound ? "What it does:" : "What was found:", cause.what)
    if cause.violations > 0 {
      add("Against it:", "\(NumberText.counted(cause.violations, unit)) that it should have hit and did not")
    }
    add("Also says so:", cause.trace)
    add("The data cannot tell it from:", rivals(cause))
    add(isFound ? "Check that would decide:" : "What to do:", cause.check)
    add("Remedy:", cause.remedy)
    return """
      <tbody class="cause">
      <tr class="first"><td>\(ReportWords.name(cause.verdict))</td><td><code>\(cause.why)</code>\
      \(HTML.when(!cause.scope.isEmpty, "<br><span class=\"soft\">on \(DisplayText.fitted(cause.scope, to: CauseText.scopeColumns))</span>"))</td>\
      <td>\(setting(cause))</td><td class="n">\(NumberText.counted(cause.records, unit))\
      \(HTML.when(cause.observed > cause.records, "<br><span class=\"soft\">of \(cause.observed)</span>"))</td>\
      <td>\(cause.confidence.rawValue)</td></tr>
      <tr><td></td><td colspan="4">\(facts)</td></tr>
      </tbody>

      """
  }

  private func setting(_ cause: Explanation) -> HTML {
    var parts: [String] = []
    if !cause.product.isEmpty { parts.append(cause.product) }
    if !cause.isKnownValue {
      parts.append("found \(cause.parameter), which is no value known of it")
    } else if !cause.default.isEmpty {
      parts.append("default \(cause.default)")
    }
    let more: HTML = "<br><span class=\"soft\">\(parts.joined(separator: ", "))</span>"
    return "\(cause.setting)\(HTML.when(!parts.isEmpty, more))"
  }

  private func rivals(_ cause: Explanation) -> String {
    let names = cause.rivals.prefix(Self.rivals).map { rival in
      let setting = [rival.setting, rival.product].filter { !$0.isEmpty }.joined(separator: " of ")
      if rival.why == cause.why, !setting.isEmpty { return setting }
      return setting.isEmpty ? rival.why : "\(rival.why) (\(setting))"
    }
    let rest = cause.rivals.count - names.count
    return names.joined(separator: " · ") + (rest > 0 ? " · and \(rest) more" : "")
  }
}
