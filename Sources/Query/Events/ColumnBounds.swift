import CaseFile
import GRDB

/// Least and greatest values of column chunks, read once per field.
final class ColumnBounds {
  private struct Bounds {
    var low: SQLValue
    var high: SQLValue
  }

  private let reader: CaseReader
  private let isOn: Bool
  private var cache: [Int: [Int: Bounds]] = [:]
  /// Fields that are JSON `null` somewhere in the case.
  private lazy var withNulls = Set(reader.fields.filter { $0.nulls > 0 }.map(\.id))
  /// Row groups with problems, and by group whether it has times outside `Int64` nanoseconds.
  private var withProblems: Set<Int>?
  private var farTimes: [Int: Bool] = [:]
  private var distinctBytes: [[Int]: Int] = [:]
  private var longValues: [[Int]: Bool] = [:]
  private let texts: TextFilter

  /// - Parameter isOn: false opens every row group (to prove that pruning changes no answer).
  init(_ reader: CaseReader, isOn: Bool) {
    self.reader = reader
    self.isOn = isOn
    texts = TextFilter(reader)
  }

  /// Whether the search filter was asked so far.
  var asksSearchFilter: Bool { texts.isAsked }

  /// False only when no record's text in the group can hold the term.
  func allowsText(_ term: SQLValue, _ row: GroupRow) throws -> Bool {
    try !isOn || texts.allows(term, row)
  }

  /// False only when no record of the group can satisfy the constraint.
  ///
  /// - Parameter isInteger: the column is declared INTEGER; otherwise a number is compared as text, also in a
  ///   group that holds nothing but numbers.
  func allows(_ constraint: EventConstraint, ids: Set<Int>, isInteger: Bool, group: Int) throws -> Bool {
    guard isOn else { return true }
    var found: [Bounds] = []
    var mayBeNull = false
    for id in ids {
      if let bounds = try load(id)[group] {
        found.append(bounds)
      } else if withNulls.contains(id) {
        // A field that is only ever `null` in the group has no chunk there, but counts as one of several values.
        mayBeNull = true
      }
    }
    // Where a record has several of the fields, their values are compared as a JSON array.
    if found.count > 1 || mayBeNull { return true }
    guard let bounds = found.first else { return false }
    if constraint.operation == .isOneOf {
      return constraint.list.contains {
        Self.allows(.equal, isInteger ? $0 : $0.asTextIsCompared, bounds, isInteger)
      }
    }
    let value = isInteger ? constraint.value : constraint.value.asTextIsCompared
    return Self.allows(constraint.operation, value, bounds, isInteger)
  }

  /// Whether records of the group have a time that only `time` can show. Each of them has a problem.
  func hasFarTimes(_ row: GroupRow) throws -> Bool {
    if withProblems == nil {
      withProblems = try reader.read { db, _ in
        try Set(Int.fetchAll(db, sql: "SELECT row_group_id FROM row_group WHERE problems IS NOT NULL"))
      }
    }
    guard withProblems?.contains(row.id) == true else { return false }
    if let known = farTimes[row.id] { return known }
    let times = try reader.read { db, zstd in try GroupStore.times(db, row, zstd) }
    let isFar = !times.wide.isEmpty
    farTimes[row.id] = isFar
    return isFar
  }

  /// About how many bytes the distinct values of fields take, all row groups together; all fields where none is
  /// named: an upper bound as far as chunks say how long their values are.
  func distinctBytes(_ ids: Set<Int>) -> Int {
    let key = ids.sorted()
    if let known = distinctBytes[key] { return known }
    let list = key.map(String.init).joined(separator: ",")
    // Without bounds there are long values, whose length is not known.
    let bytes =
      try? reader.read { db, _ in
        try Int.fetchOne(
          db,
          sql: """
            SELECT total(CASE WHEN max IS NULL THEN value_count * 512.0
              ELSE distinct_count * (48 + max(length(min), length(max))) END)
            FROM column_chunk WHERE field_id IN (\(list))
            """) ?? 0
      }
    let found = bytes ?? Int.max
    distinctBytes[key] = found
    return found
  }

  /// Whether values of these fields can stand in their records' text: chunks say so by having no bounds.
  func hasLongValues(_ ids: Set<Int>) -> Bool {
    let key = ids.sorted()
    if let known = longValues[key] { return known }
    let list = key.map(String.init).joined(separator: ",")
    let found =
      try? reader.read { db, _ in
        try Bool.fetchOne(
          db,
          sql: "SELECT EXISTS (SELECT 1 FROM column_chunk WHERE field_id IN (\(list)) AND max IS NULL)")
      }
    let isLong = found.flatMap { $0 } ?? true
    longValues[key] = isLong
    return isLong
  }

  private func load(_ field: Int) throws -> [Int: Bounds] {
    if let found = cache[field] { return found }
    let rows = try reader.read { db, _ in
      try Row.fetchAll(
        db,
        sql: """
          SELECT row_group_id, min, max, record_count, value_count, null_count FROM column_chunk
          WHERE field_id = ?
          """,
        arguments: [field]
      ).map { row in
        // A record with several values is compared as a JSON array: such a chunk is never ruled out.
        // `null` counts among the values.
        let single =
          Int.fromDatabaseValue(row[3]) == Int.fromDatabaseValue(row[4]) && Int.fromDatabaseValue(row[5]) == 0
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

  private static func allows(
    _ operation: EventConstraint.Operator, _ value: SQLValue, _ bounds: Bounds, _ isInteger: Bool
  ) -> Bool {
    let below: Bool
    let above: Bool
    let equalLow: Bool
    let equalHigh: Bool
    switch (value, bounds.low, bounds.high) {
    case (.integer(let value), .integer(let low), .integer(let high)):
      (below, above, equalLow, equalHigh) = (value < low, value > high, value == low, value == high)
    case (.text(let value), .text(let low), .text(let high)):
      below = value.lexicographicallyPrecedes(low)
      above = high.lexicographicallyPrecedes(value)
      (equalLow, equalHigh) = (value == low, value == high)
    case (.text(let value), .integer(let low), .integer(let high)) where !isInteger && operation == .equal:
      // The group holds nothing but integers in their one spelling, compared as text.
      guard let number = CanonicalInteger.parse(value.span) else { return false }
      return low <= number && number <= high
    default: return true
    }
    switch operation {
    case .equal: return !below && !above
    case .greater: return !above && !equalHigh
    case .greaterOrEqual: return !above
    case .less: return !below && !equalLow
    case .lessOrEqual: return !below
    // A wildcard says nothing about least and greatest values; absence does, and is looked at by the caller.
    case .isOneOf, .passes, .like, .glob, .isNull, .holdsText: return true
    }
  }
}

extension SQLValue {
  /// As SQLite compares it with a column that is declared TEXT: an integer as its digits.
  fileprivate var asTextIsCompared: SQLValue {
    if case .integer(let number) = self { SQLValue(String(number)) } else { self }
  }
}
