import Query

/// What of the evidence can be seen in the SIEM, and where it is blind: counts, holes, fields, times and lengths
/// (docs/completeness.md, "Coverage"). All counts are exact, and of records in scope.
package struct Coverage: Sendable {
  /// By host, channel, event id and hour, in that order; only what has raw records.
  package var cells: [CoverageCell]
  /// By host and channel, in that order.
  package var channels: [ChannelCoverage]
  /// Holes in the numbers of the records, by host, channel and number.
  package var gaps: [RecordGap]
  /// The longest of `gaps` that is missing in the SIEM, by the time between what is there before and after.
  package var longestHole: RecordGap?
  /// Fields that cannot be searched: by event type and field, those of most records first.
  package var fields: [FieldCoverage]
  /// By host.
  package var times: [HostTiming]
  package var arrival: Arrival
  package var lengths: TextLengths

  /// - Parameter whole: the comparison with the records that are out of scope, where they were taken out: what the raw
  ///   lacks itself is seen among all its records.
  package init(_ comparison: Comparison, within whole: Comparison? = nil) {
    var counts = CoverageCounts(comparison)
    (cells, channels) = counts.finish()
    gaps = RecordGap.all(of: whole ?? comparison)
    longestHole = gaps.filter { $0.kind == .inSIEM }
      .max { ($0.duration, $0.count, -$0.first) < ($1.duration, $1.count, -$1.first) }
    fields = FieldCoverage.all(of: comparison)
    times = HostTiming.all(of: comparison)
    arrival = Arrival(comparison)
    lengths = TextLengths(comparison)
  }
}

/// How many records there are, how many of them the export has in some form, and how many of those as they were logged.
package struct CoverageCount: Sendable, Equatable {
  package var raw = 0
  package var present = 0
  package var intact = 0

  mutating func add(_ record: RecordFacts) {
    raw += 1
    if !record.verdicts.contains(VerdictSet(.missing)) { present += 1 }
    if record.verdicts.gravest?.isIntact ?? true { intact += 1 }
  }
}

/// The records of one event id of one channel of one host in one hour.
package struct CoverageCell: Sendable, Equatable {
  package var computer: WordID
  package var channel: WordID
  package var eventID: WordID
  /// Hours since 1970 UTC; nil: the records have no time.
  package var hour: Int64?
  package var count: CoverageCount
}

/// The records of one channel of one host.
package struct ChannelCoverage: Sendable, Equatable {
  package var computer: WordID
  package var channel: WordID
  package var count: CoverageCount
  /// Times of the first and last record, nanoseconds since 1970; nil: none has a time.
  package var first: Int64?
  package var last: Int64?
  /// Times of the first and last record that the export has.
  package var firstPresent: Int64?
  package var lastPresent: Int64?

  fileprivate mutating func add(_ record: RecordFacts) {
    count.add(record)
    guard record.time != .min else { return }
    first = min(first ?? record.time, record.time)
    last = max(last ?? record.time, record.time)
    if record.verdicts.contains(VerdictSet(.missing)) { return }
    firstPresent = min(firstPresent ?? record.time, record.time)
    lastPresent = max(lastPresent ?? record.time, record.time)
  }
}

/// Counts cells and channels in one pass.
private struct CoverageCounts {
  private struct Place: Hashable {
    var computer: WordID
    var channel: WordID
    var eventID: WordID
    var hour: Int64?
  }

  private var cells: [Place: CoverageCount] = [:]
  private var channels: [Place: ChannelCoverage] = [:]

  init(_ comparison: Comparison) {
    for record in comparison.records where record.isInScope {
      let hour = record.time == .min ? nil : record.time.flooredDivision(by: 3_600_000_000_000)
      let place = Place(
        computer: record.computer, channel: record.channel, eventID: record.eventID, hour: hour)
      cells[place, default: CoverageCount()].add(record)
      let whole = Place(computer: record.computer, channel: record.channel, eventID: 0, hour: nil)
      channels[
        whole,
        default: ChannelCoverage(computer: record.computer, channel: record.channel, count: CoverageCount())
      ]
      .add(record)
    }
  }

  mutating func finish() -> ([CoverageCell], [ChannelCoverage]) {
    let sorted = cells.sorted { a, b in
      let (x, y) = (a.key, b.key)
      return (x.computer, x.channel, x.eventID, x.hour ?? .min)
        < (y.computer, y.channel, y.eventID, y.hour ?? .min)
    }
    return (
      sorted.map { place, count in
        CoverageCell(
          computer: place.computer, channel: place.channel, eventID: place.eventID, hour: place.hour,
          count: count)
      },
      channels.values.sorted { ($0.computer, $0.channel) < ($1.computer, $1.channel) }
    )
  }
}
