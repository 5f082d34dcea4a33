internal import CSQLiteShim
import CaseFile
import Evidence
import Formats

/// The virtual table `events`, the same over claims (`claims`), or `event_counts`: the same columns, where records that agree in all columns that the
/// statement reads are one row, with their number.
final class EventsTable: VirtualTable {
  private let reader: CaseReader
  let columns: EventColumns
  private let bounds: ColumnBounds
  /// Whether the search filter was asked for a term of `text_match` so far.
  var asksSearchFilter: Bool { bounds.asksSearchFilter }
  private let isPushingDown: Bool
  private let isCounting: Bool
  private let threads: Int
  private let ownFields: [RecordFields.Common: Int]
  private let cache: GroupCache
  /// Where `value_match` says what it could not decide.
  let matching: MatchingReport
  /// Called with a column's name when a question compares it, declared TEXT, with a number.
  var onTextComparedWithNumber: (String) -> Void = { _ in }
  /// Asked while other threads are waited for.
  var isCancelled: () -> Bool = { false }
  /// Columns that the statement being prepared reads, as the authorizer is told: `sqlite3_index_info.colUsed` has
  /// one bit for all from the 64th on.
  private var namedColumns: Set<Int> = []
  /// The last count of one column over all records, for the next statement that asks for it.
  private var lastCount: (column: Int, values: CountedValues)?
  /// How row groups overlap in time, once it was asked; nil within: they cannot be merged.
  private var knownOverlap: TimeOverlap??
  /// Arguments among which lists are taken whole.
  private static let mostLists = 16

  /// - Parameters:
  ///   - pushdown: false scans everything (to prove that pruning changes no answer).
  ///   - threads: how many unpack row groups.
  ///   - matching: of a further table on the same connection, whose functions report there.
  init(
    _ reader: CaseReader, pushdown: Bool = true, threads: Int = 1, matching: MatchingReport = MatchingReport()
  ) {
    self.reader = reader
    columns = EventColumns(fields: reader.fields)
    bounds = ColumnBounds(reader, isOn: pushdown)
    isPushingDown = pushdown
    isCounting = false
    self.threads = threads
    cache = GroupCache()
    self.matching = matching
    var own: [RecordFields.Common: Int] = [:]
    for common in RecordFields.Common.allCases {
      own[common] = reader.fields.first { $0.isCommon && $0.name == common.column }?.id
    }
    ownFields = own
  }

  /// `event_counts` of the same case.
  private init(counting events: EventsTable) {
    reader = events.reader
    columns = events.columns
    bounds = events.bounds
    isPushingDown = events.isPushingDown
    isCounting = true
    threads = events.threads
    cache = events.cache
    matching = events.matching
    ownFields = events.ownFields
  }

  /// The table `event_counts`.
  func counting() -> EventsTable { EventsTable(counting: self) }

  // MARK: columns

  /// Index of the column that says how many records a row stands for.
  private var countColumn: Int { columns.columns.count }
  /// Hidden columns that take a period: `WHERE "time from" = '…' AND "time before" = '…'`.
  private var fromColumn: Int { countColumn + 1 }
  private var beforeColumn: Int { countColumn + 2 }

  var declaration: String { isCounting ? columns.countingDeclaration : columns.declaration }

  /// Forgets which columns the statement before read.
  func beginStatement() { namedColumns = [] }

  /// The statement being prepared reads a column.
  func reads(_ column: String) {
    if let index = columns.index(of: column) {
      namedColumns.insert(index)
    } else if isCounting, column == EventColumns.countName {
      namedColumns.insert(countColumn)
    }
  }

  /// Columns that the statement reads: exactly those, or more. Nil where that is not known.
  private func used(_ request: ScanRequest) -> [Int]? {
    let near = (0..<min(63, columns.columns.count)).filter { request.columnsUsed & (1 << UInt64($0)) != 0 }
    if request.columnsUsed >> 63 == 0 { return near }
    let far = namedColumns.filter { $0 >= 63 }.sorted()
    return far.isEmpty ? nil : near + far
  }

  /// `value_match` on a column is decided once for each distinct value of a row group; `text_match` on the text is asked
  /// of the search filter before a row group is opened.
  func overload(_ function: String) -> FunctionOverload? {
    switch function {
    case "value_match": return unsafe SearchMatching.valueMatchOverload(matching)
    case "text_match": return unsafe SearchMatching.textMatchOverload(matching)
    default: return nil
    }
  }

  // MARK: plan

  func plan(_ request: ScanRequest) -> ScanChoice {
    var choice = ScanChoice(cost: Double(reader.recordsConsidered) / (isCounting ? 20 : 1) + 10)
    var text = ScanText()
    for constraint in request.constraints {
      if constraint.column >= fromColumn {
        takePeriod(constraint, &choice, &text)
        continue
      }
      noteComparison(constraint)
      guard var operation = Self.operation(constraint.operation) else { continue }
      if constraint.isList {
        // One scan for all values, not one for each.
        guard operation == .equal, choice.arguments.count < Self.mostLists else { continue }
        operation = .isOneOf
      }
      guard isPushingDown, constraint.isUsable, isOfUse(operation, constraint.column) else { continue }
      choice.arguments.append(constraint.position)
      if constraint.isList { choice.lists.insert(constraint.position) }
      text.constraints.append((constraint.column, operation))
      choice.cost = max(1, operation.isNarrow ? choice.cost / 20 : choice.cost / 3)
    }
    let used = used(request)
    text.used = used ?? []
    text.isCounting = isCounting && used?.allSatisfy(canCount) ?? false
    if choice.arguments.isEmpty, isPushingDown, let used, let column = groupedColumn(request, used) {
      // Only that column is read, in groups: each distinct value is found once, not sorted.
      choice.isOrdered = true
      text.groupedColumn = column
    } else if isPushingDown, !isCounting, request.distinct == 0 {
      order(request, &choice, &text)
    }
    choice.text = text.encoded
    return choice
  }

  /// Takes `ORDER BY` over where the scan can give that order itself: SQLite would sort all rows before the first.
  private func order(_ request: ScanRequest, _ choice: inout ScanChoice, _ text: inout ScanText) {
    let terms = request.order.compactMap { term in
      columns.columns.indices.contains(term.column)
        ? (kind: columns.columns[term.column].kind, isDescending: term.isDescending) : nil
    }
    guard terms.count == request.order.count, let first = terms.first else { return }
    if first.kind == .record, !first.isDescending {
      choice.isOrdered = true
    } else if let order = TimeOrder(terms), let used = used(request), isMergeable(used) {
      choice.isOrdered = true
      text.timeOrder = order
    }
  }

  /// Whether row groups can be merged by time: few overlap, and all times are numbers that sort as their texts do.
  private func isMergeable(_ used: [Int]) -> Bool {
    guard let overlap = overlap() else { return false }
    if overlap.groups <= TimeOverlap.mostTextGroups { return true }
    var ids: Set<Int> = []
    var columnCount = 0
    for index in used where columns.columns.indices.contains(index) {
      switch columns.columns[index].kind {
      case .raw, .text, .fields, .spanOffset, .spanLength, .headerRecordID: return false
      case .field(let list), .hash(_, let list): ids.formUnion(list)
      case .common, .record, .locator, .sourceID, .sourceName, .format, .time, .timeKey, .timeNanoseconds,
        .parsed, .problem, .recovered:
        break
      }
      columnCount += hasDictionary(index) ? 1 : 0
    }
    if bounds.hasLongValues(ids) { return false }
    let perGroup = bounds.distinctBytes(ids) / max(1, reader.groups.count)
    return overlap.isBounded(columns: columnCount, distinctBytes: perGroup)
  }

  /// How row groups overlap in time; nil where they cannot be merged.
  private func overlap() -> TimeOverlap? {
    if let knownOverlap { return knownOverlap }
    // Where it cannot be read, the scan will say so.
    let isFar = (try? reader.groups.contains { try bounds.hasFarTimes($0) }) ?? true
    let found = isFar ? nil : TimeOverlap(reader.groups)
    knownOverlap = .some(found)
    return found
  }

  /// A period is an argument of the table: without it being a constant, no plan is possible.
  private func takePeriod(
    _ constraint: ScanRequest.Constraint, _ choice: inout ScanChoice, _ text: inout ScanText
  ) {
    guard Self.operation(constraint.operation) == .equal, !constraint.isList else { return }
    guard constraint.isUsable else {
      choice.cost = 1e15
      return
    }
    choice.arguments.append(constraint.position)
    text.constraints.append((constraint.column, .equal))
  }

  /// Whether records that have one code in the column, or come from one source, agree in it.
  private func canCount(_ column: Int) -> Bool {
    guard columns.columns.indices.contains(column) else { return true }
    return columns.columns[column].kind.isShared
  }

  /// Whether a constraint on that column saves any work: what is asked of distinct values where there are some,
  /// `text_match` on the text itself.
  private func isOfUse(_ operation: EventConstraint.Operator, _ column: Int) -> Bool {
    guard columns.columns.indices.contains(column) else { return false }
    if operation == .holdsText { return columns.columns[column].kind == .text }
    return !operation.needsDictionary || hasDictionary(column)
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
    case SearchMatching.valueMatchCode: .passes
    case SearchMatching.textMatchCode: .holdsText
    case SQLITE_INDEX_CONSTRAINT_LIKE: .like
    case SQLITE_INDEX_CONSTRAINT_GLOB: .glob
    case SQLITE_INDEX_CONSTRAINT_ISNULL: .isNull
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
  private func groupedColumn(_ request: ScanRequest, _ used: [Int]) -> Int? {
    guard request.order.count == 1, let column = request.order.first?.column, hasDictionary(column),
      request.distinct == 1 || request.distinct == 2,
      used.allSatisfy({ $0 == column || $0 == countColumn }),
      !isTooMuch(column)
    else { return nil }
    return column
  }

  /// Whether counting in memory could take too much of it; SQLite's sorter has files for that.
  private func isTooMuch(_ column: Int) -> Bool {
    let ids: Set<Int>
    switch columns.columns[column].kind {
    case .field(let list): ids = list
    case .common: ids = []
    default: return true
    }
    return bounds.distinctBytes(ids) > Self.mostDistinctBytes
  }

  private static let mostDistinctBytes = 80 << 20

  func open() -> any VirtualCursor { EventsTableCursor(self) }

  // MARK: scans

  /// The groups that a plan's scan wants, and how.
  fileprivate func scan(_ text: ScanText, _ arguments: [ScanArgument]) throws -> (GroupScan, [GroupRow]) {
    var constraints: [EventConstraint] = []
    var period: (from: String?, to: String?) = (nil, nil)
    for ((column, operation), argument) in zip(text.constraints, arguments) {
      switch argument {
      case .value(.text(let value)) where column == fromColumn:
        period.from = String(decoding: value, as: UTF8.self)
      case .value(.text(let value)) where column == beforeColumn:
        period.to = String(decoding: value, as: UTF8.self)
      case .value(let value) where column < countColumn:
        constraints.append(EventConstraint(column: column, operation: operation, value: value))
      case .list(let list) where column < countColumn:
        constraints.append(EventConstraint(column: column, operation: operation, value: .null, list: list))
      case .value, .list: continue
      }
    }
    let plan = ScanPlan(constraints, columns: columns)
    var scan = GroupScan(columns: columns, plan: plan, ownFields: ownFields, cache: cache)
    scan.period = TimePeriod(from: period.from, to: period.to)
    scan.isCounting = text.isCounting
    scan.used = text.used.filter { column in
      guard columns.columns.indices.contains(column) else { return false }
      if case .hash = columns.columns[column].kind { return text.isCounting }
      return hasDictionary(column)
    }
    scan.splitsByParsed = text.used.contains {
      columns.columns.indices.contains($0) && columns.columns[$0].kind == .parsed
    }
    scan.usesTimes = text.used.contains {
      columns.columns.indices.contains($0)
        && [.time, .timeKey, .timeNanoseconds].contains(columns.columns[$0].kind)
    }
    scan.timeOrder = text.timeOrder
    if let column = text.groupedColumn {
      scan.used = [column]
      scan.isCounting = true
    }
    let rows = try reader.groups.filter { row in
      guard row.recordCount > 0, try plan.allows(row, bounds) else { return false }
      return try scan.period.allows(row) { try bounds.hasFarTimes(row) }
    }
    return (scan, rows)
  }

  /// The groups of a scan, one after the other.
  fileprivate func feed(_ scan: GroupScan, _ rows: [GroupRow]) -> GroupFeed {
    GroupFeed(reader, scan, rows: rows, threads: threads, isCancelled: isCancelled)
  }

  private func count(_ column: Int, _ feed: GroupFeed) throws -> CountedValues {
    if let lastCount, lastCount.column == column { return lastCount.values }
    let values = try CountedValues(feed, column: column, reader: reader)
    lastCount = values.byteCount <= Self.mostKeptBytes ? (column, values) : nil
    return values
  }

  private static let mostKeptBytes = 24 << 20

  /// Either a scan of records, or the values of one column in groups.
  private final class EventsTableCursor: VirtualCursor {
    private let table: EventsTable
    private let scan: EventsCursor
    private let grouped = GroupedCursor()
    private var isGrouped = false
    private var period = TimePeriod()

    init(_ table: EventsTable) {
      self.table = table
      scan = EventsCursor(table.reader)
    }

    func filter(number: Int32, text: String, arguments: [ScanArgument]) throws {
      let text = ScanText(text)
      let (scanned, groups) = try table.scan(text, arguments)
      period = scanned.period
      if let column = text.groupedColumn {
        isGrouped = true
        grouped.filter(try table.count(column, table.feed(scanned, groups)), isCounting: table.isCounting)
      } else {
        isGrouped = false
        try scan.filter(scanned, groups) { [table] in table.feed($0, $1) }
      }
    }

    func next() throws {
      if isGrouped { grouped.next() } else { try scan.next() }
    }

    var atEnd: Bool { isGrouped ? grouped.atEnd : scan.atEnd }

    func value(_ column: Int, _ result: ResultContext) throws {
      if column < table.countColumn {
        if isGrouped { grouped.value(result) } else { try scan.value(column, result) }
      } else if column == table.countColumn {
        result.integer(isGrouped ? grouped.weight : scan.weight)
      } else if let text = column == table.fromColumn ? period.from : period.to {
        result.text(text)
      } else {
        result.null()
      }
    }

    /// Not asked for: the tables are declared WITHOUT ROWID, since rows in groups have no record number.
    var rowID: Int64 { 0 }
  }
}
