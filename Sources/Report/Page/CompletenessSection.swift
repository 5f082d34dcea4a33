import Pages

/// Whether what a SIEM shows is all that was logged, as far as it was compared.
struct CompletenessSection {
  let facts: Facts

  private static let language = "compare"

  private var compared: [Facts] {
    facts["questions", "listed"].list.filter { $0["language"].text == Self.language }
  }
  private var findings: [Facts] {
    facts["findings", "listed"].list.filter { !$0["comparison"].isNull }
  }

  var html: HTML {
    guard !compared.isEmpty || !findings.isEmpty else {
      let exports = facts["totals", "claims"].number
      return """
        <p>No comparison of these logs with a SIEM is recorded in the case\
        \(HTML.when(exports > 0, ", although \(NumberText.counted(exports, "export")) of a SIEM \(exports == 1 ? "is" : "are") kept in it")). \
        Whether a search in the SIEM would have shown these records is not examined here.</p>

        """
    }
    let asked = compared.map { question -> HTML in
      """
      <li>custody entry \(at: question["seq"].number), \(question["time"].time): <code>\(question["text"].line)</code>, \
      \(NumberText.counted(question["rows"].number, "record or row", "records and rows")) that \
      \(question["rows"].number == 1 ? "is" : "are") not as logged</li>

      """
    }
    return """
      \(findings.map { comparison($0) })\
      \(HTML.when(!asked.isEmpty, "<p>Comparisons that the custody log tells of:</p>\n<ul>\n\(asked)</ul>\n"))
      """
  }

  private func comparison(_ finding: Facts) -> HTML {
    let facts = finding["comparison"]
    let raw = facts["raw_records"].number
    let rows = facts["verdicts"].members.map { verdict, count -> [HTML] in
      ["\(verdict.replacing("_", with: " "))", "\(count.number)", "\(Self.share(count.number, of: raw))"]
    }
    return """
      <p>Finding \(at: finding["number"].number): \(NumberText.counted(raw, "record")) of the case were held against \
      \(NumberText.counted(facts["export_rows"].number, "row")) of the SIEM.\
      \(HTML.when(facts["extra"].number > 0, " \(NumberText.counted(facts["extra"].number, "row")) of the export came from no record."))</p>
      \(PageParts.table("Each record has one verdict, the gravest that holds.", ["verdict", "#records", "#share"], rows, style: "narrow"))\
      \(PageParts.again(finding["command"].text))
      """
  }

  /// With two digits behind the point, from whole numbers alone.
  private static func share(_ count: Int, of total: Int) -> String {
    guard total > 0 else { return "" }
    let hundredths = (count * 10_000 + total / 2) / total
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
  }
}
