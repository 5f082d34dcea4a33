import CaseFile

/// Pauses of a stream that are unusual for it, and restarts of its EventRecordIDs: what shows in time order.
final class RhythmFinder: LogGapFinder {
  private let rows: QueryRows
  private let context: LogGapContext
  /// By computer: time of its last record in any log.
  private let ends: [SQLValue: Int64]
  private var number: SQLValue = .null
  private var stream: LogStream?
  private var rhythm = StreamRhythm()
  private var watch = RestartWatch()
  private var ready: [LogGap] = []
  private var isDone = false

  init(_ context: LogGapContext) throws {
    self.context = context
    ends = try context.records.lastTimes()
    // With equal times a lower ID comes first, also in files that are sorted newest first.
    rows = try context.ask(
      """
      SELECT stream, time_ns, id, record FROM log_records WHERE time_ns IS NOT NULL ORDER BY 1, 2, 3, 4
      """)
  }

  func next() throws -> LogGap? {
    while ready.isEmpty, !isDone {
      guard let row = try rows.next() else {
        finishStream()
        isDone = true
        break
      }
      if number != row[0] {
        finishStream()
        number = row[0]
        stream = context.records.stream(number)
      }
      guard let place = RecordPlace(record: row[3], time: row[1]) else { continue }
      rhythm.take(place)
      if let id = row[2].number { watch.take(id, place) }
    }
    return ready.isEmpty ? nil : ready.removeFirst()
  }

  private func finishStream() {
    guard let stream else { return }
    ready += rhythm.pauses(stream, until: ends[stream.computer])
    rhythm = StreamRhythm()
    watch.finish()
    let restarts = watch.restarts.filter { !isContradicted($0) }
    context.generations.add(number, restarts.compactMap(\.after.time))
    for restart in restarts {
      ready.append(
        LogGap(
          kind: .restartedIDs, stream: stream, firstID: restart.reached, lastID: restart.first, count: 1,
          before: restart.before, after: restart.after,
          note: "the IDs start again at \(restart.first) after \(restart.reached)"))
    }
    if context.generations.tooMany.last == number {
      ready.append(
        LogGap(
          kind: .notJudged, stream: stream, count: restarts.count,
          note: "the IDs start again so often that missing ones are looked for in all of them together"))
    }
    watch = RestartWatch()
  }

  /// Whether the order of the file says otherwise: where a clock was set back far, records of higher IDs come first in
  /// time, and yet stand behind the others.
  private func isContradicted(_ restart: RestartWatch.Restart) -> Bool {
    guard let before = context.reader.group(ofLeaf: restart.before.record)?.source,
      context.reader.group(ofLeaf: restart.after.record)?.source == before
    else { return false }
    return (restart.before.record < restart.after.record) == context.newestFirst.contains(before)
  }
}
