import Completeness
import Pages
import Query

/// What a comparison cannot show, and what was not understood in this one.
struct ReportLimits {
  let answer: CompareAnswer

  var html: HTML {
    var items: HTML = ""
    let unparsed = answer.reader.recordsUnparsed
    if unparsed > 0 {
      items += """
        <li>\(NumberText.counted(unparsed, "record")) of the logs could not be taken apart into fields; they were \
        compared as text. <code>assay sources --problems</code> lists them.</li>

        """
    }
    if answer.scope == nil {
      items += """
        <li>Nobody said what the SIEM was asked for. All records of the case count; what was never asked for is no loss. \
        <code>--scope</code> says what was.</li>

        """
    }
    return """
      <ul>
      \(items)<li>It is about this export. That a record is missing in it does not show that the SIEM never had it: \
      another search may find it.</li>
      <li>Losses that hit the logs and the SIEM alike cannot be seen, but for gaps in the numbers of records.</li>
      <li>A cause that fits is no proof that a limit was set so. The check does decide.</li>
      <li>“No mechanical cause found” means just that. It can be tampering, a fault of one moment, or a limit that Assay \
      does not know.</li>
      <li>Charts count in bins; each says how wide they are. Lists that are shortened say so; names and texts that are \
      end in “…”. Of the chart of lengths only the cuts of most records have a line, and only the causes at the top have \
      examples. <code>--format json</code> shortens nothing. Every sum is exact.</li>
      </ul>

      """
  }
}
