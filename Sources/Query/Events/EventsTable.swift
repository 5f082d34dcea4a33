internal import CSQLiteShim
import CaseFile
import Evidence

/// The virtual table `events`.
final class EventsTable: VirtualTable {
  private let reader: CaseReader
  let columns: EventColumns
  private let bounds: ColumnBounds
  /// Called with a column's name when a question compares it, declared TEXT, with a number.
  var onTextComparedWithNumber: (String) -> Void = { _ in }

  /// - Parameter pushdown: false scans everything (to prove that pruning changes no answer).
  init(_ reader: CaseReader, pushdown: Bool = true) {
    self.reader = reader
    columns = EventColumns(fields: reader.fields)
    bounds = ColumnBounds(reader, isOn: pushdown)
    isPushingDown = pushdown
  }

  private let isPushingDown: Bool
  /// Arguments among which lists are taken whole.
  private static let mostLists = 16
  /// Where `value_match` says what it could not decide.
  let matching = MatchingReport()

  /// `value_match` on a column is decided once for each distinct value of a row group.
  func overload(_ function: String) -> FunctionOverload? {
    guard function == "value_match" else { return nil }
    return unsafe SearchMatching.valueMatchOverload(matching)
  }

  var declaration: String { columns.declaration }

  func plan(_ request: ScanRequest) -> ScanChoice {
    var choice = ScanChoice(cost: Double(reader.recordsConsidered) + 10)
    for constraint in request.constraints {
      noteComparison(constraint)
      guard var operation = Self.operation(constraint.operation) else { continue }
      if constraint.isList {
        // One scan for all values, not one for each.
        guard operation == .equal, choice.arguments.count < Self.mostLists else { continue }
        operation = .isOneOf
      }
      guard isPushingDown, constraint.isUsable, operation != .passes || hasDictionary(constraint.column)
      else {
        continue
      }
      choice.arguments.append(constraint.position)
      if constraint.isList { choice.lists.insert(constraint.position) }
      choice.text += "\(constraint.column)\(Character(Unicode.Scalar(operation.rawValue)))"
      let isNarrow = operation == .equal || operation == .isOneOf || operation == .passes
      choice.cost = max(1, isNarrow ? choice.cost / 20 : choice.cost / 3)
    }
    if choice.arguments.isEmpty, isPushingDown, let column = groupedColumn(request) {
      // Only that column is read, in groups: each distinct value is found once, not sorted.
      choice.isOrdered = true
      choice.number = 1
      choice.text = "\(column)"
    }
    return choice
  }

  private func hasDictionary(_ column: Int) -> Bool {
    guard columns.columns.indices.contains(column) else { return false }
    switch columns.columns[column].kind {
    case .common, .field: return true
    default: return false
    }
  }

  private static func operation(_ code: Int32) -> EventConstraint.Operator? {
    switch code {
    case SQLITE_INDEX_CONSTRAINT_EQ: .equal
    case SQLITE_INDEX_CONSTRAINT_GT: .greater
    case SQLITE_INDEX_CONSTRAINT_GE: .greaterOrEqual
    case SQLITE_INDEX_CONSTRAINT_LT: .less
    case SQLITE_INDEX_CONSTRAINT_LE: .lessOrEqual
    case SQLITE_INDEX_CONSTRAINT_FUNCTION: .passes
    default: nil
    }
  }

  private static let comparisons: Set<Int32> = [
    SQLITE_INDEX_CONSTRAINT_EQ, SQLITE_INDEX_CONSTRAINT_GT, SQLITE_INDEX_CONSTRAINT_LE,
    SQLITE_INDEX_CONSTRAINT_LT, SQLITE_INDEX_CONSTRAINT_GE, SQLITE_INDEX_CONSTRAINT_NE,
    SQLITE_INDEX_CONSTRAINT_IS, SQLITE_INDEX_CONSTRAINT_ISNOT,
  ]

  private func noteComparison(_ constraint: ScanRequest.Constraint) {
    guard Self.comparisons.contains(constraint.operation),
      columns.columns.indices.contains(constraint.column),
      !columns.columns[constraint.column].isInteger
    else { return }
    switch constraint.value {
    case .integer, .real: onTextComparedWithNumber(columns.columns[constraint.column].name)
    default: break
    }
  }

  /// The one column that a `GROUP BY` or `DISTINCT` reads, if nothing else is read.
  private func groupedColumn(_ request: ScanRequest) -> Int? {
    guard request.order.count == 1, let column = request.order.first, (0..<63).contains(column),
      request.distinct == 1 || request.distinct == 2, request.columnsUsed == UInt64(1) << UInt64(column)
    else { return nil }
    switch columns.columns[column].kind {
    case .common, .field: return column
    default: return nil
    }
  }

  func open() -> any VirtualCursor {
    EventsTableCursor(reader, columns: columns, bounds: bounds)
  }
}

/// Either a scan of records, or the values of one column in groups.
private final class EventsTableCursor: VirtualCursor {
  private let scan: EventsCursor
  private let grouped: GroupedCursor
  private var isGrouped = false

  init(_ reader: CaseReader, columns: EventColumns, bounds: ColumnBounds) {
    scan = EventsCursor(reader, columns: columns, bounds: bounds)
    grouped = GroupedCursor(reader, columns: columns)
  }

  func filter(number: Int32, text: String, arguments: [ScanArgument]) throws {
    isGrouped = number == 1
    if isGrouped {
      try grouped.filter(column: Int(text) ?? 0)
      return
    }
    var constraints: [EventConstraint] = []
    var digits = 0
    for byte in text.utf8 {
      if (48...57).contains(byte) {
        digits = digits * 10 + Int(byte) - 48
        continue
      }
      if let operation = EventConstraint.Operator(rawValue: byte), constraints.count < arguments.count {
        switch arguments[constraints.count] {
        case .value(let value):
          constraints.append(EventConstraint(column: digits, operation: operation, value: value))
        case .list(let list):
          constraints.append(EventConstraint(column: digits, operation: operation, value: .null, list: list))
        }
      }
      digits = 0
    }
    try scan.filter(constraints)
  }

  func next() throws {
    if isGrouped { grouped.next() } else { try scan.next() }
  }

  var atEnd: Bool { isGrouped ? grouped.atEnd : scan.atEnd }

  func value(_ column: Int, _ result: ResultContext) throws {
    if isGrouped { grouped.value(result) } else { try scan.value(column, result) }
  }

  /// Not asked for: the table is declared WITHOUT ROWID, since rows in groups have no record number.
  var rowID: Int64 { 0 }
}

/// The values of one column over the whole case, equal ones beside each other, in ascending order.
private final class GroupedCursor {
  private let reader: CaseReader
  private let columns: EventColumns
  private var values: [(value: SQLValue, count: Int)] = []
  private var index = 0
  private var taken = 0

  init(_ reader: CaseReader, columns: EventColumns) {
    self.reader = reader
    self.columns = columns
  }

  func filter(column: Int) throws {
    var counts: [SQLValue: Int] = [:]
    for row in reader.groups where row.recordCount > 0 {
      let values = try ColumnValues(reader.open(row), columns.columns[column], reader: reader)
      try values.count(records: row.recordCount, into: &counts)
    }
    values = counts.map { ($0.key, $0.value) }.sorted { $0.value.precedes($1.value) }
    index = 0
    taken = 0
  }

  var atEnd: Bool { index >= values.count }

  func next() {
    taken += 1
    if taken >= values[index].count {
      index += 1
      taken = 0
    }
  }

  func value(_ result: ResultContext) { result.value(values[index].value) }
}

extension SQLValue {
  /// SQLite's order: NULL, numbers, text, blobs; text by bytes.
  func precedes(_ other: SQLValue) -> Bool {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): a < b
    case (.text(let a), .text(let b)), (.blob(let a), .blob(let b)): a.lexicographicallyPrecedes(b)
    default: rank < other.rank
    }
  }

  private var rank: Int {
    switch self {
    case .null: 0
    case .integer, .real: 1
    case .text: 2
    case .blob: 3
    }
  }
}
