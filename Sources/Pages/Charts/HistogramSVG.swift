import Evidence

/// A histogram as one SVG element that needs nothing beside it: no script, no font, no other file. The same numbers
/// give the same bytes. Colours follow `prefers-color-scheme`; every bar and every mark says its numbers in a
/// `title`, so that colour carries nothing alone.
package struct HistogramSVG {
  private let histogram: Histogram
  private let slots: [Histogram.Slot]
  private let marks: [Int: [Histogram.Mark]]
  private let scale: HistogramScale
  private let isLog: Bool
  private let title: String
  private let description: String
  private let id: String
  private let styles: [String]
  private let isStandalone: Bool

  private static let width = 960
  private static let left = 64
  private static let right = 16
  private static let top = 40
  private static let plotHeight = 260
  private var plotWidth: Int { Self.width - Self.left - Self.right }
  private var bottom: Int { Self.top + Self.plotHeight }
  private var legendTop: Int { bottom + 64 }
  private var height: Int {
    legendTop + (histogram.isGrouped ? 22 * ((histogram.series.count + 2) / 3) : 0) + 8
  }

  /// - Parameters:
  ///   - title: what is counted.
  ///   - description: what was asked, and of how many records.
  ///   - id: what the ids of its parts begin with; another one for each chart of a page.
  ///   - styles: classes of the series; empty: by rank.
  ///   - isStandalone: with the style sheet; false: the page has it.
  package init(
    _ histogram: Histogram, isLog: Bool, title: String, description: String, id: String = "histogram",
    styles: [String] = [], isStandalone: Bool = true
  ) {
    self.histogram = histogram
    slots = histogram.slots
    marks = histogram.marks(of: slots)
    scale = HistogramScale(highest: histogram.highest, isLog: isLog)
    self.isLog = isLog
    self.title = title
    self.description = description
    self.id = id
    self.styles = styles
    self.isStandalone = isStandalone
  }

  /// The element.
  package var text: String {
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" role="img" \
      aria-labelledby="\(id)-title \(id)-desc" class="chart">
      <title id="\(id)-title">\(XMLText.escaped(title))</title>
      <desc id="\(id)-desc">\(XMLText.escaped(description))</desc>
      \(isStandalone ? "<style>\(ChartStyle.sheet)</style>" : "")
      <rect class="ground" width="\(Self.width)" height="\(height)"/>
      <text class="head" x="\(Self.left)" y="24">\(XMLText.escaped(title))</text>

      """
    svg += axis + bars + markers + timeLabels + legend
    return svg + "</svg>\n"
  }

  private var axis: String {
    var svg = ""
    for tick in scale.ticks {
      let y = ChartStyle.number(Double(bottom) - scale.share(tick) * Double(Self.plotHeight))
      svg += """
        <line class="line" x1="\(Self.left)" x2="\(Self.width - Self.right)" y1="\(y)" y2="\(y)"/>\
        <text class="soft" x="\(Self.left - 8)" y="\(y)" dy="4" text-anchor="end">\(NumberText.grouped(tick))</text>

        """
    }
    return svg
      + """
      <line class="axis" x1="\(Self.left)" x2="\(Self.width - Self.right)" y1="\(bottom)" y2="\(bottom)"/>

      """
  }

  private var step: Double { Double(plotWidth) / Double(max(1, slots.count)) }

  private func x(_ slot: Int) -> Double { Double(Self.left) + Double(slot) * step }

  private var bars: String {
    var svg = ""
    let width = ChartStyle.number(max(0.3, min(step * 0.86, 60)))
    for (index, slot) in slots.enumerated() {
      let left = ChartStyle.number(x(index) + max(0, step - min(step * 0.86, 60)) / 2)
      switch slot {
      case .bin(let bin):
        if bin.total == 0 { continue }
        let full = scale.share(bin.total) * Double(Self.plotHeight)
        var lower = 0.0
        svg += "<g><title>\(XMLText.escaped(words(bin)))</title>"
        for (series, count) in bin.counts.enumerated() where count > 0 {
          // A logarithm of parts is no part of a logarithm: the bar is divided by share.
          let part = max(0.4, full * Double(count) / Double(bin.total))
          let y = ChartStyle.number(Double(bottom) - lower - part)
          svg += "<rect class=\"\(colour(series))\" x=\"\(left)\" y=\"\(y)\" width=\"\(width)\" "
          svg += "height=\"\(ChartStyle.number(part))\"/>"
          lower += part
        }
        svg += "</g>\n"
      case .fold(let first, let count):
        let text = "\(NumberText.counted(count, "empty bin")) from \(NumberText.time(first.text)), not drawn"
        svg +=
          "<g><title>\(XMLText.escaped(text))</title><rect class=\"fold\" x=\"\(left)\" y=\"\(Self.top)\" "
        svg += "width=\"\(width)\" height=\"\(Self.plotHeight)\"/></g>\n"
      }
    }
    return svg
  }

  /// Greys for what is no value of its own.
  private func colour(_ series: Int) -> String {
    if styles.indices.contains(series) { return styles[series] }
    if series < histogram.valueCount { return "s\(series)" }
    return histogram.series[series] == Histogram.absent ? "absent" : "other"
  }

  private func words(_ bin: Histogram.Bin) -> String {
    var text = "\(NumberText.time(bin.begin.text)): \(NumberText.counted(bin.total, "record"))"
    if histogram.isGrouped {
      for (name, count) in zip(histogram.series, bin.counts) where count > 0 {
        text += ", \(name) \(NumberText.grouped(count))"
      }
    }
    return text
  }

  private var markers: String {
    var svg = ""
    for (slot, found) in marks.sorted(by: { $0.key < $1.key }) {
      let middle = x(slot) + step / 2
      let text = found.map(\.text).joined(separator: "; ")
      svg +=
        "<g><title>\(XMLText.escaped(text))</title><path class=\"mark\" d=\"M\(ChartStyle.number(middle)) "
      svg += "\(bottom + 3)l6 10h-12z\"/></g>\n"
    }
    return svg
  }

  private var timeLabels: String {
    var svg = ""
    for label in TimeLabels.list(slots) {
      let place = ChartStyle.number(x(label.slot) + step / 2)
      svg +=
        "<text class=\"soft\" x=\"\(place)\" y=\"\(bottom + 28)\" text-anchor=\"middle\">\(label.hour)</text>"
      if let day = label.day {
        svg += "<text x=\"\(place)\" y=\"\(bottom + 46)\" text-anchor=\"middle\">\(day)</text>"
      }
      svg += "\n"
    }
    return svg
  }

  private var legend: String {
    guard histogram.isGrouped else { return "" }
    var svg = ""
    for (index, name) in histogram.series.enumerated() {
      let x = Self.left + index % 3 * (plotWidth / 3)
      let y = legendTop + index / 3 * 22
      svg += "<rect class=\"\(colour(index))\" x=\"\(x)\" y=\"\(y)\" width=\"12\" height=\"12\"/>"
      svg += "<text x=\"\(x + 18)\" y=\"\(y + 11)\">"
      svg +=
        "\(XMLText.escaped(DisplayText.fitted(name, to: 38)))<title>\(XMLText.escaped(name))</title></text>\n"
    }
    return svg
  }
}
