import CaseFile
import Completeness
import Evidence
import Pages
import Query

/// Records that show what a cause does: as logged beside as exported, with what differs marked.
struct ReportExamples {
  let answer: CompareAnswer
  let texts: ExportTexts

  /// Causes that have examples, and how many each.
  private static let causes = 12
  private static let each = 2
  private static let extraRows = 3
  private static let fields = 4
  private static let rows = 4

  /// All examples, by cause, in the order in which the page has them.
  func html() throws -> HTML {
    var html: HTML = ""
    let chosen = chosen
    for number in shownCauses {
      guard let places = chosen[number] else { continue }
      let cause = answer.explanations.list[number]
      html += """
        <h3>\(ReportWords.name(cause.verdict)): \(cause.why) <span class="soft">(\(places.count) of \(cause.records)\
        )</span></h3>

        """
      for place in places { html += try example(answer.comparison.differences[place]) }
    }
    if let place = equivalent { html += try equal(place) }
    html += try extra()
    return html
  }

  /// Positions of differences, by cause.
  private var chosen: [Int: [Int]] {
    var chosen: [Int: [Int]] = [:]
    for (place, cause) in answer.explanations.ofDifference.enumerated()
    where chosen[cause, default: []].count < Self.each { chosen[cause, default: []].append(place) }
    return chosen
  }

  private var shownCauses: some Sequence<Int> {
    ReportCauses.order(answer.explanations.list).prefix(Self.causes)
  }

  private var equivalent: Int? {
    answer.comparison.records.indices.first { answer.comparison.records[$0].verdicts.gravest == .equivalent }
  }

  // MARK: one record

  private func example(_ difference: Difference) throws -> HTML {
    let facts = answer.comparison.records[difference.record]
    return "<div class=\"example\">\(head(facts))\n\(try body(difference, facts))</div>\n"
  }

  private func head(_ facts: RecordFacts) -> HTML {
    let locator = "\(facts.source):\(facts.index)"
    var parts: [String] = []
    if let time = CompareDocument.time(facts.time) { parts.append(NumberText.time(time)) }
    for word in [facts.computer, facts.channel] {
      parts += CompareDocument.word(word, answer).map { [$0] } ?? []
    }
    if let id = CompareDocument.word(facts.eventID, answer) { parts.append("event \(id)") }
    if facts.recordID >= 0 { parts.append("EventRecordID \(facts.recordID)") }
    return """
      <h4>record \(locator) <span class="soft">\(parts.joined(separator: " · "))</span></h4>
      """
  }

  private func body(_ difference: Difference, _ facts: RecordFacts) throws -> HTML {
    switch difference.verdict {
    case .missing: return pair(TextPair.beginning(try raw(facts)), "<mark>no row comes from it</mark>")
    case .truncated where difference.cutAt != nil:
      return try text(difference, facts, note: "the text ends after \(difference.cutAt ?? 0) bytes")
    case .truncated, .fieldsLost: return table(difference)
    case .altered:
      return difference.fields.isEmpty ? try text(difference, facts, note: nil) : table(difference)
    case .timeShifted: return shift(difference, facts)
    case .merged, .split, .duplicated: return try severalRows(difference, facts)
    case .equivalent, .identical: return ""
    }
  }

  private func pair(_ logged: HTML, _ exported: HTML) -> HTML {
    """
    <table class="wide fixed"><thead><tr><th scope="col">as logged</th><th scope="col">in the export</th></tr></thead>
    <tbody><tr><td><pre>\(logged)</pre></td><td><pre>\(exported)</pre></td></tr></tbody></table>

    """
  }

  private func raw(_ facts: RecordFacts) throws -> String {
    String(decoding: answer.reader.text(try answer.reader.span(facts.record)), as: UTF8.self)
  }

  private func row(_ row: Int) throws -> String {
    guard let place = answer.place(ofRow: row) else { return "" }
    return String(
      decoding: try texts.row(source: place.export.source.id, index: place.index).text, as: UTF8.self)
  }

  private func text(_ difference: Difference, _ facts: RecordFacts, note: String?) throws -> HTML {
    let shown = TextPair(try raw(facts), try difference.rows.first.map(row) ?? "")
    return
      "\(pair(shown.leftHTML, shown.rightHTML))\(HTML.when(note != nil, "<p class=\"soft\">\(note ?? "")</p>\n"))"
  }

  private func table(_ difference: Difference) -> HTML {
    var rows: HTML = ""
    for field in difference.fields.prefix(Self.fields) {
      let shown = TextPair(field.raw, field.exported)
      let exported: HTML = field.kind == .lost ? "<mark>no value</mark>" : shown.rightHTML
      let logged = field.kind == .lost ? TextPair.beginning(field.raw) : shown.leftHTML
      rows += """
        <tr><th scope="row">\(field.name)</th><td><pre>\(logged)</pre></td><td><pre>\(exported)</pre></td></tr>

        """
    }
    let rest = difference.fields.count - Self.fields
    let more: HTML = rest > 0 ? "<p class=\"soft\">and \(NumberText.counted(rest, "more field"))</p>\n" : ""
    let encoding: HTML =
      difference.encoding.map {
        "<p class=\"soft\">read as \($0), the text as logged is exactly the exported one</p>\n"
      }
      ?? ""
    return """
      <table class="wide fixed"><thead><tr><th scope="col">field</th><th scope="col">as logged</th>\
      <th scope="col">in the export</th></tr></thead>
      <tbody>
      \(rows)</tbody></table>
      \(more)\(encoding)
      """
  }

  private func shift(_ difference: Difference, _ facts: RecordFacts) -> HTML {
    let exported = difference.rows.first.flatMap { CompareDocument.time(answer.comparison.rows[$0].time) }
    let shown = TextPair(
      NumberText.time(CompareDocument.time(facts.time) ?? ""), NumberText.time(exported ?? ""))
    return """
      \(pair(shown.leftHTML, shown.rightHTML))<p class="soft">\(DifferenceText.shift(difference.shift)) in the export</p>

      """
  }

  private func severalRows(_ difference: Difference, _ facts: RecordFacts) throws -> HTML {
    var rows: HTML = ""
    for (number, row) in difference.rows.prefix(Self.rows).enumerated() {
      if number > 0 { rows += "\n\n" }
      rows += "<span class=\"soft\">row \(row):</span> \(TextPair.beginning(try self.row(row)))"
    }
    let rest = difference.rows.count - Self.rows
    if rest > 0 { rows += "\n\n<span class=\"soft\">and \(NumberText.counted(rest, "more row"))</span>" }
    if difference.verdict == .merged {
      let others = answer.comparison.differences.filter {
        $0.verdict == .merged && $0.rows == difference.rows && $0.record != difference.record
      }
      rows +=
        "\n\n<span class=\"soft\">the same row holds \(NumberText.counted(others.count, "other record"))</span>"
    }
    return pair(TextPair.beginning(try raw(facts)), rows)
  }

  // MARK: what is no fault, and what is no record's

  private func equal(_ place: Int) throws -> HTML {
    let record = answer.record(place)
    guard record.facts.row >= 0 else { return "" }
    let shown = pair(
      TextPair.beginning(try raw(record.facts)), TextPair.beginning(try row(Int(record.facts.row))))
    return """
      <h3>Equivalent: the same meaning, written differently</h3>
      <div class="example">\(head(record.facts))
      \(shown)<p class="soft">equal after: \(record.rules.joined(separator: ", "))</p></div>

      """
  }

  private func extra() throws -> HTML {
    let extra = answer.extraRows
    if extra.isEmpty { return "" }
    var html: HTML = """
      <h3>Extra rows: no record of the case explains them <span class="soft">(\(min(extra.count, Self.extraRows)) of \
      \(extra.count))</span></h3>

      """
    for (row, why) in extra.prefix(Self.extraRows) {
      let place = answer.place(ofRow: row)
      let name = "row \(place?.index ?? row) of \(place?.export.source.name ?? "the export")"
      html += """
        <div class="example"><h4>\(name) <span class="soft">\(why?.why ?? "")</span></h4>
        <pre>\(TextPair.beginning(try self.row(row)))</pre></div>

        """
    }
    return html
  }
}
