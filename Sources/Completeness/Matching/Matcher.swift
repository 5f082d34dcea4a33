import Evidence

/// Which row each record is in, by what matching has found so far. Stages ask for what is left and pair it.
struct Matcher {
  /// Facts that change only when the answer is put together.
  var records: [RecordFacts]
  let recordPrints: [RecordPrint]
  var rows: [RowFacts]
  let rowPrints: [RowPrint]
  /// Nanoseconds by which the time of a row may differ.
  let precision: Int64

  /// First row of each record; -1: none.
  private(set) var rowOf: [Int32]
  /// Record of each row; -1: none.
  private(set) var recordOf: [Int32]
  private(set) var kinds: [MatchKind]
  /// Further rows of records.
  private(set) var further: [Int: [Int]] = [:]

  init(_ records: consuming RecordPass.Result, _ rows: consuming RowPass.Result) {
    rowOf = Array(repeating: -1, count: records.facts.count)
    recordOf = Array(repeating: -1, count: rows.facts.count)
    kinds = Array(repeating: .none, count: records.facts.count)
    self.records = records.facts
    recordPrints = records.prints
    self.rows = rows.facts
    rowPrints = rows.prints
    precision = ExportTime.precision(digits: rows.timeDigits)
  }

  /// What a stage does with records and rows of one key whose times do not agree.
  enum Rest {
    /// Pairs them in order: they are equal in everything else.
    case pair
    /// Pairs them if there is one of each.
    case pairSingle
    /// Leaves them.
    case leave
  }

  /// Pairs records and rows, not yet paired, that have the same key: those with the same time first, the rest as `rest`
  /// says, always in order of position.
  ///
  /// - Parameters: 0 is no key.
  mutating func join(
    _ kind: MatchKind, rest: Rest, record recordKey: (Int) -> Int, row rowKey: (Int) -> Int
  ) {
    let left = keyed(records.indices, isFree: { rowOf[$0] < 0 }, recordKey)
    if left.isEmpty { return }
    let right = keyed(rows.indices, isFree: { recordOf[$0] < 0 }, rowKey)
    var i = 0
    var j = 0
    while i < left.count, j < right.count {
      let key = left[i].key
      if key < right[j].key {
        i += 1
      } else if key > right[j].key {
        j += 1
      } else {
        let (iEnd, jEnd) = (Self.groupEnd(left, i), Self.groupEnd(right, j))
        assign(left[i..<iEnd].map { Int($0.index) }, right[j..<jEnd].map { Int($0.index) }, kind, rest)
        (i, j) = (iEnd, jEnd)
      }
    }
  }

  private struct Keyed {
    var key: Int
    var index: Int32
  }

  private func keyed(_ indices: Range<Int>, isFree: (Int) -> Bool, _ key: (Int) -> Int) -> [Keyed] {
    var list: [Keyed] = []
    for index in indices where isFree(index) {
      let key = key(index)
      if key != 0 { list.append(Keyed(key: key, index: Int32(truncatingIfNeeded: index))) }
    }
    list.sort { $0.key != $1.key ? $0.key < $1.key : $0.index < $1.index }
    return list
  }

  private static func groupEnd(_ list: [Keyed], _ start: Int) -> Int {
    var end = start + 1
    while end < list.count, list[end].key == list[start].key { end += 1 }
    return end
  }

  /// Pairs within a group of one key.
  private mutating func assign(_ group: [Int], _ rows: [Int], _ kind: MatchKind, _ rest: Rest) {
    if group.count == 1, rows.count == 1 {
      if rest == .leave, !sameTime(group[0], rows[0]) { return }
      return pair(group[0], rows[0], kind)
    }
    let byTime = group.sorted { (records[$0].time, $0) < (records[$1].time, $1) }
    var free: [Int] = []
    var open = rows.sorted { (self.rows[$0].time, $0) < (self.rows[$1].time, $1) }[...]
    var later: [Int] = []
    for record in byTime {
      while let row = open.first, self.rows[row].time < records[record].time, !sameTime(record, row) {
        later.append(row)
        open = open.dropFirst()
      }
      if let row = open.first, sameTime(record, row) {
        pair(record, row, kind)
        open = open.dropFirst()
      } else {
        free.append(record)
      }
    }
    later += open
    guard !free.isEmpty, !later.isEmpty else { return }
    switch rest {
    case .leave: break
    case .pairSingle: if free.count == 1, later.count == 1 { pair(free[0], later[0], kind) }
    case .pair: for (record, row) in zip(free, later) { pair(record, row, kind) }
    }
  }

  /// Whether a row's time is a record's, as exactly as the export says times.
  func sameTime(_ record: Int, _ row: Int) -> Bool {
    let (a, b) = (records[record].time, rows[row].time)
    if a == .min || b == .min { return false }
    let (difference, overflow) = a.subtractingReportingOverflow(b)
    return !overflow && difference.magnitude < precision.magnitude
  }

  mutating func pair(_ record: Int, _ row: Int, _ kind: MatchKind) {
    rowOf[record] = Int32(truncatingIfNeeded: row)
    recordOf[row] = Int32(truncatingIfNeeded: record)
    kinds[record] = kind
  }

  /// Takes a pair apart: they are two events.
  mutating func unpair(_ record: Int) {
    guard rowOf[record] >= 0 else { return }
    recordOf[Int(rowOf[record])] = -1
    rowOf[record] = -1
    kinds[record] = .none
  }

  /// A row that a record shares with another one, or a further row of a record.
  mutating func share(_ record: Int, _ row: Int, _ kind: MatchKind) {
    if rowOf[record] < 0 {
      rowOf[record] = Int32(truncatingIfNeeded: row)
      kinds[record] = kind
    } else {
      further[record, default: []].append(row)
    }
    if recordOf[row] < 0 { recordOf[row] = Int32(truncatingIfNeeded: record) }
  }

  func freeRecords() -> [Int] { records.indices.filter { rowOf[$0] < 0 } }
  func freeRows() -> [Int] { rows.indices.filter { recordOf[$0] < 0 } }
}
