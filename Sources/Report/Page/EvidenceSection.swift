import Evidence
import Pages
import Query

/// What the case holds: each source with its digest, where it came from and what was not understood.
struct EvidenceSection {
  let facts: Facts

  var html: HTML {
    "\(introduction)\(chart)\(sources)\(ListComparisonText(facts: facts).section)\(hosts)\(logGaps)"
  }

  private var introduction: HTML {
    let totals = facts["totals"]
    let excluded = totals["sources_excluded"].number
    let incomplete = totals["sources_incomplete"].number
    let claims = totals["claims"].number
    return """
      <p>A <b>source</b> is one log file as it was handed over. Its bytes are kept as they are, cut into records and, \
      where something is no record, gaps; both are hashed. \(NumberText.counted(totals["records"].number, "record")) \
      and \(NumberText.counted(totals["gaps"].number, "gap")) (\(NumberText.counted(totals["gap_bytes"].number, "byte")) \
      that are no record) make up \(NumberText.counted(totals["raw_bytes"].number, "byte")) of evidence; \
      \(unparsed)\
      \(HTML.when(totals["recovered"].number > 0, " \(NumberText.counted(totals["recovered"].number, "record")) were found in parts of binary logs that are no longer in use; they are told apart.")) \
      \(HTML.when(excluded > 0, "\(NumberText.counted(excluded, "source")) \(excluded == 1 ? "is" : "are") excluded from answers and not counted. "))\
      \(HTML.when(incomplete > 0, "<b>\(NumberText.counted(incomplete, "source")) \(incomplete == 1 ? "is" : "are") not complete.</b> "))\
      \(HTML.when(claims > 0, "\(NumberText.counted(claims, "export")) of a SIEM \(claims == 1 ? "is" : "are") kept beside the evidence and in no number of it."))</p>
      \(PageParts.again(totals["command"].text))
      """
  }

  private var unparsed: HTML {
    let count = facts["totals", "unparsed"].number
    if count == 0 { return "every record was parsed." }
    return """
      \(NumberText.counted(count, "record")) could not be parsed and \(count == 1 ? "is" : "are") kept, hashed and searched \
      all the same.
      """
  }

  // MARK: sources

  private var sources: HTML {
    let list = facts["sources", "listed"].list
    let rows = list.map { source -> [HTML] in
      [
        "\(at: source["source_id"].number)", name(source),
        "\(source["format"].line)", "\(source["records"].number)", "\(source["unparsed"].number)",
        "\(source["gaps"].number)", "\(source["size"].number)",
        source["first_time"].isNull
          ? "no times" : "\(PageParts.time(source["first_time"]))<br>\(PageParts.time(source["last_time"]))",
      ]
    }
    return """
      \(PageParts.table("Sources, in the order in which they came into the case. Digests are in the lines below each name; MD5 and SHA-1, where they were made, serve to find a file in other lists and prove nothing.", ["##", "source, how it came in, SHA-256", "format", "#records", "#not parsed", "#gaps", "#bytes", "first and last time"], rows))\
      \(PageParts.partly(facts["sources"], "source", "sources"))\(PageParts.again(facts["sources", "command"].text))
      """
  }

  private func name(_ source: Facts) -> HTML {
    var parts: HTML = "<b>\(source["name"].line)</b>"
    if source["kind"].text == "claim" { parts += " (export of a SIEM)" }
    if source["kind"].text == "container" { parts += " (container)" }
    if source["excluded"].isTrue { parts += " (excluded from answers)" }
    if source["state"].text != "complete" { parts += " <b>(not complete)</b>" }
    for container in source["container"].list {
      parts += """
        <br>entry \(at: container["entry"].number) of source \(at: container["source_id"].number), \
        \(container["name"].line)
        """
    }
    let imported = source["imported"]
    if !imported.isNull {
      parts += """
        <br>added \(imported["time"].time) by \(Self.actor(imported["actor"])), Assay \
        \(imported["tool", "version"].line), custody entry \(at: imported["seq"].number)
        """
    }
    if !source["modified"].isNull { parts += "<br>file time \(source["modified"].time)" }
    parts += "<br>\(PageParts.digest(source["sha256"].text))"
    for name in ["sha1", "md5"] where !source[name].isNull {
      parts += "<br><span class=\"soft\">\(name.uppercased())</span> \(PageParts.digest(source[name].text))"
    }
    for note in source["notes"].list { parts += "<br><span class=\"soft\">\(note.line)</span>" }
    return parts
  }

  static func actor(_ actor: Facts) -> String {
    let name = actor["name"].text ?? ""
    let login = actor["login"].text ?? ""
    let host = actor["host"].text ?? ""
    // An account without a name is told as " (uid 0)".
    let user = login.hasPrefix(" (") ? login.dropFirst(2).filter { $0 != ")" } : login
    let account = user + (host.isEmpty ? "" : " on " + host)
    return name.isEmpty ? account : "\(name) (\(account))"
  }

  // MARK: hosts, gaps

  private var hosts: HTML {
    let list = facts["hosts", "listed"].list
    guard !list.isEmpty else { return "<p>No record names the computer that it is from.</p>\n" }
    let rows = list.map { host -> [HTML] in ["\(host["computer"].line)", "\(host["records"].number)"] }
    return """
      <h3>Computers</h3>
      \(PageParts.table("Computers that records name as their own, by number of records.", ["computer", "#records"], rows, style: "narrow"))\
      \(PageParts.partly(facts["hosts"], "computer", "computers"))\(PageParts.again(facts["hosts", "command"].text))
      """
  }

  private var logGaps: HTML {
    let gaps = facts["log_gaps"]
    let rows = gaps["listed"].list.map { gap -> [HTML] in
      [
        "\(Self.kinds[gap["kind"].text ?? ""] ?? gap["kind"].line)",
        "\([gap["computer"].text, gap["channel"].text].compactMap { $0 }.joined(separator: " · "))",
        gap["first_id"].isNull
          ? ""
          : "\(gap["first_id"].plain)\(HTML.when(gap["last_id"].plain != gap["first_id"].plain, "–\(gap["last_id"].plain)"))",
        gap["count"].isNull ? "" : "\(gap["count"].number)",
        gap["before_time"].isNull ? "" : PageParts.time(gap["before_time"]),
        gap["after_time"].isNull ? "" : PageParts.time(gap["after_time"]), "\(gap["note"].text ?? "")",
      ]
    }
    let table =
      rows.isEmpty
      ? "<p>None was found.\(HTML.when(gaps["not_judged"].number > 0, " \(NumberText.counted(gaps["not_judged"].number, "log")) could not be judged: too few records, or no record numbers."))</p>\n"
      : PageParts.table(
        "Jumps, pauses and cleared logs. Each is an observation: none says why, and none proves that something was removed.",
        ["what", "log", "EventRecordID", "#count", "before", "after", "observed"], rows)
    return """
      <h3>What the logs themselves lack</h3>
      \(table)\(PageParts.partly(gaps, "observation", "observations"))\(PageParts.again(gaps["command"].text))
      """
  }

  private static let kinds = [
    "missing_ids": "record numbers missing", "repeated_ids": "record numbers repeated",
    "restarted_ids": "record numbers start again", "log_cleared": "log cleared",
    "time_backwards": "time goes back", "time_forward": "long pause", "silent": "silent where others are not",
  ]

  // MARK: over time

  private var chart: HTML {
    let timeline = facts["timeline"]
    let name = timeline["width"].text ?? "1h"
    guard let width = TimeWidth(Array(name.utf8)) else { return "" }
    let bins = timeline["bins"].list.compactMap { bin -> Histogram.Bin? in
      guard let begin = bin["begin"].text, let time = Array(begin.utf8).span.isoTime(at: 0)?.utc() else {
        return nil
      }
      return Histogram.Bin(begin: time, counts: [bin["records"].number])
    }
    guard !bins.isEmpty else { return "" }
    let histogram = Histogram(series: [""], bins: bins, widthName: name, width: width)
    let highest = bins.map(\.total).max() ?? 0
    let lowest = bins.map(\.total).min() ?? 0
    let svg = HistogramSVG(
      histogram, isLog: highest > 50 * max(1, lowest), title: "Records over time, in bins of \(name)",
      description: "Records of all sources by the time that they state.", id: "records-over-time",
      isStandalone: false)
    let without = timeline["without_time"].number
    return """
      <figure>\(HTML(markup: svg.text))<figcaption>By the time that the records state, in UTC\
      \(HTML.when(without > 0, "; \(NumberText.counted(without, "record")) without a usable time \(without == 1 ? "is" : "are") not drawn")).\
      </figcaption></figure>
      <details><summary>The numbers of this chart as a table</summary>
      \(HistogramPage.table(histogram))</details>
      \(PageParts.again(timeline["command"].text))
      """
  }
}
