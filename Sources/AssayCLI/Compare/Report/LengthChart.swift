import Pages

/// How long texts or values are, on both sides of a line: above what was logged, below what came. The length runs on
/// a scale on which each doubling takes as much room, in four bins; heights are logarithms, so that one record can be
/// seen beside a million.
struct LengthChart {
  /// Counts by bin.
  struct Series {
    let name: String
    let style: String
    private(set) var counts: [Int: Int] = [:]

    init(_ name: String, style: String) {
      self.name = name
      self.style = style
    }

    mutating func add(_ length: Int) { counts[LengthChart.bin(max(1, length)), default: 0] += 1 }
    var total: Int { counts.values.reduce(0, +) }
  }

  /// Makes the ids of the element's parts.
  let id: String
  let title: String
  /// `bytes` or `characters`.
  let unit: String
  let upperName: String
  let lowerName: String
  let upper: [Series]
  let lower: [Series]
  /// Lengths at which a line stands.
  let limits: [(length: Int, text: String)]

  private static let width = 960
  private static let left = 80
  private static let half = 120
  private static let top = 64
  private var middle: Int { Self.top + Self.half }
  private var bottom: Int { middle + (lower.isEmpty ? 0 : Self.half) }
  private var height: Int { bottom + 72 }

  /// Four bins for each doubling.
  private static func bin(_ length: Int) -> Int {
    let octave = Int.bitWidth - 1 - length.leadingZeroBitCount
    return octave * 4 + (octave >= 2 ? (length >> (octave - 2)) & 3 : (length << (2 - octave)) & 3)
  }

  /// The least length of a bin.
  static func begin(_ bin: Int) -> Int {
    let octave = bin / 4
    let quarter = 4 + bin % 4
    return octave >= 2 ? quarter << (octave - 2) : (quarter + (1 << (2 - octave)) - 1) >> (2 - octave)
  }

  /// Bins from the first to the last that holds anything.
  private var bins: ClosedRange<Int>? {
    let used = (upper + lower).flatMap(\.counts.keys)
    guard let first = used.min(), let last = used.max() else { return nil }
    return first...last
  }

  private func place(_ length: Int, _ bins: ClosedRange<Int>) -> Double {
    let bin = Self.bin(length)
    let (begin, end) = (Self.begin(bin), Self.begin(bin + 1))
    let part = end > begin ? Double(length - begin) / Double(end - begin) : 0
    return Double(Self.left)
      + (Double(bin - bins.lowerBound) + part) * Double(Self.width - Self.left - 16) / Double(bins.count)
  }

  /// The element; nothing where there is nothing to count.
  var svg: HTML {
    guard let bins else { return "" }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(at: Self.width) \(at: height)" role="img" \
      aria-labelledby="\(id)-title \(id)-desc" class="chart">
      <title id="\(id)-title">\(title)</title>
      <desc id="\(id)-desc">Above the line \(upperName), below it \(lowerName); heights are logarithms.</desc>
      <rect class="ground" width="\(at: Self.width)" height="\(at: height)"/>
      <text class="head" x="\(at: Self.left)" y="24">\(title)</text>
      \(bars(upper, bins, isUp: true))\(bars(lower, bins, isUp: false))\
      <line class="axis" x1="\(at: Self.left)" x2="\(at: Self.width - 16)" y1="\(at: middle)" y2="\(at: middle)"/>
      \(marks(bins))\(ticks(bins))\(legend)</svg>

      """
  }

  private func bars(_ series: [Series], _ bins: ClosedRange<Int>, isUp: Bool) -> HTML {
    let totals = bins.map { bin in series.reduce(0) { $0 + ($1.counts[bin] ?? 0) } }
    let scale = HistogramScale(highest: max(1, totals.max() ?? 0), isLog: true)
    let step = Double(Self.width - Self.left - 16) / Double(bins.count)
    var svg: HTML = ""
    for (bin, total) in zip(bins, totals) where total > 0 {
      let x = Double(Self.left) + Double(bin - bins.lowerBound) * step
      let full = max(3, scale.share(total) * Double(Self.half - 8))
      let range =
        "\(NumberText.grouped(Self.begin(bin))) to \(NumberText.grouped(Self.begin(bin + 1) - 1)) \(unit)"
      let words = series.filter { $0.counts[bin] != nil }.map {
        "\($0.name) \(NumberText.grouped($0.counts[bin] ?? 0))"
      }
      svg += "<g><title>\("\(range): \(words.joined(separator: ", "))")</title>"
      var done = 0.0
      for part in series {
        guard let count = part.counts[bin] else { continue }
        let length = full * Double(count) / Double(total)
        let y = isUp ? Double(middle) - done - length : Double(middle) + done
        svg += """
          <rect class="\(part.style)" x="\(at: x + step * 0.06)" y="\(at: y)" width="\(at: step * 0.88)" \
          height="\(at: length)"/>
          """
        done += length
      }
      svg += "</g>\n"
    }
    return svg
  }

  private func marks(_ bins: ClosedRange<Int>) -> HTML {
    var svg: HTML = ""
    for (number, limit) in limits.enumerated() {
      let x = place(max(1, limit.length), bins)
      let isRight = x > Double(Self.width) * 0.6
      svg += """
        <line class="limit" x1="\(at: x)" x2="\(at: x)" y1="\(at: Self.top - 22 + number % 2 * 14)" y2="\(at: bottom)"/>\
        <text x="\(at: x + (isRight ? -6 : 6))" y="\(at: Self.top - 18 + number % 2 * 14)" \
        text-anchor="\(isRight ? "end" : "start")">\(limit.text)</text>

        """
    }
    return svg
  }

  private func ticks(_ bins: ClosedRange<Int>) -> HTML {
    let every = bins.count > 40 ? 8 : 4
    var svg: HTML = """
      <text class="soft" x="\(at: Self.left - 8)" y="\(at: Self.top + 12)" text-anchor="end">\(upperName)</text>

      """
    if !lower.isEmpty {
      svg += """
        <text class="soft" x="\(at: Self.left - 8)" y="\(at: bottom - 4)" text-anchor="end">\(lowerName)</text>

        """
    }
    for bin in bins where bin % every == 0 {
      let x = place(Self.begin(bin), bins)
      svg += """
        <text class="soft" x="\(at: x)" y="\(at: bottom + 18)" text-anchor="middle">\(Self.begin(bin))</text>

        """
    }
    return svg
  }

  private var legend: HTML {
    var svg: HTML = ""
    for (place, series) in (upper + lower).enumerated() {
      let x = Self.left + place * 220
      svg += """
        <rect class="\(series.style)" x="\(at: x)" y="\(at: bottom + 42)" width="12" height="12"/>\
        <text x="\(at: x + 18)" y="\(at: bottom + 53)">\(series.name)</text>

        """
    }
    return svg
  }

  /// The same numbers as a table.
  var table: HTML {
    guard let bins else { return "" }
    let all = upper + lower
    var rows: HTML = ""
    for bin in bins where all.contains(where: { $0.counts[bin] != nil }) {
      let cells = all.map { series -> HTML in "<td class=\"n\">\(series.counts[bin] ?? 0)</td>" }
      rows +=
        "<tr><td class=\"n\">\(Self.begin(bin))</td><td class=\"n\">\(Self.begin(bin + 1) - 1)</td>\(cells)</tr>\n"
    }
    return """
      <table><thead><tr><th scope="col" class="n">from</th><th scope="col" class="n">to \(unit)</th>\
      \(all.map { "<th scope=\"col\" class=\"n\">\($0.name)</th>" })</tr></thead>
      <tbody>
      \(rows)</tbody></table>

      """
  }
}
