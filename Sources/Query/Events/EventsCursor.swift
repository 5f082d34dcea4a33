import CaseFile

/// Walks the records of the case, opening only the row groups that the constraints allow: in record order, or in an
/// order of time.
final class EventsCursor {
  private enum Walk {
    case records(GroupFeed)
    case times(TimeMerge)
  }

  private let reader: CaseReader
  private var scan: GroupScan?
  private var walk: Walk?
  private var rows: GroupRows?

  init(_ reader: CaseReader) { self.reader = reader }

  /// Starts a scan.
  ///
  /// - Parameter makeFeed: of row groups, in the order given.
  func filter(
    _ scan: GroupScan, _ groups: [GroupRow], _ makeFeed: @escaping (GroupScan, [GroupRow]) -> GroupFeed
  ) throws {
    self.scan = scan
    rows = nil
    if let order = scan.timeOrder {
      let merge = TimeMerge(reader, scan, order, groups, makeFeed)
      walk = .times(merge)
      rows = try merge.first()
    } else {
      let feed = makeFeed(scan, groups)
      walk = .records(feed)
      rows = try nextGroup(feed, scan)
    }
  }

  func next() throws {
    guard let rows, let scan else { return }
    switch walk {
    case .records(let feed): if !rows.advance() { self.rows = try nextGroup(feed, scan) }
    case .times(let merge): if try !merge.staysAfterAdvancing(rows) { self.rows = try merge.next() }
    case nil: return
    }
    if self.rows == nil { walk = nil }
  }

  private func nextGroup(_ feed: GroupFeed, _ scan: GroupScan) throws -> GroupRows? {
    while let scanned = try feed.nextGroup() {
      if scanned.count > 0 { return try GroupRows(reader, scan, scanned) }
      // Counted as opened all the same.
      _ = try reader.open(scanned.row, parts: scanned.parts)
    }
    return nil
  }

  var atEnd: Bool { rows == nil }

  /// How many records the current row stands for.
  var weight: Int64 { rows?.weight ?? 1 }

  /// Gives the value of a column of the current record to `result`.
  func value(_ index: Int, _ result: some ValueSink) throws { try rows?.value(index, result) }
}
