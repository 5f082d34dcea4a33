/// A hole in the numbers of a channel's records (EventRecordID), and whose it is.
package struct RecordGap: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// The raw has these records, the SIEM has not.
    case inSIEM = "missing_in_siem"
    /// Neither has them: lost at the source, cleared, or the raw is a sample. No proof of deletion.
    case inBoth = "missing_in_both"
  }

  package var computer: WordID
  package var channel: WordID
  package var kind: Kind
  /// First and last number of the hole.
  package var first: Int64
  package var last: Int64
  /// Records that are missing: raw records where the raw has them, numbers where it has not.
  package var count: Int64
  /// Times of what is there before and after it, nanoseconds since 1970 (of a hole in both sides: of the raw records
  /// beside it); nil: nothing is there, or it has no time.
  package var before: Int64?
  package var after: Int64?

  /// Nanoseconds from what is there before to what is there after; 0 at an end.
  package var duration: Int64 {
    guard let before, let after else { return 0 }
    let (length, overflow) = after.subtractingReportingOverflow(before)
    return overflow ? 0 : max(0, length)
  }

  private struct Place: Hashable {
    var computer: WordID
    var channel: WordID
  }

  /// All holes, by host, channel and number. Numbers that come twice (a log that began again) count once.
  /// Complexity: O(n log n).
  static func all(of comparison: Comparison) -> [RecordGap] {
    var groups: [Place: [Int]] = [:]
    for (position, record) in comparison.records.enumerated() where record.recordID >= 0 {
      groups[Place(computer: record.computer, channel: record.channel), default: []].append(position)
    }
    let sorted = groups.sorted { ($0.key.computer, $0.key.channel) < ($1.key.computer, $1.key.channel) }
    return sorted.flatMap { holes($0.key, $0.value, comparison.records) }
  }

  private static func holes(_ place: Place, _ list: [Int], _ records: [RecordFacts]) -> [RecordGap] {
    let order = list.sorted { (records[$0].recordID, $0) < (records[$1].recordID, $1) }
    var gaps: [RecordGap] = []
    var hole: RecordGap?
    var present: Int64?
    var previous: RecordFacts?
    func time(_ record: RecordFacts) -> Int64? { record.time == .min ? nil : record.time }
    for position in order {
      let record = records[position]
      if let previous, record.recordID - previous.recordID > 1 {
        gaps.append(
          RecordGap(
            computer: place.computer, channel: place.channel, kind: .inBoth, first: previous.recordID + 1,
            last: record.recordID - 1, count: record.recordID - previous.recordID - 1, before: time(previous),
            after: time(record)))
      }
      previous = record
      // The raw has it: no hole there. Of the SIEM it says nothing.
      guard record.isInScope else { continue }
      if record.verdicts.contains(VerdictSet(.missing)) {
        if hole == nil {
          hole = RecordGap(
            computer: place.computer, channel: place.channel, kind: .inSIEM, first: record.recordID,
            last: record.recordID, count: 0, before: present)
        }
        hole?.last = record.recordID
        hole?.count += 1
      } else {
        present = time(record)
        if var open = hole {
          open.after = present
          gaps.append(open)
          hole = nil
        }
      }
    }
    if let hole { gaps.append(hole) }
    return gaps.sorted { ($0.first, $0.kind.rawValue) < ($1.first, $1.kind.rawValue) }
  }
}
