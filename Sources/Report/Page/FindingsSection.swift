import Pages

/// The findings: what is stated, on which records it rests, how they are proven; and apart from that what the examiner
/// makes of it.
struct FindingsSection {
  let facts: Facts

  private var findings: Facts { facts["findings"] }

  var html: HTML {
    let list = findings["listed"].list
    let left = findings["left_out"].number
    let none: HTML = """
      <p>No finding \(left > 0 ? "of those saved was taken into this report" : "was saved in this case"). A finding is an \
      answer that was saved with its question and the records that it names.</p>

      """
    return """
      \(HTML.when(list.isEmpty, none))\(list.map { finding($0) })\
      \(HTML.when(left > 0, "<p class=\"partly\">\(NumberText.counted(left, "saved finding")) \(left == 1 ? "is" : "are") left out of this report by the examiner.</p>\n"))\
      \(PageParts.partly(findings, "finding", "findings"))\(PageParts.again(findings["command"].text))
      """
  }

  private func finding(_ finding: Facts) -> HTML {
    // As the case counts them: commands, acts and numbers name them so, in whatever order they stand here.
    let number = finding["number"].number
    return """
      <article class="finding" aria-labelledby="finding-\(at: number)">
      <h3 id="finding-\(at: number)">Finding \(at: number): \(finding["name"].line)</h3>
      \(fact(finding))\(reading(finding))\(rests(finding))\(records(finding, number))</article>

      """
  }

  /// What is shown.
  private func fact(_ finding: Facts) -> HTML {
    let statement: HTML =
      finding["statement"].text.map { PageParts.paragraphs($0) }
        ?? """
        The question below has an answer of \(NumberText.counted(finding["rows"].number, "row")). \
        <span class="soft">The examiner added no statement.</span>
        """
    return """
      <div class="fact"><p class="label">Fact</p><p>\(statement)</p>\
      \(finding["claim"].text.map { "<p>\($0)</p>" } ?? "")</div>

      """
  }

  /// The question and what it was asked of.
  private func rests(_ finding: Facts) -> HTML {
    let parameters = finding["parameters"].members.map { "\($0.name) \($0.value.line)" }.joined(
      separator: ", ")
    let sql: HTML =
      finding["sql"].text.map { "<dt>As SQL</dt><dd><pre>\(PageParts.lines($0))</pre></dd>\n" } ?? ""
    return """
      <dl class="facts">
      <dt>Question (\(finding["language"].line))</dt><dd><code>\(finding["question"].line)</code>\
      \(HTML.when(!parameters.isEmpty, "<br><span class=\"soft\">\(parameters)</span>"))</dd>
      \(sql)<dt>Asked of</dt><dd>\(NumberText.counted(finding["considered"].number, "record")), \
      \(finding["not_parsed"].number) of them not parsed, at tree size \(finding["tree_size"].number)</dd>
      <dt>Answer</dt><dd>\(NumberText.counted(finding["rows"].number, "row")), naming \
      \(NumberText.counted(finding["records"].number, "record")); saved in custody entry \(at: finding["seq"].number)</dd>
      <dt>Hash of the answer</dt><dd>\(PageParts.digest(finding["result_hash"].text))</dd>
      <dt>Hash of the receipt</dt><dd>\(PageParts.digest(finding["receipt_sha256"].text))</dd>
      </dl>
      \(PageParts.again(finding["command"].text))
      """
  }

  private func records(_ finding: Facts, _ number: Int) -> HTML {
    let shown = finding["shown"].list
    let total = finding["records"].number
    guard total > 0 else {
      return "<p>The answer counts or sums up: it names no single record.</p>\n"
    }
    let rest: HTML = HTML.when(
      shown.count < total,
      """
      <p class="partly">\(shown.count) of \(NumberText.counted(total, "record")) are shown with their text; \
      <a href="#records-\(at: number)">\(finding["locators"].list.count) are listed in the appendix</a>. All: \
      <code>\(finding["command"].line)</code></p>

      """)
    return "\(shown.map { record($0) })\(rest)"
  }

  private func record(_ record: Facts) -> HTML {
    let place = [
      record["computer"].text, record["channel"].text,
      record["event_id"].isNull ? nil : "event \(record["event_id"].plain)",
    ]
    .compactMap { $0 }.joined(separator: " · ")
    let left = record["text_left_out"].number
    let line: HTML = record["line"].isNull ? "" : ", line \(at: record["line"].number)"
    let said = record["annotations"].list.map { note -> HTML in
      "<p class=\"soft\">\(note["tag"].isNull ? "" : "tag \(note["tag"].line)") \(note["note"].text ?? "")</p>\n"
    }
    return """
      <div class="record"><h4>\(record["locator"].line) · \(record["time"].isNull ? "no time" : record["time"].time)\
      \(place.isEmpty ? "" : " · \(place)")</h4>
      <p class="soft">\(record["source_name"].line), byte \(record["offset"].number)\(line), \
      \(NumberText.counted(record["length"].number, "byte"))</p>
      <pre>\(PageParts.lines(record["text"].text ?? ""))\(HTML.when(left > 0, "<span class=\"soft\"> … \(left) more characters</span>"))</pre>
      \(said)<p class="proof">leaf hash \(PageParts.digest(record["leaf_hash"].text)) · \
      <a href="#proof-\(at: record["record"].number)">proof</a> · <code>\(record["command"].line)</code></p></div>

      """
  }

  /// What the examiner makes of it, set apart and marked as such.
  private func reading(_ finding: Facts) -> HTML {
    """
    <div class="reading"><p class="label">Interpretation (the examiner’s view, not a fact)</p>
    <p>\(PageParts.stated(finding["interpretation"].text))</p>
    <p class="label">Other explanations considered</p>
    <p>\(PageParts.stated(finding["alternatives"].text))</p></div>

    """
  }
}
