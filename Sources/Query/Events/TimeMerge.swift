import CaseFile
import Evidence

/// Gives the rows of a scan in an order of time: row groups are opened when the rows come to their least time, and
/// the open ones are merged. Records without a time come before that or after it, in record order.
final class TimeMerge {
  /// A group that is open and not the one whose rows are given.
  private struct Waiting {
    /// Of its current row.
    var key: Int64
    var rank: Int
    var rows: GroupRows

    func comes(before other: Waiting) -> Bool { (key, rank) < (other.key, other.rank) }
  }

  private let reader: CaseReader
  private let scan: GroupScan
  private let order: TimeOrder
  private let makeFeed: (GroupScan, [GroupRow]) -> GroupFeed
  /// Groups with times, by their least key.
  private let timed: [(row: GroupRow, bound: Int64)]
  /// Groups with records that have no time, as far as is known.
  private var missing: [GroupRow]
  /// The part that is being given.
  private var part: TimeOrder.Part
  private var feed: GroupFeed?
  /// How many of `timed` were opened.
  private var opened = 0
  /// The one that comes next is the last.
  private var waiting: [Waiting] = []

  /// - Parameter groups: those that the constraints allow, without times outside of `Int64` nanoseconds.
  init(
    _ reader: CaseReader, _ scan: GroupScan, _ order: TimeOrder, _ groups: [GroupRow],
    _ makeFeed: @escaping (GroupScan, [GroupRow]) -> GroupFeed
  ) {
    self.reader = reader
    self.scan = scan
    self.order = order
    self.makeFeed = makeFeed
    timed = groups.compactMap { row in order.bound(row).map { (row, $0) } }
      .sorted { ($0.bound, order.rank($0.row)) < ($1.bound, order.rank($1.row)) }
    // A condition on the time rules out records that have none.
    missing = scan.plan.timeRange == nil ? groups.filter { order.bound($0) == nil } : []
    part = order.missingFirst ? .missing : .timed
    reader.keptBlockBytes = CaseReader.mergedBlockBytes
  }

  deinit { reader.keptBlockBytes = 0 }

  /// The group of the first row; nil where there is none.
  func first() throws -> GroupRows? {
    if part == .missing, scan.plan.timeRange == nil {
      for (row, _) in timed where try hasMissing(row) { missing.append(row) }
    }
    return try next()
  }

  private func hasMissing(_ row: GroupRow) throws -> Bool {
    try reader.checkCancelled()
    let known = scan.cache[row.id]
    let group = try reader.access(row, parts: known?.parts)
    let times = try group.times()
    scan.cache.keep(GroupCache.Entry(parts: group.parts, columns: known?.columns ?? [:]), group: row.id)
    return times.kinds.contains(0)
  }

  /// Goes on in the group whose rows are given; false where another one comes next, or none.
  func staysAfterAdvancing(_ rows: GroupRows) throws -> Bool {
    guard rows.advance() else { return false }
    if part == .missing { return true }
    let key = try order.key(rows.nanoseconds())
    if opened < timed.count, timed[opened].bound <= key {
      insert(rows, key)
      return false
    }
    guard let next = waiting.last else { return true }
    let current = Waiting(key: key, rank: order.rank(rows.row), rows: rows)
    if current.comes(before: next) { return true }
    insert(rows, key)
    return false
  }

  /// The group whose row comes next; nil behind the last.
  func next() throws -> GroupRows? {
    while true {
      if let rows = part == .timed ? try nextTimed() : try nextMissing() { return rows }
      feed = nil
      let isLast = part == (order.missingFirst ? .timed : .missing)
      if isLast { return nil }
      part = part == .timed ? .missing : .timed
    }
  }

  private func nextTimed() throws -> GroupRows? {
    while opened < timed.count, waiting.last.map({ timed[opened].bound <= $0.key }) ?? true {
      let feed = try feed ?? start(timed.map(\.row))
      guard let scanned = try feed.nextGroup() else { break }
      let bound = timed[opened].bound
      opened += 1
      if scanned.hasMissing, !order.missingFirst, scan.plan.timeRange == nil { missing.append(scanned.row) }
      let rows = try GroupRows(reader, scan, scanned)
      if scanned.count == 0 { continue }
      let key = try order.key(rows.nanoseconds())
      guard key >= bound else {
        throw AssayError(
          "case.damaged", subject: reader.store.path,
          reason: "row group \(scanned.row.id) has a time outside of those that it states")
      }
      insert(rows, key)
    }
    return waiting.popLast()?.rows
  }

  private func nextMissing() throws -> GroupRows? {
    let feed = try feed ?? start(missing.sorted { order.rank($0) < order.rank($1) })
    while let scanned = try feed.nextGroup() {
      let rows = try GroupRows(reader, scan, scanned)
      if scanned.count > 0 { return rows }
    }
    return nil
  }

  private func start(_ groups: [GroupRow]) throws -> GroupFeed {
    var scan = scan
    scan.part = part
    let feed = makeFeed(scan, groups)
    self.feed = feed
    return feed
  }

  private func insert(_ rows: GroupRows, _ key: Int64) {
    let new = Waiting(key: key, rank: order.rank(rows.row), rows: rows)
    var low = 0
    var high = waiting.count
    while low < high {
      let middle = (low + high) / 2
      if new.comes(before: waiting[middle]) { low = middle + 1 } else { high = middle }
    }
    waiting.insert(new, at: low)
  }
}
