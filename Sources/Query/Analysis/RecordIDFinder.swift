import CaseFile

/// EventRecordIDs that no record of the case has, and such as several records have, per stream.
final class RecordIDFinder: LogGapFinder {
  /// Missing ranges that are kept until it is known whether the stream is a whole log or a selection of it.
  static let rangesKept = 1000
  /// From so many missing ranges on, a stream whose rows of IDs are short is a selection.
  static let rangesOfSelection = 5
  /// Length of a row of IDs without a hole, on average, up to which they are short.
  static let shortRow = 4

  private let rows: QueryRows
  private let locators: RecordLocators
  private let records: LogRecords
  private var number: SQLValue = .null
  private var stream: LogStream?
  private var generation: SQLValue = .null
  private var first: (id: Int64, place: RecordPlace)?
  private var last: (id: Int64, places: [RecordPlace])?
  private var copies: RepeatedIDs
  private var present = 0
  private var missing = 0
  private var ranges = 0
  private var kept: [LogGap] = []
  /// Ranges are given out as they come: the stream is a whole log with many of them.
  private var isLog = false
  private var ready: [LogGap] = []
  private var isDone = false

  init(_ context: LogGapContext) throws {
    records = context.records
    locators = RecordLocators(context.reader)
    copies = RepeatedIDs(context.reader)
    rows = try context.ask(
      """
      SELECT stream, \(context.generations.sql), id, time_ns, record FROM log_records WHERE id IS NOT NULL
      ORDER BY 1, 2, 3, 4, 5
      """)
  }

  func next() throws -> LogGap? {
    while ready.isEmpty, !isDone {
      guard let row = try rows.next() else {
        try finishStream()
        isDone = true
        break
      }
      try take(row)
    }
    // They were put in at the end.
    return ready.isEmpty ? nil : ready.removeFirst()
  }

  private func take(_ row: [SQLValue]) throws {
    if number != row[0] || generation != row[1] {
      try finishStream()
      number = row[0]
      stream = records.stream(number)
      generation = row[1]
    }
    guard let stream, let id = row[2].number, let place = RecordPlace(record: row[4], time: row[3]) else {
      return
    }
    guard let last else {
      first = (id, place)
      self.last = (id, [place])
      present = 1
      return
    }
    if id == last.id {
      self.last?.places.append(place)
      return
    }
    if let gap = try copies.take(stream, last.id, last.places) { ready.append(gap) }
    if id > last.id + 1, let before = last.places.last {
      try addRange(last.id + 1, id - 1, before: before, after: place, stream)
    }
    present += 1
    self.last = (id, [place])
  }

  private func addRange(
    _ from: Int64, _ to: Int64, before: RecordPlace, after: RecordPlace, _ stream: LogStream
  ) throws {
    missing += Int(to - from + 1)
    ranges += 1
    if !isLog, kept.count == Self.rangesKept, !isSelection {
      isLog = true
      ready += try kept.map(explained)
      kept = []
    }
    guard isLog || kept.count < Self.rangesKept else { return }
    let gap = LogGap(
      kind: .missingIDs, stream: stream, firstID: from, lastID: to, count: Int(to - from + 1), before: before,
      after: after, note: "")
    if isLog { ready.append(try explained(gap)) } else { kept.append(gap) }
  }

  /// The range with its sentence.
  private func explained(_ gap: LogGap) throws -> LogGap {
    var gap = gap
    let from = gap.firstID ?? 0
    let to = gap.lastID ?? 0
    gap.note = from == to ? "ID \(from) is not in this case" : "IDs \(from)–\(to) are not in this case"
    if let before = gap.before, let after = gap.after, try locators.areOfOneSource(before, after) {
      let between = try locators.unparsed(
        between: min(before.record, after.record), and: max(before.record, after.record))
      if between > 0 {
        gap.note +=
          ", but \(between) \(between == 1 ? "record" : "records") in its place \(between == 1 ? "was" : "were") "
          + "not parsed"
      }
    }
    return gap
  }

  private var isSelection: Bool {
    ranges >= Self.rangesOfSelection && present <= Self.shortRow * ranges
  }

  private func finishStream() throws {
    defer {
      (first, last, kept, isLog) = (nil, nil, [], false)
      (present, missing, ranges) = (0, 0, 0)
    }
    guard let stream, let first, let last else { return }
    if let gap = try copies.take(stream, last.id, last.places) { ready.append(gap) }
    if let gap = try copies.finish(stream) { ready.append(gap) }
    if isLog { return }
    if isSelection {
      ready.append(
        LogGap(
          kind: .missingIDs, stream: stream, firstID: first.id, lastID: last.id, count: missing,
          before: first.place, after: last.places.last,
          note:
            "\(present) of the IDs \(first.id)–\(last.id) are in this case, \(missing) in \(ranges) stretches "
            + "are not: a selection rather than a whole log"))
    } else {
      ready += try kept.map(explained)
    }
  }
}
