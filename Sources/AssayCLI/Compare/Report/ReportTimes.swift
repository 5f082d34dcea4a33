import Completeness
import Evidence
import Pages
import Query

/// The records of a comparison by time and host, in bins that are as fine as a page can show. For charts: a bounded
/// number of bins and of hosts, whatever the number of records.
struct ReportTimes {
  /// What became of the records of one place.
  struct Count: Equatable {
    var raw = 0
    var missing = 0
    /// Missing ones too.
    var notAsLogged = 0

    mutating func add(_ record: RecordFacts) {
      raw += 1
      if record.verdicts.contains(VerdictSet(.missing)) { missing += 1 }
      if !(record.verdicts.gravest?.isIntact ?? true) { notAsLogged += 1 }
    }

    mutating func add(_ other: Count) {
      raw += other.raw
      missing += other.missing
      notAsLogged += other.notAsLogged
    }
  }

  struct Host: Equatable {
    var name: String
    /// By bin.
    var bins: [Count]
    /// With records that have no time.
    var total = Count()
  }

  /// Hosts that have a line of their own; the others are counted together.
  static let mostHosts = 24
  /// Places on the time axis, folded empty stretches too.
  private static let mostSlots = 96
  private static let widths = [
    "1s", "10s", "1m", "5m", "15m", "1h", "3h", "6h", "12h", "1d", "1w", "1mon", "3mon", "1y", "10y", "100y",
  ]

  /// Records as logged, not as logged, and missing; over time.
  let histogram: Histogram
  /// Hosts with most missing records first; all others are one, last.
  let hosts: [Host]
  /// Hosts that are counted together in the last one; 0: none is.
  let otherHosts: Int

  static let series = ["in the export as logged", "in the export, not as logged", "missing"]

  init(_ comparison: Comparison) {
    let times = comparison.records.lazy.map(\.time).filter { $0 != .min }.sorted()
    let (name, width, begins) = Self.bins(times)
    let starts = begins.map { Self.nanoseconds($0) }
    var totals: [WordID: Count] = [:]
    for record in comparison.records { totals[record.computer, default: Count()].add(record) }
    let ranked = totals.map { computer, total in
      (
        computer: computer, total: total,
        name: computer == 0 ? "(none named)" : comparison.words[computer]
      )
    }.sorted { a, b in
      let (x, y) = (a.total, b.total)
      if x.missing != y.missing { return x.missing > y.missing }
      if x.notAsLogged != y.notAsLogged { return x.notAsLogged > y.notAsLogged }
      return x.raw != y.raw ? x.raw > y.raw : a.name < b.name
    }
    let empty = Array(repeating: Count(), count: begins.count)
    var shown = ranked.prefix(Self.mostHosts).map { Host(name: $0.name, bins: empty, total: $0.total) }
    let rest = ranked.dropFirst(Self.mostHosts)
    if !rest.isEmpty {
      shown.append(
        Host(
          name: NumberText.counted(rest.count, "other host"), bins: empty,
          total: rest.reduce(into: Count()) { $0.add($1.total) }))
    }
    var lines: [WordID: Int] = [:]
    for (line, host) in ranked.enumerated() { lines[host.computer] = min(line, Self.mostHosts) }
    for record in comparison.records where record.time != .min {
      guard let line = lines[record.computer], let bin = Self.bin(of: record.time, starts) else { continue }
      shown[line].bins[bin].add(record)
    }
    hosts = shown
    otherHosts = rest.count
    histogram = Histogram(
      series: Self.series,
      bins: begins.enumerated().map { place, begin in
        let count = shown.reduce(into: Count()) { $0.add($1.bins[place]) }
        return Histogram.Bin(
          begin: begin,
          counts: [count.raw - count.notAsLogged, count.notAsLogged - count.missing, count.missing])
      }, widthName: name, width: width)
  }

  /// The finest width that gives a page full of bins at most, and where its bins with records begin.
  private static func bins(_ times: [Int64]) -> (name: String, width: TimeWidth, begins: [Timestamp]) {
    var found: (name: String, width: TimeWidth, begins: [Timestamp]) = ("1h", .hour, [])
    for name in widths {
      guard let width = TimeWidth(Array(name.utf8)) else { continue }
      var begins: [Timestamp] = []
      var slots = 0
      var next = 0
      while next < times.count, slots <= mostSlots {
        guard let begin = width.begin(of: Timestamp(unixNanoseconds: times[next])) else { break }
        if let last = begins.last {
          let empty = width.count(from: last, to: begin) - 1
          slots += empty > Histogram.emptyDrawn ? 1 : empty
        }
        begins.append(begin)
        slots += 1
        let end = width.begin(1, after: begin).map(nanoseconds) ?? .max
        next = firstPlace(in: times, from: next) { $0 >= end }
      }
      found = (name, width, begins)
      if slots <= mostSlots { break }
    }
    return found
  }

  private static func nanoseconds(_ time: Timestamp) -> Int64 {
    Int64(clamping: Int128(time.seconds) * 1_000_000_000 + Int128(time.nanoseconds))
  }

  private static func bin(of time: Int64, _ starts: [Int64]) -> Int? {
    let after = firstPlace(in: starts, from: 0) { $0 > time }
    return after > 0 ? after - 1 : nil
  }

  /// The first place from `start` on at which a sorted list holds what `isBehind` is true of.
  private static func firstPlace(in list: [Int64], from start: Int, _ isBehind: (Int64) -> Bool) -> Int {
    var (low, high) = (start, list.count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(list[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
