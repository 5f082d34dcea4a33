package import Evidence
package import Query

/// Counts over time, with what a chart must show beside them: empty stretches, records without a time, places
/// where logs have gaps. Numbers only: `HistogramText` and `HistogramSVG` draw it.
package struct Histogram: Sendable {
  /// Values that have a series of their own; all others are counted together.
  package static let mostSeries = 6
  /// Empty bins in a row that are drawn; more are folded into one place, which says how many.
  package static let emptyDrawn = 5

  /// Name of the series of records without a value.
  package static let absent = "(none)"

  package struct Bin: Sendable, Equatable {
    package var begin: Timestamp
    /// By series.
    package var counts: [Int]
    package var total: Int { counts.reduce(0, +) }

    /// - Parameter counts: by series.
    package init(begin: Timestamp, counts: [Int]) {
      self.begin = begin
      self.counts = counts
    }
  }

  /// A gap of a log, at the time at which records come again.
  package struct Mark: Sendable, Equatable {
    package var time: Timestamp
    package var text: String

    package init(time: Timestamp, text: String) {
      self.time = time
      self.text = text
    }
  }

  /// A place on the time axis.
  package enum Slot: Sendable, Equatable {
    case bin(Bin)
    /// Empty bins that are not drawn one by one.
    case fold(first: Timestamp, count: Int)
  }

  /// Width of a bin, as in `15m`.
  package let widthName: String
  private let width: TimeWidth
  /// Names of the series; one without a name where nothing is told apart.
  package private(set) var series: [String] = []
  /// Of the series, those that have a value of their own: behind them come all others, and records without one.
  package private(set) var valueCount = 0
  /// Bins with records, ascending.
  package private(set) var bins: [Bin] = []
  /// Records without a time, by series; empty where there are none.
  package private(set) var withoutTime: [Int] = []
  package private(set) var marks: [Mark] = []

  /// - Parameters:
  ///   - rows: `bin` (text or NULL), the value if `isGrouped`, `records`.
  package init(
    rows: [[SQLValue]], isGrouped: Bool, widthName: String, width: TimeWidth, marks: [Mark] = []
  ) {
    self.widthName = widthName
    self.width = width
    let cells = rows.compactMap { row -> (bin: Timestamp?, value: SQLValue, count: Int)? in
      guard let first = row.first, case .integer(let count)? = row.last else { return nil }
      var bin: Timestamp?
      if case .text(let text) = first {
        guard let civil = text.span.isoTime(at: 0) else { return nil }
        bin = civil.utc()
      }
      return (bin, isGrouped && row.count > 2 ? row[1] : .null, Int(count))
    }
    let index = Self.series(cells.map { ($0.value, $0.count) }, isGrouped: isGrouped)
    series = index.names
    valueCount = index.values
    for cell in cells {
      let place = index.place[cell.value] ?? series.count - 1
      if let begin = cell.bin {
        if bins.last?.begin != begin {
          bins.append(Bin(begin: begin, counts: [Int](repeating: 0, count: series.count)))
        }
        bins[bins.count - 1].counts[place] += cell.count
      } else {
        if withoutTime.isEmpty { withoutTime = [Int](repeating: 0, count: series.count) }
        withoutTime[place] += cell.count
      }
    }
    self.marks = marks.sorted { ($0.time, $0.text) < ($1.time, $1.text) }
  }

  /// A histogram of series that are known.
  ///
  /// - Parameter bins: those with records, ascending.
  package init(series: [String], bins: [Bin], widthName: String, width: TimeWidth) {
    self.widthName = widthName
    self.width = width
    self.series = series
    valueCount = series.count
    self.bins = bins
  }

  /// The values with most records first; then all others in one series; records without a value last.
  private static func series(
    _ cells: [(value: SQLValue, count: Int)], isGrouped: Bool
  ) -> (names: [String], values: Int, place: [SQLValue: Int]) {
    guard isGrouped else { return ([""], 1, [:]) }
    var totals: [SQLValue: Int] = [:]
    for cell in cells { totals[cell.value, default: 0] += cell.count }
    let absent = totals.removeValue(forKey: .null)
    let ranked = totals.map { (value: $0.key, name: name($0.key), count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    // A last value alone needs no "other".
    let shown = ranked.count == mostSeries + 1 ? ranked.count : min(ranked.count, mostSeries)
    var names = ranked.prefix(shown).map(\.name)
    var place: [SQLValue: Int] = [:]
    for (index, entry) in ranked.enumerated() { place[entry.value] = min(index, shown) }
    if shown < ranked.count { names.append("other (\(NumberText.counted(ranked.count - shown, "value")))") }
    if absent != nil {
      place[.null] = names.count
      names.append(Self.absent)
    }
    return (names.isEmpty ? [""] : names, shown, place)
  }

  private static func name(_ value: SQLValue) -> String {
    switch value {
    case .null: Self.absent
    case .integer(let number): String(number)
    case .real(let number): "\(number)"
    case .text(let bytes), .blob(let bytes): bytes.isEmpty ? "(empty)" : DisplayText.escaped(bytes)
    }
  }

  /// Records with a time.
  package var total: Int { bins.reduce(0) { $0 + $1.total } }
  /// Most records in a bin.
  package var highest: Int { bins.map(\.total).max() ?? 0 }
  /// Whether records are told apart.
  package var isGrouped: Bool { series.count > 1 || series.first?.isEmpty == false }

  /// All places in order of time: bins, empty ones too, long empty stretches as one.
  package var slots: [Slot] {
    var slots: [Slot] = []
    var last: Timestamp?
    for bin in bins {
      if let last {
        let empty = width.count(from: last, to: bin.begin) - 1
        if empty > Self.emptyDrawn, let first = width.begin(1, after: last) {
          slots.append(.fold(first: first, count: empty))
        } else if empty > 0 {
          for step in 1...empty {
            guard let begin = width.begin(step, after: last) else { continue }
            slots.append(.bin(Bin(begin: begin, counts: [Int](repeating: 0, count: series.count))))
          }
        }
      }
      slots.append(.bin(bin))
      last = bin.begin
    }
    return slots
  }

  /// Marks by the place in `slots` that they belong to; those outside the drawn time are left out.
  package func marks(of slots: [Slot]) -> [Int: [Mark]] {
    let begins = slots.map { slot in
      switch slot {
      case .bin(let bin): bin.begin
      case .fold(let first, _): first
      }
    }
    guard let last = begins.last, let end = width.begin(1, after: last) else { return [:] }
    var placed: [Int: [Mark]] = [:]
    var place = -1
    for mark in marks where mark.time < end {
      while place + 1 < begins.count, begins[place + 1] <= mark.time { place += 1 }
      if place >= 0 { placed[place, default: []].append(mark) }
    }
    return placed
  }
}
