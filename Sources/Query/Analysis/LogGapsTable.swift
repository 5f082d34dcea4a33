import CaseFile
import Evidence

/// `log_gaps`: what a log seems to lack (docs/gaps.md).
enum LogGapsTable {
  private static let columns: [(name: String, type: String)] = [
    ("kind", "TEXT"), ("computer", "TEXT"), ("channel", "TEXT"), ("source_id", "INTEGER"),
    ("source_name", "TEXT"), ("first_id", "INTEGER"), ("last_id", "INTEGER"), ("count", "INTEGER"),
    ("before_record", "INTEGER"), ("before_locator", "TEXT"), ("before_time", "TEXT"),
    ("after_record", "INTEGER"), ("after_locator", "TEXT"), ("after_time", "TEXT"), ("seconds", "REAL"),
    ("expected", "REAL"), ("note", "TEXT"),
  ]

  static func make(
    _ reader: CaseReader, _ records: LogRecords, _ ask: @escaping AnalysisTables.Ask
  ) -> RowsTable {
    RowsTable("log_gaps", columns) {
      let context = LogGapContext(
        reader: reader, records: records, newestFirst: try SourceDirection.newestFirst(reader),
        generations: IDGenerations(), ask: ask)
      // The first one finds what the last one needs.
      let finders: [() throws -> any LogGapFinder] = [
        { try RhythmFinder(context) }, { try ClearedLogFinder(ask) }, { try TimeOrderFinder(context) },
        { try RecordIDFinder(context) },
      ]
      var next = 0
      var current: (any LogGapFinder)?
      let locators = RecordLocators(reader)
      return {
        while true {
          if let gap = try current?.next() { return try row(gap, reader, locators) }
          guard next < finders.count else { return nil }
          current = try finders[next]()
          next += 1
        }
      }
    }
  }

  private static func row(_ gap: LogGap, _ reader: CaseReader, _ locators: RecordLocators) throws
    -> [SQLValue]
  {
    let before = try gap.before.map { try locators.find($0.record) }
    let after = try gap.after.map { try locators.find($0.record) }
    // The source is named where one stands on both sides.
    let sides = [before, after].compactMap { $0?.source.id }
    let source = Set(sides).count == 1 ? (after ?? before)?.source : nil
    var seconds = SQLValue.null
    if let first = gap.before?.time, let last = gap.after?.time {
      seconds = .real(Double(Int128(last) - Int128(first)) / 1e9)
    }
    func integer(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
    func time(_ place: RecordPlace?) -> SQLValue {
      place?.time.map { SQLValue(Timestamp(unixNanoseconds: $0).text) } ?? .null
    }
    return [
      SQLValue(gap.kind.rawValue), gap.stream.computer, gap.stream.channel,
      source.map { SQLValue($0.id) } ?? gap.stream.source, source.map { SQLValue($0.name) } ?? .null,
      integer(gap.firstID), integer(gap.lastID), gap.count.map { SQLValue($0) } ?? .null,
      gap.before.map { SQLValue($0.record) } ?? .null, before.map { SQLValue($0.locator) } ?? .null,
      time(gap.before), gap.after.map { SQLValue($0.record) } ?? .null,
      after.map { SQLValue($0.locator) } ?? .null, time(gap.after), seconds,
      gap.expected.map { .real($0) } ?? .null, SQLValue(gap.note),
    ]
  }
}

/// What the finders share.
struct LogGapContext {
  let reader: CaseReader
  let records: LogRecords
  /// Sources that are sorted newest first.
  let newestFirst: Set<Int>
  let generations: IDGenerations
  let ask: AnalysisTables.Ask
}

/// Looks for one sort of gaps; gives one after the other.
protocol LogGapFinder: AnyObject {
  /// The next gap; nil at the end.
  func next() throws -> LogGap?
}

/// Names records, keeping the row group that was looked at last.
final class RecordLocators {
  private let reader: CaseReader
  private var group: GroupAccess?

  init(_ reader: CaseReader) { self.reader = reader }

  /// - Throws: `record.missing` where no record of the answering sources has the number.
  func find(_ record: Int) throws -> (source: SourceRow, locator: String) {
    let opened = try open(record)
    let index = opened.row.firstRecord + (opened.record(ofSpan: record - opened.row.firstLeaf) ?? 0)
    return (opened.source, Locator.record(SourceNumber(opened.source.id), index: index).description)
  }

  /// Whether two records stand in the same source.
  func areOfOneSource(_ first: RecordPlace, _ second: RecordPlace) throws -> Bool {
    try find(first.record).source.id == find(second.record).source.id
  }

  /// Records between two of one source that were not understood: they have no EventRecordID.
  func unparsed(between first: Int, and last: Int) throws -> Int {
    var count = 0
    for row in reader.groups where row.firstLeaf < last && row.firstLeaf + row.spanCount > first {
      guard row.unparsedCount > 0 else { continue }
      let opened = try open(max(first, row.firstLeaf))
      for record in opened.layout.unparsed where (first...last).contains(opened.leaf(ofRecord: record)) {
        count += 1
      }
    }
    return count
  }

  private func open(_ record: Int) throws -> GroupAccess {
    if let group, group.row.leaves.contains(record) { return group }
    guard let row = reader.group(ofLeaf: record) else {
      throw AssayError(
        "record.missing", subject: reader.store.path, reason: "there is no record number \(record)")
    }
    let opened = try reader.open(row)
    group = opened
    return opened
  }
}
