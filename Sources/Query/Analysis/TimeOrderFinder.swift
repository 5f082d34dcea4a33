import CaseFile

/// Records that are earlier than the one before them in their file, by more than clocks and writers usually mix up.
/// A file that is sorted newest first is read from its end.
final class TimeOrderFinder: LogGapFinder {
  /// Steps back up to this are the usual disorder of writing.
  static let toleranceSeconds: Int64 = 60
  /// With more steps than this, a stream is not in time order: that is said once.
  static let mostSteps = 20

  private let rows: QueryRows
  private let context: LogGapContext
  private var number: SQLValue = .null
  private var stream: LogStream?
  private var source: Int64?
  private var last: RecordPlace?
  private var records = 0
  private var steps: [LogGap] = []
  private var stepCount = 0
  private var ready: [LogGap] = []
  private var isDone = false

  init(_ context: LogGapContext) throws {
    self.context = context
    rows = try context.ask(
      """
      SELECT source_id, stream, record, time_ns FROM log_records WHERE time_ns IS NOT NULL ORDER BY 1, 2, 3
      """)
  }

  func next() throws -> LogGap? {
    while ready.isEmpty, !isDone {
      guard let row = try rows.next() else {
        finishStream()
        isDone = true
        break
      }
      take(row)
    }
    return ready.popLast()
  }

  private func take(_ row: [SQLValue]) {
    if source != row[0].number || number != row[1] {
      finishStream()
      source = row[0].number
      number = row[1]
      stream = context.records.stream(number)
    }
    guard let stream, let place = RecordPlace(record: row[2], time: row[3]), let time = place.time else {
      return
    }
    defer { last = place }
    records += 1
    guard let last, let lastTime = last.time else { return }
    let isReversed = context.newestFirst.contains(Int(source ?? -1))
    let step = isReversed ? Int128(lastTime) - Int128(time) : Int128(time) - Int128(lastTime)
    guard step < -Int128(Self.toleranceSeconds) * 1_000_000_000 else { return }
    stepCount += 1
    guard steps.count < Self.mostSteps else { return }
    let (before, after) = isReversed ? (place, last) : (last, place)
    steps.append(
      LogGap(
        kind: .timeBackwards, stream: stream, count: 1, before: before, after: after,
        note: "the time goes back by \(DurationText.of(Double(-step) / 1e9)) from one record to the next"))
  }

  private func finishStream() {
    if stepCount > steps.count, var first = steps.first {
      first.count = stepCount
      first.note =
        "not in time order: \(stepCount) of \(records) records are more than \(Self.toleranceSeconds) s earlier "
        + "than the one before; the first such place is shown"
      steps = [first]
    }
    ready = steps.reversed()
    steps = []
    stepCount = 0
    records = 0
    last = nil
  }
}

/// In which direction the records of a source run.
enum SourceDirection {
  /// Sources whose times fall from record to record more often than they rise.
  static func newestFirst(_ reader: CaseReader) throws -> Set<Int> {
    var balance: [Int: Int] = [:]
    var last: (source: Int, time: Int64)?
    for row in reader.groups where row.recordCount > 0 {
      let times = try reader.read { db, zstd in try GroupStore.times(db, row, zstd) }
      for (kind, time) in zip(times.kinds, times.nanoseconds) where kind == 1 {
        if let last, last.source == row.source, last.time != time {
          balance[row.source, default: 0] += last.time < time ? 1 : -1
        }
        last = (row.source, time)
      }
    }
    return Set(balance.filter { $0.value < 0 }.keys)
  }
}

/// Lengths of time for sentences.
enum DurationText {
  /// `45 s`, `12 min`, `3 h 20 min`, `5 d 3 h`.
  static func of(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(), 1e15))
    switch whole {
    case ..<120: return "\(whole) s"
    case ..<7200: return "\(whole / 60) min"
    case ..<172_800: return "\(whole / 3600) h" + (whole % 3600 >= 60 ? " \(whole % 3600 / 60) min" : "")
    default: return "\(whole / 86_400) d" + (whole % 86_400 >= 3600 ? " \(whole % 86_400 / 3600) h" : "")
    }
  }
}
