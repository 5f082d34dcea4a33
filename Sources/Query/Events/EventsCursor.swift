import CaseFile
import Evidence
import Formats

/// Walks the records of the case in record order, opening only the row groups that the constraints allow and
/// decoding only the columns that are read.
final class EventsCursor {
  private let reader: CaseReader
  private let columns: EventColumns
  private var feed: GroupFeed?
  private var scan: GroupScan?
  private var group: GroupAccess?
  private var scanned: ScannedGroup?
  /// Columns of the group, by index: what `value` looks up for each row.
  private var ready: [ColumnValues?]
  private var filled: [Int] = []
  /// Columns that show a part of their values.
  private let isHash: [Bool]
  private var selection: [Int32]?
  private var weights: [Int32]?
  private var hasOthers = false
  private var times: GroupTimes?
  private var timeText = TimeText()
  private var position = 0
  private var count = 0
  private(set) var atEnd = true

  init(_ reader: CaseReader, columns: EventColumns) {
    self.reader = reader
    self.columns = columns
    ready = [ColumnValues?](repeating: nil, count: columns.columns.count)
    isHash = columns.columns.map { if case .hash = $0.kind { true } else { false } }
  }

  /// Starts a scan.
  func filter(_ scan: GroupScan, _ feed: GroupFeed) throws {
    self.scan = scan
    self.feed = feed
    atEnd = false
    position = 0
    count = 0
    try nextGroup()
  }

  func next() throws {
    position += 1
    if position < count { return }
    try nextGroup()
  }

  private func nextGroup() throws {
    for index in filled { ready[index] = nil }
    filled.removeAll(keepingCapacity: true)
    while true {
      guard let next = try feed?.nextGroup() else {
        atEnd = true
        feed = nil
        group = nil
        scanned = nil
        return
      }
      let opened = try reader.open(next.row, parts: next.parts)
      guard next.count > 0 else { continue }
      group = opened
      scanned = next
      selection = next.selection
      weights = next.weights
      hasOthers = !next.others.isEmpty
      times = next.parts.times
      for (index, values) in next.columns where !isHash[index] {
        ready[index] = values
        filled.append(index)
      }
      count = next.count
      position = 0
      return
    }
  }

  private var record: Int { selection.map { Int($0[position]) } ?? position }

  /// How many records the current row stands for.
  var weight: Int64 { weights.map { Int64($0[position]) } ?? 1 }

  private func column(_ index: Int, _ group: GroupAccess) throws -> ColumnValues {
    if let values = ready[index] { return values }
    guard let scan else { throw AssayError("case.error", subject: "events", reason: "there is no scan") }
    let values = try scan.values(index, group)
    ready[index] = values
    filled.append(index)
    return values
  }

  private func times(of group: GroupAccess) throws -> GroupTimes {
    if let times { return times }
    let loaded = try group.times()
    times = loaded
    return loaded
  }

  /// The number that the record's header has. A damaged one can be too great for an integer of SQL: it is text then.
  private func headerRecordID(_ group: GroupAccess, _ record: Int, _ result: some ValueSink) throws {
    guard group.source.profile.format == .evtx,
      let header = RecordHeader(try reader.span(group.leaf(ofRecord: record)).raw.span, at: 0)
    else { return result.null() }
    if let id = Int64(exactly: header.id) { result.integer(id) } else { result.text(String(header.id)) }
  }

  /// Gives the value of a column of the current record to `result`.
  func value(_ index: Int, _ result: some ValueSink) throws {
    guard let group else { return }
    let record = record
    if let values = ready[index] {
      if hasOthers, let known = scanned?.others[index]?[Int32(record)] {
        result.text(known)
      } else {
        try values.value(record, group, result)
      }
      return
    }
    switch columns.columns[index].kind {
    case .record: result.integer(Int64(group.leaf(ofRecord: record)))
    case .locator: result.text("\(group.source.id):\(group.row.firstRecord + record)")
    case .sourceID: result.integer(Int64(group.source.id))
    case .sourceName: result.text(group.source.name)
    case .format: result.text(group.source.profile.format.rawValue)
    case .timeNanoseconds:
      let times = try times(of: group)
      if times.kinds[record] == 1 { result.integer(times.nanoseconds[record]) } else { result.null() }
    case .time:
      let times = try times(of: group)
      if times.kinds[record] == 1 {
        timeText.set(times.nanoseconds[record])
        result.text(timeText.bytes)
      } else if let time = times.time(record) {
        result.text(time.text)
      } else {
        result.null()
      }
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
    case .headerRecordID: try headerRecordID(group, record, result)
    case .raw: result.blob(try reader.span(group.leaf(ofRecord: record)).raw)
    case .text: result.text(try group.text(ofRecord: record))
    case .fields: result.text(try FieldsJSON.text(group, record: record, catalog: reader.fields))
    case .common, .field: try column(index, group).value(record, group, result)
    case .hash(let algorithm, let ids):
      for (_, value) in try group.values(record: record, fields: ids) {
        if let digest = HashList.digest(algorithm, in: value) { return result.text(digest) }
      }
      result.null()
    }
  }
}
