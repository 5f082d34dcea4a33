import CaseFile
import Completeness
import Evidence
import Integrity
import Pages
import Query

/// What was compared: scope, logs and exports, each with its digest.
struct ReportInputs {
  let answer: CompareAnswer

  /// Logs that are listed.
  private static let most = 50

  static func shortName(_ source: SourceRow) -> String {
    source.name.split(separator: "/").last.map(String.init) ?? source.name
  }

  var html: HTML {
    let summary = CompareSummary(answer: answer, style: TextStyle(isOn: false))
    let sources = answer.reader.sources.filter { answer.reader.answering.contains($0.id) }
    let rest = sources.count - Self.most
    return """
      <p><b>Scope:</b> \(summary.scope)</p>
      <p><b>Sums:</b> \(summary.sums)</p>
      <table class="wide"><caption>The SIEM’s export\(answer.exports.count == 1 ? "" : "s, compared as one")</caption>
      <thead><tr><th scope="col">file</th><th scope="col">recognised as</th><th scope="col" class="n">rows</th>\
      <th scope="col">SHA-256</th></tr></thead>
      <tbody>
      \(answer.exports.map(export))</tbody></table>
      <table class="wide"><caption>The logs\(rest > 0 ? " (\(Self.most) of \(sources.count); all: assay sources)" : "")</caption>
      <thead><tr><th scope="col" class="n">#</th><th scope="col">file</th><th scope="col" class="n">records</th>\
      <th scope="col">SHA-256</th></tr></thead>
      <tbody>
      \(sources.prefix(Self.most).map(log))</tbody></table>
      <p>Checkpoint of the case: <span class="mono">\(answer.reader.treeSize) \(Self.groups(answer.reader.root))</span>. \
      Compared by Assay \(AssayVersion.text).</p>

      """
  }

  private func export(_ export: ComparedExport) -> HTML {
    let kept = export.number.map { "kept in the case as claim \($0)" } ?? "not kept in the case"
    let problems = export.problems.map { problem -> HTML in
      """
      <br>not all understood: \(NumberText.counted(problem.count, "time")) <code>\(problem.code)</code>, first at byte \
      \(NumberText.grouped(problem.first.offset)): \(problem.first.reason)
      """
    }
    return """
      <tr><td>\(export.source.name)<br><span class="soft">\(kept)</span>\(problems)</td>\
      <td>\(answer.comparison.product.words)</td><td class="n">\(export.source.records)</td>\
      <td class="mono">\(Self.groups(export.source.sha256?.description ?? "unknown"))</td></tr>

      """
  }

  private func log(_ source: SourceRow) -> HTML {
    """
    <tr><td class="n">\(source.id)</td><td>\(source.name)</td><td class="n">\(source.records)</td>\
    <td class="mono">\(Self.groups(source.sha256?.description ?? "not whole"))</td></tr>

    """
  }

  /// Hexadecimal digits in groups of eight, to be compared by eye.
  static func groups(_ digits: String) -> String {
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, place % 8 == 0 { text += " " }
      text.append(digit)
    }
    return text
  }
}
