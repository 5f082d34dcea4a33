import CaseFile
import Evidence
import Formats

/// `log_records`: of each record what the search for gaps needs, as numbers alone, so that millions are sorted quickly.
/// A stream's name is looked up once for each value of a row group.
final class LogRecords {
  private let reader: CaseReader
  private let step: AnalysisTables.Step
  /// By number.
  private(set) var streams: [LogStream] = []
  private var numbers: [LogStream: Int] = [:]

  init(_ reader: CaseReader, _ step: @escaping AnalysisTables.Step) {
    self.reader = reader
    self.step = step
  }

  /// A statement's value of the column `stream` as the stream.
  func stream(_ number: SQLValue) -> LogStream? {
    guard let number = number.number, streams.indices.contains(Int(number)) else { return nil }
    return streams[Int(number)]
  }

  var table: RowsTable {
    RowsTable(
      "log_records",
      [
        ("stream", "INTEGER"), ("source_id", "INTEGER"), ("record", "INTEGER"), ("time_ns", "INTEGER"),
        ("id", "INTEGER"),
      ]
    ) { [self] in
      var group = 0
      var current: Group?
      var record = 0
      return { [self] in
        while true {
          if let opened = current, record < opened.access.row.recordCount {
            defer { record += 1 }
            if reader.leavesOut(opened.access.leaf(ofRecord: record)) { continue }
            return try row(opened, record)
          }
          guard group < reader.groups.count else { return nil }
          try step(group, reader.groups.count)
          current = try Group(reader, reader.groups[group])
          group += 1
          record = 0
        }
      }
    }
  }

  /// By computer: time of its last record in any log, in nanoseconds.
  func lastTimes() throws -> [SQLValue: Int64] {
    var last: [Int: Int64] = [:]
    for row in reader.groups {
      let group = try Group(reader, row)
      for record in 0..<row.recordCount
      where group.times.kinds[record] == 1 && !reader.leavesOut(group.access.leaf(ofRecord: record)) {
        let stream = try stream(group, record)
        last[stream] = max(last[stream] ?? .min, group.times.nanoseconds[record])
      }
    }
    var byComputer: [SQLValue: Int64] = [:]
    for (stream, time) in last where streams[stream].computer != .null {
      let computer = streams[stream].computer
      byComputer[computer] = max(byComputer[computer] ?? .min, time)
    }
    return byComputer
  }

  /// The columns of one row group.
  private final class Group {
    let access: GroupAccess
    let computer: ResolvedColumn
    let channel: ResolvedColumn
    let id: ResolvedColumn
    let times: GroupTimes
    /// Stream of the last record, and what it was found from.
    var last: (key: Key, stream: Int)?
    var known: [Key: Int] = [:]

    /// Chunk and code of computer and channel.
    struct Key: Hashable {
      var computer: Int
      var channel: Int
    }

    init(_ reader: CaseReader, _ row: GroupRow) throws {
      let access = try reader.open(row)
      self.access = access
      func column(_ common: RecordFields.Common) throws -> ResolvedColumn {
        let own = reader.fields.first { $0.isCommon && $0.name == common.column }?.id
        return try access.resolve(common: common, ownField: own)
      }
      computer = try column(.computer)
      channel = try column(.channel)
      id = try column(.eventRecordID)
      times = try access.times()
    }

    func value(_ column: ResolvedColumn, _ record: Int) throws -> SQLValue {
      let code = column.codeOfRecord[record]
      if code == ResolvedColumn.null { return .null }
      return .text(try access.value(column.chunks[column.chunk(record)], code, record: record))
    }
  }

  private func row(_ group: Group, _ record: Int) throws -> [SQLValue] {
    let time: SQLValue = group.times.kinds[record] == 1 ? .integer(group.times.nanoseconds[record]) : .null
    return [
      SQLValue(try stream(group, record)), SQLValue(group.access.row.source),
      SQLValue(group.access.leaf(ofRecord: record)), time, try id(group, record),
    ]
  }

  private func stream(_ group: Group, _ record: Int) throws -> Int {
    let channel = group.channel.codeOfRecord[record]
    let key = Group.Key(
      computer: Int(group.computer.codeOfRecord[record]) << 16 | group.computer.chunk(record),
      channel: Int(channel) << 16 | group.channel.chunk(record))
    if let last = group.last, last.key == key { return last.stream }
    if let known = group.known[key] {
      group.last = (key, known)
      return known
    }
    let isNamed = channel != ResolvedColumn.null
    let stream = LogStream([
      try group.value(group.computer, record), try group.value(group.channel, record),
      isNamed ? .null : SQLValue(group.access.row.source),
    ])
    var number = numbers[stream]
    if number == nil {
      number = streams.count
      numbers[stream] = streams.count
      streams.append(stream)
    }
    group.known[key] = number
    group.last = (key, number ?? 0)
    return number ?? 0
  }

  /// The EventRecordID, if it is a number of at most 18 digits.
  private func id(_ group: Group, _ record: Int) throws -> SQLValue {
    let code = group.id.codeOfRecord[record]
    if code == ResolvedColumn.null { return .null }
    let chunk = group.id.chunks[group.id.chunk(record)]
    // Longer ones stand in the record's text.
    guard code >= 0 else { return .null }
    let range = chunk.range(Int(code))
    guard (1...18).contains(range.count) else { return .null }
    var number: Int64 = 0
    for index in range {
      let digit = chunk.dictionary[index]
      guard (48...57).contains(digit) else { return .null }
      number = number * 10 + Int64(digit - 48)
    }
    return .integer(number)
  }
}
