import Evidence

/// A page with a histogram and the same numbers as a table: one file, no script, nothing from elsewhere.
package enum HistogramPage {
  /// - Parameters:
  ///   - svg: the chart.
  ///   - notes: sentences below it: what was counted, what was left out.
  package static func html(_ histogram: Histogram, svg: String, title: String, notes: [String]) -> String {
    var html = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(XMLText.escaped(title))</title>
      <style>
      :root{color-scheme:light dark}
      body{font:14px system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem}
      @media (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}}
      svg{width:100%;height:auto}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums}
      th,td{padding:.15rem .8rem;border-bottom:1px solid #8886;text-align:right}
      th:first-child,td:first-child{text-align:left;font-family:monospace;white-space:nowrap}
      caption{text-align:left;padding:.5rem 0}
      </style>
      </head>
      <body>
      <main>
      <h1>\(XMLText.escaped(title))</h1>
      \(svg)
      """
    for note in notes { html += "<p>\(XMLText.escaped(note))</p>\n" }
    return html + table(histogram) + "</main>\n</body>\n</html>\n"
  }

  private static func table(_ histogram: Histogram) -> String {
    var html = """
      <table>
      <caption>The same numbers: records in bins of \(XMLText.escaped(histogram.widthName)), by the beginning of the \
      bin (UTC)</caption>
      <thead><tr><th scope="col">bin</th><th scope="col">records</th>
      """
    if histogram.isGrouped {
      for name in histogram.series { html += "<th scope=\"col\">\(XMLText.escaped(name))</th>" }
    }
    html += "</tr></thead>\n<tbody>\n"
    func row(_ name: String, _ counts: [Int]) -> String {
      var cells = "<tr><td>\(XMLText.escaped(name))</td><td>\(NumberText.grouped(counts.reduce(0, +)))</td>"
      if histogram.isGrouped { for count in counts { cells += "<td>\(NumberText.grouped(count))</td>" } }
      return cells + "</tr>\n"
    }
    let marks = histogram.marks(of: histogram.slots)
    for (index, slot) in histogram.slots.enumerated() {
      switch slot {
      case .bin(let bin): html += row(NumberText.time(bin.begin.text), bin.counts)
      case .fold(let first, let count):
        html += row(
          "\(NumberText.counted(count, "empty bin")) from \(NumberText.time(first.text))",
          [Int](repeating: 0, count: histogram.series.count))
      }
      for mark in marks[index] ?? [] {
        html += "<tr><td colspan=\"\(2 + (histogram.isGrouped ? histogram.series.count : 0))\">"
        html += "▲ \(XMLText.escaped(mark.text))</td></tr>\n"
      }
    }
    if !histogram.withoutTime.isEmpty { html += row("(no time)", histogram.withoutTime) }
    return html + "</tbody>\n</table>\n"
  }
}
