import CaseFile
import Evidence
import Formats

/// The rows of one row group, one after the other, decoding only the columns that are read.
final class GroupRows {
  private let reader: CaseReader
  private let scan: GroupScan
  private let group: GroupAccess
  private let selection: [Int32]?
  private let weights: [Int32]?
  /// Long values that a test has looked up already.
  private let others: [Int: [Int32: [UInt8]]]
  private let hasOthers: Bool
  private var times: GroupTimes?
  /// Columns of the group, by index: what `value` looks up for each row.
  private var ready: [ColumnValues?]
  private var timeText = TimeText()
  private let count: Int
  private var position = 0

  /// - Parameter scanned: with one row at least.
  init(_ reader: CaseReader, _ scan: GroupScan, _ scanned: ScannedGroup) throws {
    self.reader = reader
    self.scan = scan
    group = try reader.open(scanned.row, parts: scanned.parts)
    selection = scanned.selection
    weights = scanned.weights
    others = scanned.others
    hasOthers = !scanned.others.isEmpty
    times = scanned.parts.times
    count = scanned.count
    ready = [ColumnValues?](repeating: nil, count: scan.columns.columns.count)
    for (index, values) in scanned.columns {
      // Shows a part of its values.
      if case .hash = scan.columns.columns[index].kind { continue }
      ready[index] = values
    }
  }

  /// Goes to the next row; false behind the last.
  func advance() -> Bool {
    position += 1
    return position < count
  }

  private var record: Int { selection.map { Int($0[position]) } ?? position }

  /// How many records the current row stands for.
  var weight: Int64 { weights.map { Int64($0[position]) } ?? 1 }

  /// Nanoseconds of the current row; only where it has a time.
  func nanoseconds() throws -> Int64 { try loadedTimes().nanoseconds[record] }

  /// The row group.
  var row: GroupRow { group.row }

  private func column(_ index: Int) throws -> ColumnValues {
    if let values = ready[index] { return values }
    let values = try scan.values(index, group)
    ready[index] = values
    return values
  }

  private func loadedTimes() throws -> GroupTimes {
    if let times { return times }
    let loaded = try group.times()
    times = loaded
    return loaded
  }

  /// Gives the time's text to `result`, or `missing`, or NULL.
  private func time(_ record: Int, missing: [UInt8]?, _ result: some ValueSink) throws {
    let times = try loadedTimes()
    if times.kinds[record] == 1 {
      timeText.set(times.nanoseconds[record])
      result.text(timeText.bytes)
    } else if let time = times.time(record) {
      result.text(time.text)
    } else if let missing {
      result.text(missing)
    } else {
      result.null()
    }
  }

  /// The number that the record's header has. A damaged one can be too great for an integer of SQL: it is text then.
  private func headerRecordID(_ record: Int, _ result: some ValueSink) throws {
    guard group.source.profile.format == .evtx,
      let header = RecordHeader(try reader.span(group.leaf(ofRecord: record)).raw.span, at: 0)
    else { return result.null() }
    if let id = Int64(exactly: header.id) { result.integer(id) } else { result.text(String(header.id)) }
  }

  /// Gives the value of a column of the current row to `result`.
  func value(_ index: Int, _ result: some ValueSink) throws {
    let record = record
    if let values = ready[index] {
      if hasOthers, let known = others[index]?[Int32(record)] {
        result.text(known)
      } else {
        try values.value(record, group, result)
      }
      return
    }
    switch scan.columns.columns[index].kind {
    case .record: result.integer(Int64(group.leaf(ofRecord: record)))
    case .locator: result.text("\(group.source.id):\(group.row.firstRecord + record)")
    case .sourceID: result.integer(Int64(group.source.id))
    case .sourceName: result.text(group.source.name)
    case .format: result.text(group.source.profile.format.rawValue)
    case .timeNanoseconds:
      let times = try loadedTimes()
      if times.kinds[record] == 1 { result.integer(times.nanoseconds[record]) } else { result.null() }
    case .time: try time(record, missing: nil, result)
    case .timeKey: try time(record, missing: EventColumns.missingTimeKey, result)
    case .parsed: result.integer(group.layout.isUnparsed(record) ? 0 : 1)
    case .problem:
      if let problem = try group.problem(ofSpan: group.span(ofRecord: record)) {
        result.text(problem.c)
      } else {
        result.null()
      }
    case .spanOffset: result.integer(Int64(try reader.span(group.leaf(ofRecord: record)).sourceOffset))
    case .spanLength: result.integer(Int64(try reader.span(group.leaf(ofRecord: record)).span.length))
    case .recovered: result.integer(reader.recovered.contains(group.leaf(ofRecord: record)) ? 1 : 0)
    case .headerRecordID: try headerRecordID(record, result)
    case .raw: result.blob(try reader.span(group.leaf(ofRecord: record)).raw)
    case .text: result.text(try group.text(ofRecord: record))
    case .fields: result.text(try FieldsJSON.text(group, record: record, catalog: reader.catalogue))
    case .common, .field: try column(index).value(record, group, result)
    case .hash(let algorithm, let ids):
      for (_, value) in try group.values(record: record, fields: ids) {
        if let digest = HashList.digest(algorithm, in: value) { return result.text(digest) }
      }
      result.null()
    }
  }
}
