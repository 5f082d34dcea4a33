import CaseFile
import Evidence
import Formats

/// What a scan of `events` takes out of each row group: fixed when the scan begins, the same for all threads.
struct GroupScan: Sendable {
  let columns: EventColumns
  let plan: ScanPlan
  /// Columns that the statement reads, as far as they have dictionaries: unpacked ahead.
  var used: [Int] = []
  /// Times are read: unpacked ahead as well.
  var usesTimes = false
  /// Records that agree in all of `used` are one row, with a count.
  var isCounting = false
  /// Records that were not parsed are told from others.
  var splitsByParsed = false
  /// The period of which records are counted, exact.
  var period = TimePeriod()
  /// Rows come in this order; nil: in record order.
  var timeOrder: TimeOrder?
  /// Which records are given, where there is an order of time.
  var part = TimeOrder.Part.timed
  /// Catalogue ids of the common fields' own values.
  let ownFields: [RecordFields.Common: Int]
  /// Where unpacked groups are kept for the next statement.
  let cache: GroupCache
}

/// One row group, ready for its rows to be taken.
struct ScannedGroup: Sendable {
  let row: GroupRow
  var parts: GroupParts
  /// By column index.
  var columns: [Int: ColumnValues]
  /// Records that can match, in the scan's order; nil for all.
  var selection: [Int32]?
  /// How many records each of the selection stands for; nil: one each.
  var weights: [Int32]?
  /// There are records that can match without a time, left out of an order of time.
  var hasMissing = false
  /// Long values that a test looked at, by column and record, so that they are not looked up twice.
  var others: [Int: [Int32: [UInt8]]] = [:]

  var count: Int { selection?.count ?? row.recordCount }
}

/// Does a scan's work on row groups. For one thread.
final class GroupScanner {
  private let reader: CaseReader
  private let scan: GroupScan
  /// By position among the plan's constraints.
  private var tests: [Int: DictionaryTest] = [:]

  /// - Throws: `search.…` for a test that cannot be read.
  init(_ reader: CaseReader, _ scan: GroupScan) throws {
    self.reader = reader
    self.scan = scan
    for (index, constraint) in scan.plan.constraints.enumerated() {
      let column = scan.columns.columns[constraint.column]
      switch column.kind {
      case .field, .common:
        tests[index] = try DictionaryTest(
          constraint, isInteger: column.isInteger, isCancelled: reader.isCancelled)
      default: continue
      }
    }
  }

  /// Reads a row group and rules records out.
  ///
  /// - Throws: `case.damaged`, and what reading throws.
  func scan(_ row: GroupRow) throws -> ScannedGroup {
    let known = scan.cache[row.id]
    let group = try reader.access(row, parts: known?.parts)
    var result = ScannedGroup(row: row, parts: group.parts, columns: known?.columns ?? [:])
    try select(group, &result)
    if result.count > 0 {
      for column in scan.used { _ = try values(column, group, &result) }
      if scan.usesTimes { _ = try group.times() }
      if scan.isCounting { try count(group, &result) }
      if let order = scan.timeOrder {
        let (records, hasOthers) = order.arranged(result.selection, try group.times(), scan.part)
        result.selection = records
        result.hasMissing = hasOthers && scan.part == .timed
      }
    }
    result.parts = group.parts
    scan.cache.keep(GroupCache.Entry(parts: result.parts, columns: result.columns), group: row.id)
    return result
  }

  private func values(
    _ index: Int, _ group: GroupAccess, _ result: inout ScannedGroup
  ) throws -> ColumnValues {
    if let values = result.columns[index] { return values }
    let values = try scan.values(index, group)
    result.columns[index] = values
    return values
  }

  // MARK: selection

  /// Records of the group that can match. What costs least is asked first.
  private func select(_ group: GroupAccess, _ result: inout ScannedGroup) throws {
    let plan = scan.plan
    if reader.leavesOutRecords(of: group.row) {
      result.selection = (0..<Int32(group.row.recordCount)).filter {
        !reader.leavesOut(group.leaf(ofRecord: Int($0)))
      }
    }
    try selectTimes(group, &result)
    for constraint in plan.constraints where scan.columns.columns[constraint.column].kind == .record {
      guard let wanted = constraint.alternatives?.integers else { continue }
      var records: Set<Int32> = []
      for leaf in wanted where group.row.leaves.contains(leaf) {
        if let record = group.record(ofSpan: leaf - group.row.firstLeaf) { records.insert(Int32(record)) }
      }
      result.selection = (result.selection ?? records.sorted()).filter { records.contains($0) }
    }
    var late: [(test: DictionaryTest, column: Int)] = []
    for (index, constraint) in plan.constraints.enumerated() {
      guard let test = tests[index] else { continue }
      if result.selection?.isEmpty == true { return }
      let values = try values(constraint.column, group, &result)
      result.selection = Self.narrowed(result.selection, group.row.recordCount, values, test)
      if values.hasLongValues { late.append((test, constraint.column)) }
    }
    for (test, column) in late { try narrowByText(test, column, group, &result) }
  }

  private func selectTimes(_ group: GroupAccess, _ result: inout ScannedGroup) throws {
    if let range = scan.plan.timeRange {
      let times = try group.times()
      result.selection = (result.selection ?? Array(0..<Int32(group.row.recordCount))).filter {
        times.kinds[Int($0)] != 1 || range.contains(times.nanoseconds[Int($0)])
      }
    }
    if !scan.period.isEverything {
      let times = try group.times()
      result.selection = (result.selection ?? Array(0..<Int32(group.row.recordCount))).filter {
        scan.period.contains(times, Int($0))
      }
    }
  }

  private static func narrowed(
    _ selection: [Int32]?, _ records: Int, _ values: ColumnValues, _ test: DictionaryTest
  ) -> [Int32] {
    let resolved = values.resolved
    if case .passes = test { return narrowedLazily(selection, records, values, test) }
    if case .isNull = test {
      return (selection ?? Array(0..<Int32(records))).filter {
        resolved.codeOfRecord[Int($0)] == ResolvedColumn.null
      }
    }
    let allowed = resolved.chunks.map { test.allowed($0) }
    if !values.hasOthers, !allowed.contains(where: { $0.contains(true) }) { return [] }
    var kept: [Int32] = []
    let codes = resolved.codeOfRecord
    func look(_ record: Int32) {
      let code = codes[Int(record)]
      if code == ResolvedColumn.null { return }
      if code < 0 || code == ResolvedColumn.several || allowed[resolved.chunk(Int(record))][Int(code)] {
        kept.append(record)
      }
    }
    if let selection {
      for record in selection { look(record) }
    } else if allowed.count == 1 {
      let only = allowed[0]
      for record in 0..<records {
        let code = codes[record]
        if code == ResolvedColumn.null { continue }
        if code < 0 || code == ResolvedColumn.several || only[Int(code)] {
          kept.append(Int32(truncatingIfNeeded: record))
        }
      }
    } else {
      for record in 0..<Int32(records) { look(record) }
    }
    return kept
  }

  /// The same for a test that is dear: only values that are met are asked.
  private static func narrowedLazily(
    _ selection: [Int32]?, _ records: Int, _ values: ColumnValues, _ test: DictionaryTest
  ) -> [Int32] {
    let resolved = values.resolved
    var known = resolved.chunks.map { [Bool?](repeating: nil, count: $0.distinct) }
    return (selection ?? Array(0..<Int32(records))).filter { record in
      let code = resolved.codeOfRecord[Int(record)]
      if code == ResolvedColumn.null { return false }
      if code < 0 || code == ResolvedColumn.several { return true }
      let slot = resolved.chunk(Int(record))
      if let answer = known[slot][Int(code)] { return answer }
      let chunk = resolved.chunks[slot]
      let answer = test.allows(Array(chunk.dictionary[chunk.range(Int(code))]))
      known[slot][Int(code)] = answer
      return answer
    }
  }

  /// Long values stand in the record's text: they are read here, on this thread, and kept for SQLite.
  private func narrowByText(
    _ test: DictionaryTest, _ column: Int, _ group: GroupAccess, _ result: inout ScannedGroup
  ) throws {
    let values = try values(column, group, &result)
    var others = result.others[column] ?? [:]
    result.selection = try result.selection?.filter { record in
      let code = values.resolved.codeOfRecord[Int(record)]
      guard code < 0, code != ResolvedColumn.null else { return true }
      let bytes = try values.bytes(Int(record), group)
      guard test.allows(bytes) else { return false }
      others[record] = bytes
      return true
    }
    result.others[column] = others
  }

  // MARK: counting

  /// Puts records together that agree in all columns that are read.
  private func count(_ group: GroupAccess, _ result: inout ScannedGroup) throws {
    var combinations = RecordCombinations(result.selection, records: group.row.recordCount)
    for index in scan.used { combinations.split(by: try values(index, group, &result).resolved) }
    if scan.splitsByParsed { combinations.split(group.layout.unparsed) }
    result.selection = combinations.representatives
    result.weights = combinations.weights
  }
}

extension GroupScan {
  /// One column of a group, unpacked.
  func values(_ index: Int, _ group: GroupAccess) throws -> ColumnValues {
    let column = columns.columns[index]
    var own: Int?
    if case .common(let common) = column.kind { own = ownFields[common] }
    return try ColumnValues(group, column, ownField: own)
  }
}

extension ColumnValues {
  /// Whether a value stands in its record's text.
  var hasLongValues: Bool { resolved.chunks.contains { !$0.slices.isEmpty } }
}
