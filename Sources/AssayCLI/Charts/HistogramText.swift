import Evidence
package import Pages

/// A histogram in lines of text: a bin a line, its bar in eighths of a column.
package enum HistogramText {
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  /// Columns of the bars where the terminal does not decide.
  private static let standardBar = 40
  private static let leastBar = 10

  /// - Parameters:
  ///   - columns: of the terminal; nil where nothing is shortened.
  ///   - isLog: bars are as long as the logarithm of the count.
  package static func lines(_ histogram: Histogram, columns: Int?, isLog: Bool, style: TextStyle) -> [String]
  {
    guard !histogram.bins.isEmpty || !histogram.withoutTime.isEmpty else { return [] }
    let slots = histogram.slots
    let marks = histogram.marks(of: slots)
    let layout = Layout(histogram, columns: columns, hasMarks: !marks.isEmpty)
    var lines = [style.bold(layout.heading(isLog: isLog))]
    for (index, slot) in slots.enumerated() {
      let mark = markText(marks[index] ?? [])
      switch slot {
      case .bin(let bin):
        let bar = bar(bin.total, of: histogram.highest, columns: layout.bar, isLog: isLog)
        lines.append(
          layout.line(NumberText.time(bin.begin.text), bin.counts, bar: bar, mark: mark, columns: columns))
      case .fold(let first, let count):
        let text =
          "⋮ \(NumberText.counted(count, "empty bin")) from \(NumberText.time(first.text))"
          + (mark.isEmpty ? "" : "  " + mark)
        lines.append(columns.map { DisplayText.fitted(text, to: $0) } ?? text)
      }
    }
    if !histogram.withoutTime.isEmpty {
      lines.append(layout.line("(no time)", histogram.withoutTime, bar: "", mark: "", columns: columns))
    }
    return lines
  }

  private static func markText(_ marks: [Histogram.Mark]) -> String {
    guard let first = marks.first else { return "" }
    return "▲ " + DisplayText.escaped(first.text) + (marks.count > 1 ? " and \(marks.count - 1) more" : "")
  }

  /// A bar for a count; some sign for every count from 1 on.
  static func bar(_ count: Int, of highest: Int, columns: Int, isLog: Bool) -> String {
    guard count > 0, highest > 0 else { return "" }
    let share = HistogramScale(highest: highest, isLog: isLog).share(count)
    let units = max(1, Int((share * Double(columns * 8)).rounded()))
    return String(repeating: "█", count: units / 8) + eighths[units % 8]
  }

  /// Widths of what stands in a line.
  private struct Layout {
    let histogram: Histogram
    var bar = HistogramText.standardBar
    private var time = 20
    private var total = 7
    private var values: [Int] = []

    init(_ histogram: Histogram, columns: Int?, hasMarks: Bool) {
      self.histogram = histogram
      let rows = histogram.bins.map(\.counts) + (histogram.withoutTime.isEmpty ? [] : [histogram.withoutTime])
      total = max(total, rows.map { NumberText.grouped($0.reduce(0, +)).count }.max() ?? 0)
      if histogram.isGrouped {
        values = histogram.series.enumerated().map { index, name in
          let counts = rows.map { NumberText.grouped($0[index]).count }.max() ?? 0
          let width = max(counts, DisplayText.width(name))
          return columns == nil ? width : min(width, max(counts, 16))
        }
      }
      guard let columns else { return }
      let rest = columns - time - total - 4 - values.reduce(0) { $0 + $1 + 2 }
      bar = max(HistogramText.leastBar, min(rest - (hasMarks ? 24 : 0), 80))
    }

    func heading(isLog: Bool) -> String {
      var line = "bin of \(histogram.widthName)".padding(to: time) + "  " + "records".leading(to: total)
      line += "  " + (isLog ? "logarithm" : "")
      if values.isEmpty { return line.trimmed }
      line = line.padding(to: time + total + 4 + bar)
      for (name, width) in zip(histogram.series, values) {
        line += "  " + DisplayText.fitted(name, to: width).leading(to: width)
      }
      return line.trimmed
    }

    func line(_ name: String, _ counts: [Int], bar text: String, mark: String, columns: Int?) -> String {
      var line = name.padding(to: time) + "  "
      line += NumberText.grouped(counts.reduce(0, +)).leading(to: total) + "  " + text
      if !values.isEmpty {
        line = line.padding(to: time + total + 4 + bar)
        for (count, width) in zip(counts, values) {
          line += "  " + (count == 0 ? "·" : NumberText.grouped(count)).leading(to: width)
        }
      }
      if !mark.isEmpty { line += "  " + mark }
      return columns.map { DisplayText.fitted(line.trimmed, to: $0) } ?? line.trimmed
    }
  }
}

extension String {
  /// Blanks in front, up to a number of columns.
  func leading(to columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - DisplayText.width(self))) + self
  }

  /// Without blanks at the end.
  var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
