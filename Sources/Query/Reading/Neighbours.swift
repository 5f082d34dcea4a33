import CaseFile
package import Evidence
import Formats

/// A span beside another one.
package struct Neighbour: Sendable {
  package var locator: Locator
  package var record: Int
  package var source: Int
  package var isGap: Bool
  /// Nil for a gap, and for a record without a time in the range of `time_ns`.
  package var time: Timestamp?
  package var text: [UInt8]
}

/// What stands before and after a span, nearest last and nearest first.
package struct Neighbours: Sendable {
  package var before: [Neighbour] = []
  package var after: [Neighbour] = []

  /// None.
  package init() {}

  init(before: [Neighbour], after: [Neighbour]) {
    self.before = before
    self.after = after
  }
}

/// Finds spans beside a span of a case. Row groups are kept while it lives.
package final class NeighbourFinder {
  private let reader: CaseReader
  private var opened: [Int: GroupAccess] = [:]

  package init(_ reader: CaseReader) { self.reader = reader }

  /// Spans beside it in its source, gaps too, at most `count` on each side.
  package func inSource(of leaf: Int, count: Int) throws -> Neighbours {
    let source = try reader.span(leaf).block.row.source
    func spans(_ leaves: some Sequence<Int>) throws -> [Neighbour] {
      var found: [Neighbour] = []
      for leaf in leaves {
        let place = try reader.span(leaf)
        guard place.block.row.source == source else { break }
        found.append(try neighbour(place))
      }
      return found
    }
    return Neighbours(
      before: try spans((max(0, leaf - count)..<leaf).reversed()).reversed(),
      after: try spans(leaf + 1..<min(reader.treeSize, leaf + 1 + count)))
  }

  /// Records beside it in time, of all sources that are asked, in the order of time and then record number; nil where
  /// it has no time. Of row groups, only those are opened whose least and greatest times allow a nearer record.
  package func inTime(of leaf: Int, count: Int) throws -> Neighbours? {
    guard let own = try time(of: leaf) else { return nil }
    let place = Place(time: own.unixNanoseconds ?? 0, leaf: leaf)
    var before = Nearest(count: count) { $0 > $1 }
    var after = Nearest(count: count) { $0 < $1 }
    let groups = reader.groups.filter { $0.minTime != nil && $0.maxTime != nil && $0.recordCount > 0 }
    for row in groups.sorted(by: { ($1.maxTime ?? 0) < ($0.maxTime ?? 0) }) {
      guard let low = row.minTime, let high = row.maxTime, low <= place.time else { continue }
      if let worst = before.worst, high < worst.time { break }
      try forEachRecord(row) { if $0 < place { before.add($0) } }
    }
    for row in groups.sorted(by: { ($0.minTime ?? 0) < ($1.minTime ?? 0) }) {
      guard let low = row.minTime, let high = row.maxTime, high >= place.time else { continue }
      if let worst = after.worst, low > worst.time { break }
      try forEachRecord(row) { if place < $0 { after.add($0) } }
    }
    return Neighbours(
      before: try before.places.reversed().map { try neighbour(reader.span($0.leaf)) },
      after: try after.places.map { try neighbour(reader.span($0.leaf)) })
  }

  private func forEachRecord(_ row: GroupRow, _ body: (Place) -> Void) throws {
    // Not kept: a row group is walked through once on each side.
    let group = try reader.open(row)
    let times = try group.times()
    for record in 0..<row.recordCount
    where times.kinds[record] == 1 && !reader.leavesOut(group.leaf(ofRecord: record)) {
      body(Place(time: times.nanoseconds[record], leaf: group.leaf(ofRecord: record)))
    }
  }

  /// The time of a span, if it is a record of a source that is asked and its time is in range.
  private func time(of leaf: Int) throws -> Timestamp? {
    guard let row = reader.group(ofLeaf: leaf) else { return nil }
    let group: GroupAccess
    if let known = opened[row.id] {
      group = known
    } else {
      group = try reader.open(row)
      if opened.count >= 4 { opened.removeAll() }
      opened[row.id] = group
    }
    guard let record = group.record(ofSpan: leaf - row.firstLeaf) else { return nil }
    let times = try group.times()
    return times.kinds[record] == 1 ? Timestamp(unixNanoseconds: times.nanoseconds[record]) : nil
  }

  private func neighbour(_ place: SpanPlace) throws -> Neighbour {
    Neighbour(
      locator: place.locator, record: place.leaf, source: place.block.row.source,
      isGap: place.span.kind == .gap, time: try time(of: place.leaf), text: reader.text(place))
  }
}

/// Where a record stands in the order of time.
private struct Place: Comparable {
  var time: Int64
  var leaf: Int

  static func < (a: Place, b: Place) -> Bool { (a.time, a.leaf) < (b.time, b.leaf) }
}

/// The nearest few of many places, nearest first.
private struct Nearest {
  let count: Int
  let isNearer: (Place, Place) -> Bool
  private(set) var places: [Place] = []

  init(count: Int, isNearer: @escaping (Place, Place) -> Bool) {
    self.count = count
    self.isNearer = isNearer
  }

  /// The farthest that is kept; nil while there is room for more.
  var worst: Place? { places.count < count ? nil : places.last }

  mutating func add(_ place: Place) {
    if let worst, !isNearer(place, worst) { return }
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if isNearer(place, places[middle]) { high = middle } else { low = middle + 1 }
    }
    places.insert(place, at: low)
    if places.count > count { places.removeLast() }
  }
}
