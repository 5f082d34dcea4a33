/// What an export covers, told from the records that are in it: where nobody says what was searched for.
package struct InferredScope: Sendable {
  /// Times of the first and the last record that is in it, nanoseconds since 1970 UTC; nil: none has a time.
  package private(set) var times: ClosedRange<Int64>?
  /// Computers and channels of its records, in order of their names.
  package private(set) var computers: [String] = []
  package private(set) var channels: [String] = []
  /// Missing records of these times, computers and channels.
  package private(set) var missingInside = 0
  /// Missing records of others: perhaps never asked for.
  package private(set) var missingOutside = 0

  /// Nothing is inferred of an export in which no record is.
  package init(_ comparison: Comparison) {
    var computers: Set<WordID> = []
    var channels: Set<WordID> = []
    var first = Int64.max
    var last = Int64.min
    let missing = VerdictSet(.missing)
    for record in comparison.records where !record.verdicts.contains(missing) {
      computers.insert(record.computer)
      channels.insert(record.channel)
      guard record.time != .min else { continue }
      first = min(first, record.time)
      last = max(last, record.time)
    }
    if first <= last { times = first...last }
    for record in comparison.records where record.verdicts.contains(missing) {
      let isInside =
        computers.contains(record.computer) && channels.contains(record.channel)
        && (record.time == .min || times?.contains(record.time) ?? false)
      if isInside { missingInside += 1 } else { missingOutside += 1 }
    }
    self.computers = computers.map { comparison.words[$0] }.filter { !$0.isEmpty }.sorted()
    self.channels = channels.map { comparison.words[$0] }.filter { !$0.isEmpty }.sorted()
  }
}
