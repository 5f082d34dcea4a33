import CaseFile
import Evidence
import GRDB

/// What a scan's constraints say about which row groups to open.
struct ScanPlan {
  private(set) var constraints: [EventConstraint] = []
  /// Nanoseconds; records without a time are never ruled out by it (SQLite does that).
  private(set) var timeRange: ClosedRange<Int64>?
  private var recordRange: ClosedRange<Int> = 0...Int.max
  private var source: Int?
  private var isEmpty = false
  private let kinds: [EventColumns.Kind]

  init() { kinds = [] }

  init(_ constraints: [EventConstraint], columns: EventColumns) {
    self.constraints = constraints
    kinds = constraints.map { columns.columns[$0.column].kind }
    var low = Int64.min
    var high = Int64.max
    for (constraint, kind) in zip(constraints, kinds) {
      switch kind {
      case .timeNanoseconds, .time:
        guard let bound = Self.nanoseconds(constraint.value, kind) else { continue }
        switch constraint.operation {
        case .equal:
          low = max(low, bound.low)
          high = min(high, bound.high)
        case .greater, .greaterOrEqual: low = max(low, bound.low)
        case .less, .lessOrEqual: high = min(high, bound.high)
        case .passes: continue
        }
      case .record: narrowRecords(constraint)
      case .sourceID:
        if constraint.operation == .equal, case .integer(let id) = constraint.value { source = Int(id) }
      default: continue
      }
    }
    if low > high { isEmpty = true } else if low > .min || high < .max { timeRange = low...high }
  }

  private mutating func narrowRecords(_ constraint: EventConstraint) {
    guard case .integer(let value) = constraint.value else { return }
    let bound = Int(value)
    var low = recordRange.lowerBound
    var high = recordRange.upperBound
    switch constraint.operation {
    case .equal:
      low = max(low, bound)
      high = min(high, bound)
    case .greater, .greaterOrEqual: low = max(low, bound)
    case .less, .lessOrEqual: high = min(high, bound)
    case .passes: return
    }
    if low > high { isEmpty = true } else { recordRange = low...high }
  }

  /// A time constraint's value in nanoseconds, widened where the text names less than nanoseconds
  /// (`'2024-05-01'` is less than every time of that day, so it is its first nanosecond).
  private static func nanoseconds(_ value: SQLValue, _ kind: EventColumns.Kind) -> (low: Int64, high: Int64)?
  {
    switch (value, kind) {
    case (.integer(let ns), .timeNanoseconds): return (ns, ns)
    case (.text(let text), .time):
      // Comparing text compares time only if the text has the form of `time`, cut anywhere behind the day.
      guard text.count >= 10, let first = fill(text, "0000-00-00T00:00:00.000000000Z"),
        let last = fill(text, "9999-99-99T23:59:59.999999999Z")
      else { return nil }
      return (first, last)
    default: return nil
    }
  }

  private static func fill(_ text: [UInt8], _ pattern: String) -> Int64? {
    let rest = Array(pattern.utf8)
    guard text.count <= rest.count else { return nil }
    let full = text + rest[text.count...]
    guard full[10] == UInt8(ascii: "T"), let civil = full.span.isoTime(at: 0), civil.end == full.count else {
      return nil
    }
    return civil.utc().unixNanoseconds
  }

  /// Whether a row group can hold a match.
  func allows(_ row: GroupRow, _ bounds: ColumnBounds) throws -> Bool {
    if isEmpty { return false }
    if let source, row.source != source { return false }
    if row.firstLeaf > recordRange.upperBound || row.firstLeaf + row.spanCount <= recordRange.lowerBound {
      return false
    }
    if let timeRange, let low = row.minTime, let high = row.maxTime,
      high < timeRange.lowerBound || low > timeRange.upperBound
    {
      return false
    }
    for (constraint, kind) in zip(constraints, kinds) {
      if case .field(let ids) = kind, try !bounds.allows(constraint, ids: ids, group: row.id) { return false }
    }
    return true
  }
}

/// Least and greatest values of column chunks, read once per field.
final class ColumnBounds {
  private struct Bounds {
    var low: SQLValue
    var high: SQLValue
  }

  private let reader: CaseReader
  private let isOn: Bool
  private var cache: [Int: [Int: Bounds]] = [:]

  /// - Parameter isOn: false opens every row group (to prove that pruning changes no answer).
  init(_ reader: CaseReader, isOn: Bool) {
    self.reader = reader
    self.isOn = isOn
  }

  /// False only when no record of the group can satisfy the constraint.
  func allows(_ constraint: EventConstraint, ids: Set<Int>, group: Int) throws -> Bool {
    guard isOn else { return true }
    for id in ids {
      guard let bounds = try load(id)[group] else { continue }
      if Self.allows(constraint, bounds) { return true }
    }
    return false
  }

  private func load(_ field: Int) throws -> [Int: Bounds] {
    if let found = cache[field] { return found }
    let rows = try reader.read { db, _ in
      try Row.fetchAll(
        db,
        sql: "SELECT row_group_id, min, max, record_count, value_count FROM column_chunk WHERE field_id = ?",
        arguments: [field]
      ).map { row in
        // A record with several values is compared as a JSON array: such a chunk is never ruled out.
        let single = Int.fromDatabaseValue(row[3]) == Int.fromDatabaseValue(row[4])
        return (
          Int.fromDatabaseValue(row[0]) ?? -1,
          Bounds(low: single ? Self.value(row[1]) : .null, high: single ? Self.value(row[2]) : .null)
        )
      }
    }
    let bounds = Dictionary(rows) { first, _ in first }
    cache[field] = bounds
    return bounds
  }

  private static func value(_ value: DatabaseValue) -> SQLValue {
    switch value.storage {
    case .null: .null
    case .int64(let number): .integer(number)
    case .double(let number): .real(number)
    case .string(let text): SQLValue(text)
    case .blob(let data): .text([UInt8](data))
    }
  }

  private static func allows(_ constraint: EventConstraint, _ bounds: Bounds) -> Bool {
    let below: Bool
    let above: Bool
    let equalLow: Bool
    let equalHigh: Bool
    switch (constraint.value, bounds.low, bounds.high) {
    case (.integer(let value), .integer(let low), .integer(let high)):
      (below, above, equalLow, equalHigh) = (value < low, value > high, value == low, value == high)
    case (.text(let value), .text(let low), .text(let high)):
      below = value.lexicographicallyPrecedes(low)
      above = high.lexicographicallyPrecedes(value)
      (equalLow, equalHigh) = (value == low, value == high)
    default: return true
    }
    switch constraint.operation {
    case .equal: return !below && !above
    case .greater: return !above && !equalHigh
    case .greaterOrEqual: return !above
    case .less: return !below && !equalLow
    case .lessOrEqual: return !below
    // A wildcard says nothing about least and greatest values; absence does, and is looked at by the caller.
    case .passes: return true
    }
  }
}
