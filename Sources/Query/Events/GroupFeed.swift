import CaseFile

/// Row groups of a scan, one after the other in a fixed order: unpacked ahead on other threads once a second one is
/// asked for, so that a question with one row pays for one group.
final class GroupFeed {
  private let reader: CaseReader
  private let scan: GroupScan
  private let rows: [GroupRow]
  private let threads: Int
  private let isCancelled: () -> Bool
  private var next = 0
  private var scanner: GroupScanner?
  private var ahead: OrderedWork<ScannedGroup>?

  /// - Parameters:
  ///   - reader: of the thread that asks.
  ///   - rows: the groups that the constraints allow, in the order wanted.
  ///   - threads: 1 does all work on the thread that asks.
  init(
    _ reader: CaseReader, _ scan: GroupScan, rows: [GroupRow], threads: Int, isCancelled: @escaping () -> Bool
  ) {
    self.reader = reader
    self.scan = scan
    self.rows = rows
    self.threads = threads
    self.isCancelled = isCancelled
  }

  /// The next group; nil after the last.
  ///
  /// - Throws: what reading that group throws, after all groups before it were given.
  func nextGroup() throws -> ScannedGroup? {
    guard next < rows.count else { return nil }
    defer { next += 1 }
    if next == 1, threads > 1, rows.count > 2 { workAhead() }
    if let ahead { return try ahead.next(isCancelled: isCancelled) }
    if let scanner { return try scanner.scan(rows[next]) }
    let scanner = try GroupScanner(reader, scan)
    self.scanner = scanner
    return try scanner.scan(rows[next])
  }

  private func workAhead() {
    let rows = Array(rows[next...])
    ahead = OrderedWork(count: rows.count, threads: threads, ahead: threads * 4) {
      [scan, copies = reader.copies] isStopped in
      let reader = try copies()
      reader.isCancelled = isStopped
      let scanner = try GroupScanner(reader, scan)
      return { piece in try scanner.scan(rows[piece]) }
    }
  }
}
