import CaseFile
import Evidence

/// An order of rows by time that a scan gives by itself, so that nothing is sorted before the first row is there.
/// Only for row groups without times outside of `Int64` nanoseconds.
struct TimeOrder: Sendable, Equatable {
  /// The latest first.
  var isDescending = false
  /// Among records of one time, and among those without one, the last first.
  var recordsDescend = false
  /// Records without a time come before all others, not after them.
  var missingFirst = false

  /// What a scan gives of each row group.
  enum Part: Sendable {
    case timed, missing
  }

  /// - Parameter terms: of `ORDER BY`. Nil where they ask for another order.
  init?(_ terms: [(kind: EventColumns.Kind, isDescending: Bool)]) {
    guard let first = terms.first else { return nil }
    isDescending = first.isDescending
    switch first.kind {
    case .timeKey: missingFirst = isDescending
    // NULL is SQLite's least value.
    case .time, .timeNanoseconds: missingFirst = !isDescending
    default: return nil
    }
    guard terms.count > 1 else { return }
    // There is one record of each number: further terms decide nothing.
    guard terms[1].kind == .record else { return nil }
    recordsDescend = terms[1].isDescending
  }

  /// The order as a number, for `ScanText`.
  var code: Int { (isDescending ? 1 : 0) | (recordsDescend ? 2 : 0) | (missingFirst ? 4 : 0) }

  init(code: Int) {
    isDescending = code & 1 != 0
    recordsDescend = code & 2 != 0
    missingFirst = code & 4 != 0
  }

  /// What a time is sorted by, ascending.
  func key(_ nanoseconds: Int64) -> Int64 { isDescending ? ~nanoseconds : nanoseconds }

  /// The least key that a row group can have; nil where none of its records has a time.
  func bound(_ row: GroupRow) -> Int64? { (isDescending ? row.maxTime : row.minTime).map(key) }

  /// Decides between row groups that come to the same time, ascending.
  func rank(_ row: GroupRow) -> Int { recordsDescend ? -row.firstLeaf : row.firstLeaf }

  /// The records of a group that belong to a part, in order, and whether there are others.
  ///
  /// - Parameter selection: ascending; nil for all.
  /// - Returns: nil records for all of them, as they stand.
  func arranged(
    _ selection: [Int32]?, _ times: GroupTimes, _ part: Part
  ) -> (records: [Int32]?, hasOthers: Bool) {
    let wanted: UInt8 = part == .timed ? 1 : 0
    let isWhole = selection == nil && !times.kinds.contains { $0 != wanted }
    if isWhole, !recordsDescend, part == .missing || isAscending(times.nanoseconds) { return (nil, false) }
    let all = selection ?? Array(0..<Int32(times.kinds.count))
    var kept = isWhole ? all : all.filter { times.kinds[Int($0)] == wanted }
    let hasOthers = kept.count < all.count
    if recordsDescend { kept.reverse() }
    guard part == .timed else { return (kept, hasOthers) }
    let keys = kept.map { key(times.nanoseconds[Int($0)]) }
    if isAscending(keys, by: { $0 }) { return (kept, hasOthers) }
    // Its place decides between equal keys.
    let places = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    return (places.map { kept[$0] }, hasOthers)
  }

  private func isAscending(_ nanoseconds: [Int64]) -> Bool { isAscending(nanoseconds, by: key) }

  private func isAscending(_ list: [Int64], by key: (Int64) -> Int64) -> Bool {
    var last = Int64.min
    for value in list {
      let next = key(value)
      if next < last { return false }
      last = next
    }
    return true
  }
}
