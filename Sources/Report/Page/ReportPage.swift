import Evidence
import Integrity
package import Pages

/// A report as one self-contained page: no script, nothing from elsewhere. All that it says comes from the document,
/// so that page and document cannot differ.
package struct ReportPage {
  private let document: ReportDocument
  private let facts: Facts

  package init(_ document: ReportDocument) {
    self.document = document
    facts = Facts(
      document.json, zone: document.json["zone"]?.string.flatMap { TimeZoneTable.rule(named: $0) })
  }

  /// The page.
  package var html: HTML {
    let digest = document.sha256.description
    let sections: [(id: String, title: String, body: HTML)] = [
      ("evidence", "The evidence", EvidenceSection(facts: facts).html),
      ("method", "What was done", MethodSection(facts: facts).html),
      ("findings", "Findings", FindingsSection(facts: facts).html),
      ("completeness", "Completeness of the SIEM", CompletenessSection(facts: facts).html),
      ("integrity", "Integrity", IntegritySection(facts: facts).html),
      ("limits", "Limits and known errors", LimitsSection(facts: facts).html),
      ("check", "Verify it yourself", CheckSection(facts: facts, sha256: digest).html),
      ("glossary", "Glossary", GlossarySection.html),
      ("appendix", "Appendix", AppendixSection(facts: facts, sha256: digest).html),
    ]
    let contents = sections.enumerated().map { place, section -> HTML in
      "<a href=\"#\(section.id)\">\(at: place + 1). \(section.title)</a> "
    }
    let bodies = sections.enumerated().map { place, section in
      PageParts.section(section.id, place + 1, section.title, section.body)
    }
    return HTMLPage.html(
      title: facts["cover", "title"].text ?? "Report on case \(facts["case", "name"].text ?? "")",
      body: """
        \(CoverSection(facts: facts).html)
        <nav class="toc" aria-label="contents">\(contents)</nav>
        <div class="after-cover">
        \(bodies)</div>

        """, style: ChartStyle.sheet + ReportStyle.sheet)
  }
}
