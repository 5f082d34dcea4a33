import Evidence

/// A page with a histogram and the same numbers as a table.
package enum HistogramPage {
  /// - Parameters:
  ///   - svg: the chart.
  ///   - notes: sentences below it: what was counted, what was left out.
  package static func html(_ histogram: Histogram, svg: String, title: String, notes: [String]) -> String {
    HTMLPage.html(
      title: title,
      body: """
        \(HTML(markup: svg))\(notes.map { "<p>\($0)</p>\n" })\(table(histogram))
        """
    ).text
  }

  /// The numbers of a histogram.
  package static func table(_ histogram: Histogram) -> HTML {
    let isGrouped = histogram.isGrouped
    func row(_ name: String, _ counts: [Int]) -> HTML {
      let parts = isGrouped ? counts : []
      return """
        <tr><td>\(name)</td><td class="n">\(counts.reduce(0, +))</td>\(parts.map { "<td class=\"n\">\($0)</td>" })</tr>

        """
    }
    var rows: HTML = ""
    let slots = histogram.slots
    let marks = histogram.marks(of: slots)
    for (index, slot) in slots.enumerated() {
      switch slot {
      case .bin(let bin): rows += row(NumberText.time(bin.begin.text), bin.counts)
      case .fold(let first, let count):
        rows += row(
          "\(NumberText.counted(count, "empty bin")) from \(NumberText.time(first.text))",
          [Int](repeating: 0, count: histogram.series.count))
      }
      for mark in marks[index] ?? [] {
        rows +=
          "<tr><td colspan=\"\(at: 2 + (isGrouped ? histogram.series.count : 0))\">▲ \(mark.text)</td></tr>\n"
      }
    }
    if !histogram.withoutTime.isEmpty { rows += row("(no time)", histogram.withoutTime) }
    let heads = isGrouped ? histogram.series : []
    return """
      <table class="bins">
      <caption>The same numbers: records in bins of \(histogram.widthName), by the beginning of the bin (UTC)</caption>
      <thead><tr><th scope="col">bin</th><th scope="col" class="n">records</th>\
      \(heads.map { "<th scope=\"col\" class=\"n\">\($0)</th>" })</tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>

      """
  }
}
