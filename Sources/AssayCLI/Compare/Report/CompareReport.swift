import CaseFile
import Completeness
import Evidence
import Pages
import Query

/// A comparison as one page that someone can read who has never seen Assay: `--html`. The same comparison gives the
/// same bytes, and a page of bounded size.
struct CompareReport {
  let answer: CompareAnswer
  let texts: ExportTexts
  /// The command that made it, without what says where results go.
  let command: [String]

  private var balance: Balance { answer.balance }

  /// - Throws: what reading the examples throws.
  func html() throws -> HTML {
    let times = ReportTimes(answer.comparison)
    let tables = ReportTables(answer: answer)
    let examples = try ReportExamples(answer: answer, texts: texts).html()
    let isFaultless = balance.isComplete && balance.extra == 0
    return HTMLPage.html(
      title: "Is the SIEM’s answer whole?",
      body: """
        <style>
        \(HTML(markup: ChartStyle.sheet))</style>
        \(introduction)
        \(verdict)
        \(contents(hasExamples: !examples.text.isEmpty))
        \(section("verdicts", "Every record has a verdict", tables.verdicts))\
        \(section("causes", "Why", HTML.when(!isFaultless, ReportCauses(explanations: answer.explanations.list).html)))\
        \(section("meaning", "What it means for who searches in the SIEM", meaning(tables)))\
        \(section("time", "Where and when", coverage(times, tables)))\
        \(section("lengths", "How long the texts are", lengths))\
        \(section("examples", "Examples, side by side", examples))\
        \(section("scope", "What was compared", ReportInputs(answer: answer).html))\
        \(section("limits", "What this page does not say", ReportLimits(answer: answer).html))\
        \(section("repeat", "Do it again", ReportCommands(answer: answer, command: command).html))
        """)
  }

  /// Nothing where the section would be empty.
  private func section(_ id: String, _ name: String, _ body: HTML) -> HTML {
    HTML.when(!body.text.isEmpty, "<section>\n<h2 id=\"\(id)\">\(name)</h2>\n\(body)</section>\n")
  }

  private func contents(hasExamples: Bool) -> HTML {
    let isFaultless = balance.isComplete && balance.extra == 0
    return """
      <nav aria-label="contents"><a href="#verdicts">Verdicts</a>\(HTML.when(!isFaultless, "<a href=\"#causes\">Why</a>"))\
      <a href="#time">Where and when</a>\(HTML.when(hasExamples, "<a href=\"#examples\">Examples</a>"))\
      <a href="#scope">What was compared</a><a href="#limits">Limits</a><a href="#repeat">Do it again</a></nav>
      """
  }

  // MARK: the answer

  private var introduction: HTML {
    let names = answer.exports.map { ReportInputs.shortName($0.source) }.joined(separator: ", ")
    return """
      <p>A SIEM is a system that collects the logs of many machines so that they can be searched in one place. What it \
      shows can be less than what the machines logged: records can be dropped, cut, changed or misplaced on the way. \
      This page holds the logs themselves (\(NumberText.counted(balance.rawRecords, "record")), kept and hashed in the \
      case <code>\(answer.casePath)</code>) against what the SIEM gave out (\
      \(NumberText.counted(balance.exportRows, "row")) in <code>\(names)</code>). It says of every single record whether \
      it is there, whole, at the right time and with all its fields, and, where it is not, which known limit or setting \
      would explain that.</p>
      """
  }

  private var verdict: HTML {
    let bad = balance.shown.filter { !$0.verdict.isIntact }
    let intact = balance.records - bad.reduce(0) { $0 + $1.records }
    let extra = HTML.when(
      balance.extra > 0,
      "<p>\(NumberText.counted(balance.extra, "row")) of the export \(balance.extra == 1 ? "comes" : "come") from no record of the case.</p>\n"
    )
    if balance.isComplete {
      return """
        <div class="answer good"><p><b>✓ The export is complete.</b> All \(NumberText.counted(balance.records, "record"))\
        \(balance.outOfScope.records > 0 ? " in scope" : "") are in it as they were logged.</p>
        \(extra)</div>
        """
    }
    let items = bad.reversed().map { verdict, count -> HTML in
      """
      <li><b>\(count)</b> (\(VerdictTable.share(count, balance.records))) \(ReportWords.meaning(verdict)).\
      \(mainCause(verdict))</li>

      """
    }
    return """
      <div class="answer bad"><p><b>✗ The export is NOT complete.</b> \(intact) of \
      \(NumberText.counted(balance.records, "record")) (\(VerdictTable.share(intact, balance.records))) are in it as they \
      were logged. Of the others:</p>
      <ul>
      \(items)</ul>
      \(extra)</div>
      """
  }

  /// The cause of most records, in a few words. Without a count: it may have hit records that count under a graver
  /// verdict.
  private func mainCause(_ verdict: Verdict) -> HTML {
    let causes = answer.explanations.list.filter { $0.verdict == verdict }
    guard let cause = causes.first else { return "" }
    let name = causes.count == 1 ? "Cause" : "Main cause of \(causes.count)"
    if cause.confidence == .unexplained {
      return " <span class=\"soft\">\(name): no mechanical cause found.</span>"
    }
    return " <span class=\"soft\">\(name): <code>\(cause.why)</code>, \(cause.confidence.rawValue).</span>"
  }

  // MARK: sections

  private func meaning(_ tables: ReportTables) -> HTML {
    let items = CompareMeaning(answer: answer, style: TextStyle(isOn: false)).items
    let list: HTML = "<ul>\n\(items.map { "<li>\($0)</li>\n" })</ul>\n"
    return
      "\(HTML.when(!items.isEmpty, list))\(tables.channels)\(tables.eventIDs)\(tables.fields)\(tables.holes)"
  }

  private func coverage(_ times: ReportTimes, _ tables: ReportTables) -> HTML {
    let histogram = times.histogram
    let title = "Records over time, in bins of \(histogram.widthName)"
    let svg = HistogramSVG(
      histogram, isLog: false, title: title,
      description: "Records as logged, not as logged, and missing, by the time that they state.", id: "time",
      styles: ["s0", "s1", "s5"], isStandalone: false)
    let without = answer.comparison.records.count { $0.time == .min }
    let map = CoverageHeatMap(times: times)
    let drawn: HTML = """
      <figure>\(map.svg)<figcaption>Colour: \(map.measure), in bins of \(histogram.widthName) (UTC). A cross: nothing is \
      left. No cell: nothing was logged. Empty stretches of more than \(Histogram.emptyDrawn) bins take one place.\
      </figcaption></figure>
      <figure>\(HTML(markup: svg.text))<figcaption>By the time that the records state (UTC)\
      \(HTML.when(without > 0, "; \(NumberText.counted(without, "record")) without a time \(without == 1 ? "is" : "are") not drawn")).\
      </figcaption></figure>
      <details><summary>The numbers of this chart as a table</summary>
      \(HistogramPage.table(histogram))</details>

      """
    return "\(HTML.when(!histogram.bins.isEmpty, drawn))\(tables.hosts(times))"
  }

  private var lengths: HTML {
    let charts = ReportLengths(answer).charts
    return """
      \(charts.map { "<figure>\($0.svg)</figure>\n<details><summary>The numbers of this chart as a table</summary>\n\($0.table)</details>\n" })
      """
  }
}
