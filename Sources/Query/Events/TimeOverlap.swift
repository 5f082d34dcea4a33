import CaseFile

/// How many row groups are open at the same time when they are merged by time.
struct TimeOverlap {
  /// Of one time, at most.
  private(set) var groups = 0
  private(set) var records = 0

  /// Groups that may be open where values stand in the records' text: their blocks are kept meanwhile
  /// (`CaseReader.mergedBlockBytes`).
  static let mostTextGroups = 10
  /// Groups that may be open at all.
  static let mostGroups = 128
  /// About how many bytes their columns may take.
  static let mostBytes = 64 << 20

  /// - Parameter rows: nil overlap where one states its times the wrong way round: a damaged case.
  init?(_ rows: [GroupRow]) {
    var starts: [(time: Int64, records: Int)] = []
    var ends: [(time: Int64, records: Int)] = []
    for row in rows {
      guard let least = row.minTime, let greatest = row.maxTime else { continue }
      if greatest < least { return nil }
      starts.append((least, row.recordCount))
      ends.append((greatest, row.recordCount))
    }
    starts.sort { $0.time < $1.time }
    ends.sort { $0.time < $1.time }
    var open = 0
    var end = 0
    for (index, start) in starts.enumerated() {
      while end < ends.count, ends[end].time < start.time {
        open -= ends[end].records
        end += 1
      }
      open += start.records
      records = max(records, open)
      groups = max(groups, index + 1 - end)
    }
  }

  /// Whether a merge is bounded.
  ///
  /// - Parameters:
  ///   - columns: how many columns with dictionaries are read.
  ///   - distinctBytes: of the distinct values of one row group, as a mean.
  func isBounded(columns: Int, distinctBytes: Int) -> Bool {
    if groups <= Self.mostTextGroups { return true }
    // A code for each record, one in the chunk, and which chunk.
    let (codes, tooMany) = records.multipliedReportingOverflow(by: 12 * columns + 16)
    let (values, tooLong) = groups.multipliedReportingOverflow(by: distinctBytes)
    return groups <= Self.mostGroups && !tooMany && !tooLong && codes <= Self.mostBytes
      && values <= Self.mostBytes
  }
}
