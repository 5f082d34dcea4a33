import CaseFile
import Formats

/// EventRecordIDs that several records of one stream have, given in ascending order; neighbours of one sort are one
/// finding.
struct RepeatedIDs {
  private enum Sort: Equatable {
    case sameBytes, sameTime, otherTimes

    var words: String {
      switch self {
      case .sameBytes: "the same bytes"
      case .sameTime: "the same time to the second, but other bytes"
      case .otherTimes: "different times: the IDs were used again, or two logs share this name"
      }
    }
  }

  private let reader: CaseReader
  private var open: (sort: Sort, gap: LogGap)?

  init(_ reader: CaseReader) { self.reader = reader }

  /// Takes the next ID that the stream has; gives the finding that ends with it.
  mutating func take(_ stream: LogStream, _ id: Int64, _ places: [RecordPlace]) throws -> LogGap? {
    guard places.count > 1, let first = places.first, let second = places.dropFirst().first,
      try !areLinesOfOneEvent(places)
    else { return try finish(stream) }
    let sort = try sort(places)
    if var known = open, known.sort == sort {
      known.gap.lastID = id
      known.gap.count = (known.gap.count ?? 0) + places.count
      open = known
      return nil
    }
    let ended = try finish(stream)
    open = (
      sort,
      LogGap(
        kind: .repeatedIDs, stream: stream, firstID: id, lastID: id, count: places.count, before: first,
        after: second, note: "")
    )
    return ended
  }

  /// No ID follows that would go on with the finding.
  mutating func finish(_ stream: LogStream) throws -> LogGap? {
    guard let ended = open else { return nil }
    open = nil
    var gap = ended.gap
    let (from, to) = (gap.firstID ?? 0, gap.lastID ?? 0)
    gap.note =
      (from == to ? "ID \(from) stands in" : "IDs \(from)–\(to) stand in")
      + " \(gap.count ?? 0) records, with \(ended.sort.words)"
    return gap
  }

  /// auditd writes several lines under one number: that is how an event looks there.
  private func areLinesOfOneEvent(_ places: [RecordPlace]) throws -> Bool {
    let groups = places.map { reader.group(ofLeaf: $0.record) }
    guard let source = groups.first??.source, reader.source(source)?.profile.format == .lines else {
      return false
    }
    return groups.allSatisfy { $0?.source == source }
  }

  private func sort(_ places: [RecordPlace]) throws -> Sort {
    // Some formats of export keep milliseconds or seconds only.
    let times = places.map { $0.time ?? 0 }
    guard let low = times.min(), let high = times.max(), Int128(high) - Int128(low) < 1_000_000_000,
      Set(places.map { $0.time == nil }).count == 1
    else { return .otherTimes }
    let bytes = try reader.span(places[0].record).raw
    for place in places.dropFirst() where try reader.span(place.record).raw != bytes { return .sameTime }
    return .sameBytes
  }
}
