import CaseFile
import Evidence

/// What a scan's constraints say about which row groups to open.
struct ScanPlan: Sendable {
  private(set) var constraints: [EventConstraint] = []
  /// Nanoseconds; records without a time are never ruled out by it (SQLite does that).
  private(set) var timeRange: ClosedRange<Int64>?
  /// A time outside `Int64` nanoseconds, which has a text, can be in the range: it is open on one side.
  private var allowsFarTimes = false
  private var recordRange: ClosedRange<Int> = 0...Int.max
  private var sources: Set<Int>?
  /// Record numbers of an `IN (…)`, ascending; nil without one.
  private var wantedRecords: [Int]?
  private var isEmpty = false
  /// Of each constraint.
  private let columns: [EventColumns.Column]

  init() { columns = [] }

  init(_ constraints: [EventConstraint], columns: EventColumns) {
    self.constraints = constraints
    self.columns = constraints.map { columns.columns[$0.column] }
    var low = Int64.min
    var high = Int64.max
    var comparesNanoseconds = false
    for (constraint, kind) in zip(constraints, self.columns.map(\.kind)) {
      switch kind {
      case .timeNanoseconds, .time:
        guard let bound = Self.nanoseconds(constraint.value, kind) else { continue }
        comparesNanoseconds = comparesNanoseconds || kind == .timeNanoseconds
        switch constraint.operation {
        case .equal:
          low = max(low, bound)
          high = min(high, bound)
        case .greater, .greaterOrEqual: low = max(low, bound)
        case .less, .lessOrEqual: high = min(high, bound)
        case .isOneOf, .passes, .like, .glob, .isNull, .holdsText: continue
        }
      case .record: narrowRecords(constraint)
      case .sourceID:
        if let ids = constraint.alternatives?.integers { sources = sources?.intersection(ids) ?? Set(ids) }
      default: continue
      }
    }
    if low > high { isEmpty = true } else if low > .min || high < .max { timeRange = low...high }
    allowsFarTimes = !comparesNanoseconds && (low == .min || high == .max)
  }

  private mutating func narrowRecords(_ constraint: EventConstraint) {
    if constraint.operation == .isOneOf {
      guard let numbers = constraint.list.integers else { return }
      narrow(to: numbers.min() ?? 1, numbers.max() ?? 0)
      wantedRecords = numbers.sorted()
      return
    }
    guard case .integer(let value) = constraint.value else { return }
    let bound = Int(value)
    switch constraint.operation {
    case .equal: narrow(to: bound, bound)
    case .greater, .greaterOrEqual: narrow(to: bound, .max)
    case .less, .lessOrEqual: narrow(to: 0, bound)
    case .isOneOf, .passes, .like, .glob, .isNull, .holdsText: return
    }
  }

  private mutating func narrow(to first: Int, _ last: Int) {
    let low = max(first, recordRange.lowerBound)
    let high = min(last, recordRange.upperBound)
    if low > high { isEmpty = true } else { recordRange = low...high }
  }

  /// A time constraint's value in nanoseconds.
  private static func nanoseconds(_ value: SQLValue, _ kind: EventColumns.Kind) -> Int64? {
    switch (value, kind) {
    case (.integer(let ns), .timeNanoseconds): ns
    case (.text(let text), .time): bound(text)
    default: nil
    }
  }

  /// The first time whose text is not less than `text`, which may be cut anywhere. Nil unless it has the form of
  /// `time`, digit for digit: only then does comparing text compare time.
  private static func bound(_ text: [UInt8]) -> Int64? {
    let pattern = Array("0000-01-01T00:00:00.000000000Z".utf8)
    // A month or day cut in its middle has no number to fill it with.
    guard text.count >= 4, text.count <= pattern.count, text.count != 6, text.count != 9 else { return nil }
    for (byte, wanted) in zip(text, pattern) {
      let isDigit = (48...57).contains(wanted)
      guard isDigit ? (48...57).contains(byte) : byte == wanted else { return nil }
    }
    let full = text + pattern[text.count...]
    guard let civil = full.span.isoTime(at: 0), civil.end == full.count else { return nil }
    return civil.utc().unixNanoseconds
  }

  /// Whether a row group can hold a match.
  func allows(_ row: GroupRow, _ bounds: ColumnBounds) throws -> Bool {
    if isEmpty { return false }
    if let sources, !sources.contains(row.source) { return false }
    if row.firstLeaf > recordRange.upperBound || row.firstLeaf + row.spanCount <= recordRange.lowerBound {
      return false
    }
    if let wantedRecords, !wantedRecords.contains(where: row.leaves.contains) { return false }
    if let timeRange, let low = row.minTime, let high = row.maxTime,
      high < timeRange.lowerBound || low > timeRange.upperBound,
      try !(allowsFarTimes && bounds.hasFarTimes(row))
    {
      return false
    }
    for constraint in constraints where constraint.operation == .holdsText {
      if try !bounds.allowsText(constraint.value, row) { return false }
    }
    for (constraint, column) in zip(constraints, columns) {
      guard case .field(let ids) = column.kind, constraint.operation != .isNull else { continue }
      if try !bounds.allows(constraint, ids: ids, isInteger: column.isInteger, group: row.id) { return false }
    }
    return true
  }
}
