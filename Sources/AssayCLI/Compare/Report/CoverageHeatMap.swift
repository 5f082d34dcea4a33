import Evidence
import Pages

/// Hosts by time as coloured cells: the share that is missing, or, where nothing is, that is not as logged. A cell of
/// which nothing is left bears a cross, so that colour carries nothing alone.
struct CoverageHeatMap {
  let times: ReportTimes

  private static let width = 960
  private static let left = 210
  private static let top = 40
  private static let rowHeight = 22
  private var slots: [Histogram.Slot] { times.histogram.slots }
  private var bottom: Int { Self.top + times.hosts.count * Self.rowHeight }

  /// Whether missing records are shown; false: what is not as logged.
  var showsMissing: Bool { times.hosts.contains { $0.total.missing > 0 } }
  /// What a cell's colour says.
  var measure: String {
    showsMissing ? "share of records that are missing" : "share of records not as logged"
  }

  /// The element; nothing where no record has a time.
  var svg: HTML {
    let slots = slots
    if slots.isEmpty { return "" }
    let step = Double(Self.width - Self.left - 16) / Double(slots.count)
    let title = "Coverage by host and time: \(measure)"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(at: Self.width) \(at: bottom + 84)" role="img" \
      aria-labelledby="heat-title heat-desc" class="chart">
      <title id="heat-title">\(title)</title>
      <desc id="heat-desc">A line for each host, a cell for each \(times.histogram.widthName); the table below has the \
      hosts' sums.</desc>
      <rect class="ground" width="\(at: Self.width)" height="\(at: bottom + 84)"/>
      <text class="head" x="8" y="24">\(title)</text>
      \(times.hosts.enumerated().map { row($1, at: $0, slots, step) })\(labels(slots, step))\(legend)</svg>

      """
  }

  private func row(
    _ host: ReportTimes.Host, at line: Int, _ slots: [Histogram.Slot], _ step: Double
  ) -> HTML {
    let y = Self.top + line * Self.rowHeight
    var svg: HTML = """
      <text x="\(at: Self.left - 8)" y="\(at: y + 15)" text-anchor="end">\(DisplayText.fitted(host.name, to: 24))\
      <title>\(host.name)</title></text>

      """
    var bin = 0
    for (place, slot) in slots.enumerated() {
      guard case .bin(let drawn) = slot, drawn.total > 0 else { continue }
      defer { bin += 1 }
      guard host.bins.indices.contains(bin), host.bins[bin].raw > 0 else { continue }
      svg += cell(
        host.bins[bin], "\(host.name), \(NumberText.time(drawn.begin.text))",
        x: Double(Self.left) + Double(place) * step, y: y, width: max(0.8, step - (step > 6 ? 1 : 0)))
    }
    return svg
  }

  private func cell(_ count: ReportTimes.Count, _ name: String, x: Double, y: Int, width: Double) -> HTML {
    let bad = showsMissing ? count.missing : count.notAsLogged
    let words = "\(name): \(NumberText.grouped(bad)) of \(NumberText.counted(count.raw, "record"))"
    let height = Self.rowHeight - 2
    var svg: HTML = """
      <g><title>\(words) \(showsMissing ? "missing" : "not as logged")</title><rect class="h\(at: Self.level(bad, count.raw))" \
      x="\(at: x)" y="\(at: y)" width="\(at: width)" height="\(at: height)"/>
      """
    if bad == count.raw {
      let inset = min(width, Double(height)) / 4
      let (middle, centre) = (x + width / 2, Double(y) + Double(height) / 2)
      svg += """
        <path class="cross" d="M\(at: middle - inset) \(at: centre - inset)L\(at: middle + inset) \(at: centre + inset)\
        M\(at: middle - inset) \(at: centre + inset)L\(at: middle + inset) \(at: centre - inset)"/>
        """
    }
    svg += "</g>\n"
    return svg
  }

  private static let levels = ["none", "up to 10 %", "up to 50 %", "more than half", "all"]

  private static func level(_ bad: Int, _ raw: Int) -> Int {
    if bad == 0 { return 0 }
    if bad == raw { return 4 }
    return bad * 10 <= raw ? 1 : bad * 2 <= raw ? 2 : 3
  }

  private func labels(_ slots: [Histogram.Slot], _ step: Double) -> HTML {
    var svg: HTML = ""
    for label in TimeLabels.list(slots) {
      let x = Double(Self.left) + (Double(label.slot) + 0.5) * step
      svg += """
        <text class="soft" x="\(at: x)" y="\(at: bottom + 18)" text-anchor="middle">\(label.hour)</text>

        """
      if let day = label.day {
        svg += "<text x=\"\(at: x)\" y=\"\(at: bottom + 36)\" text-anchor=\"middle\">\(day)</text>\n"
      }
    }
    return svg
  }

  private var legend: HTML {
    var svg: HTML = ""
    for (level, name) in Self.levels.enumerated() {
      let x = Self.left + level * 150
      svg += """
        <rect class="h\(at: level)" x="\(at: x)" y="\(at: bottom + 56)" width="14" height="14"/>\
        <text x="\(at: x + 20)" y="\(at: bottom + 68)">\(name)</text>

        """
    }
    return svg
  }
}
