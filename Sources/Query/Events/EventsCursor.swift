import CaseFile
import Evidence
import Formats

/// A constraint that SQLite hands over. SQLite checks each row again: a constraint here only saves work.
struct EventConstraint {
  enum Operator: UInt8 {
    case equal = 61  // "="
    case greater = 62  // ">"
    case greaterOrEqual = 71  // "G"
    case less = 60  // "<"
    case lessOrEqual = 76  // "L"
    /// `IN (…)`.
    case isOneOf = 105  // "i"
    /// `value_match(column, value)`.
    case passes = 70  // "F"
  }

  var column: Int
  var operation: Operator
  var value: SQLValue
  /// Of `isOneOf`.
  var list: [SQLValue] = []

  /// The values of which one must be equal; nil where the comparison is another one.
  var alternatives: [SQLValue]? {
    switch operation {
    case .equal: [value]
    case .isOneOf: list
    default: nil
    }
  }
}

/// Walks the records of the case in record order, opening only the row groups that the constraints allow and
/// decoding only the columns that are read.
final class EventsCursor {
  private let reader: CaseReader
  private let columns: EventColumns
  private let bounds: ColumnBounds
  private var plan = ScanPlan()
  private var groupIndex = -1
  private var group: GroupAccess?
  private var resolved: [Int: ColumnValues] = [:]
  /// By what stands behind `field:`; of one scan.
  private var matchers: [SQLValue: ValueMatcher] = [:]
  /// Per selected record of the group; nil: all.
  private var selection: [Int32]?
  private var position = 0
  private var count = 0
  private(set) var atEnd = true

  init(_ reader: CaseReader, columns: EventColumns, bounds: ColumnBounds) {
    self.reader = reader
    self.columns = columns
    self.bounds = bounds
  }

  /// Starts a scan.
  func filter(_ constraints: [EventConstraint]) throws {
    plan = ScanPlan(constraints, columns: columns)
    matchers = [:]
    for constraint in constraints where constraint.operation == .passes {
      guard matchers[constraint.value] == nil, case .text(let test) = constraint.value else { continue }
      matchers[constraint.value] = try ValueMatcher(test, isCancelled: reader.isCancelled)
    }
    groupIndex = -1
    atEnd = false
    position = 0
    count = 0
    try next()
  }

  func next() throws {
    position += 1
    if position < count { return }
    try nextGroup()
  }

  private func nextGroup() throws {
    while true {
      groupIndex += 1
      guard groupIndex < reader.groups.count else {
        atEnd = true
        group = nil
        return
      }
      let row = reader.groups[groupIndex]
      guard row.recordCount > 0, try plan.allows(row, bounds) else { continue }
      let opened = try reader.open(row)
      group = opened
      resolved.removeAll(keepingCapacity: true)
      selection = try select(opened)
      count = selection?.count ?? row.recordCount
      position = 0
      if count > 0 { return }
    }
  }

  /// Records of the group that can match; nil for all.
  private func select(_ group: GroupAccess) throws -> [Int32]? {
    var selection: [Int32]?
    for constraint in plan.constraints {
      switch columns.columns[constraint.column].kind {
      case .timeNanoseconds, .time:
        guard let range = plan.timeRange else { continue }
        let times = try group.times()
        selection = (selection ?? Array(0..<Int32(group.row.recordCount))).filter {
          times.kinds[Int($0)] != 1 || range.contains(times.nanoseconds[Int($0)])
        }
      case .record:
        guard let wanted = constraint.alternatives?.integers else { continue }
        var records: Set<Int32> = []
        for leaf in wanted where group.row.leaves.contains(leaf) {
          if let record = group.record(ofSpan: leaf - group.row.firstLeaf) { records.insert(Int32(record)) }
        }
        selection = (selection ?? records.sorted()).filter { records.contains($0) }
      case .field, .common:
        if let matcher = matchers[constraint.value], constraint.operation == .passes {
          var passing = try column(constraint.column, group).passing(matcher)
          selection = (selection ?? Array(0..<Int32(group.row.recordCount))).filter {
            passing.allows(Int($0))
          }
          continue
        }
        guard let alternatives = constraint.alternatives,
          let wanted = try column(constraint.column, group).matching(alternatives)
        else { continue }
        selection = (selection ?? Array(0..<Int32(group.row.recordCount))).filter { wanted.allows(Int($0)) }
      default: continue
      }
    }
    return selection
  }

  private var record: Int { selection.map { Int($0[position]) } ?? position }

  private func column(_ index: Int, _ group: GroupAccess) throws -> ColumnValues {
    if let values = resolved[index] { return values }
    let values = try ColumnValues(group, columns.columns[index], reader: reader)
    resolved[index] = values
    return values
  }

  /// Gives the value of a column of the current record to `result`.
  func value(_ index: Int, _ result: some ValueSink) throws {
    guard let group else { return }
    let record = record
    switch columns.columns[index].kind {
    case .record: result.integer(Int64(group.leaf(ofRecord: record)))
    case .locator: result.text("\(group.source.id):\(group.row.firstRecord + record)")
    case .sourceID: result.integer(Int64(group.source.id))
    case .sourceName: result.text(group.source.name)
    case .format: result.text(group.source.profile.format.rawValue)
    case .timeNanoseconds:
      let times = try group.times()
      if times.kinds[record] == 1 { result.integer(times.nanoseconds[record]) } else { result.null() }
    case .time:
      if let time = try group.times().time(record) { result.text(time.text) } else { result.null() }
    case .parsed: result.integer(group.layout.isUnparsed(record) ? 0 : 1)
    case .problem:
      if let problem = try group.problem(ofSpan: group.span(ofRecord: record)) {
        result.text(problem.c)
      } else {
        result.null()
      }
    case .spanOffset: result.integer(Int64(try reader.span(group.leaf(ofRecord: record)).sourceOffset))
    case .spanLength: result.integer(Int64(try reader.span(group.leaf(ofRecord: record)).span.length))
    case .raw: result.blob(try reader.span(group.leaf(ofRecord: record)).raw)
    case .text: result.text(try group.text(ofRecord: record))
    case .fields: result.text(try FieldsJSON.text(group, record: record, catalog: reader.fields))
    case .common, .field: try column(index, group).value(record, result)
    case .hash(let algorithm, let ids):
      for (_, value) in try group.values(record: record, fields: ids) {
        if let digest = HashList.digest(algorithm, in: value) { return result.text(digest) }
      }
      result.null()
    }
  }
}

extension [SQLValue] {
  /// The values as numbers; nil where one is neither an integer nor NULL, which is equal to nothing.
  var integers: [Int]? {
    var numbers: [Int] = []
    for value in self {
      switch value {
      case .integer(let number): numbers.append(Int(number))
      case .null: continue
      default: return nil
      }
    }
    return numbers
  }
}

extension GroupRow {
  /// Record numbers of its spans.
  var leaves: Range<Int> { firstLeaf..<firstLeaf + spanCount }
}

/// Takes one value. SQLite's result functions implement it without a detour.
protocol ValueSink {
  func null()
  func integer(_ value: Int64)
  func text(_ bytes: [UInt8], _ range: Range<Int>)
  func blob(_ bytes: [UInt8])
}

extension ValueSink {
  func text(_ string: String) {
    let bytes = Array(string.utf8)
    text(bytes, 0..<bytes.count)
  }

  func text(_ bytes: [UInt8]) { text(bytes, 0..<bytes.count) }
}
