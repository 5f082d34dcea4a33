/// Pauses of a stream that are unusual for it, and restarts of its EventRecordIDs: what shows in time order.
final class RhythmFinder: LogGapFinder {
  private let rows: QueryRows
  private let generations: IDGenerations
  private var stream: LogStream?
  private var rhythm = StreamRhythm()
  private var watch = RestartWatch()
  private var ready: [LogGap] = []
  private var isDone = false

  init(_ generations: IDGenerations, _ ask: AnalysisTables.Ask) throws {
    self.generations = generations
    // With equal times a lower ID comes first, also in files that are sorted newest first.
    rows = try ask(
      """
      SELECT \(LogStream.columns), time_ns,
        CASE WHEN \(RecordIDFinder.hasNumber) THEN CAST(event_record_id AS INTEGER) END, record
      FROM events WHERE time_ns IS NOT NULL ORDER BY 1, 2, 3, 4, 5, 6
      """)
  }

  func next() throws -> LogGap? {
    while ready.isEmpty, !isDone {
      guard let row = try rows.next() else {
        finishStream()
        isDone = true
        break
      }
      if stream?.matches(row) != true {
        finishStream()
        stream = LogStream(row)
      }
      guard let place = RecordPlace(record: row[5], time: row[3]) else { continue }
      rhythm.take(place)
      if let id = row[4].number { watch.take(id, place) }
    }
    return ready.isEmpty ? nil : ready.removeFirst()
  }

  private func finishStream() {
    guard let stream else { return }
    ready += rhythm.pauses(stream)
    rhythm = StreamRhythm()
    watch.finish()
    generations.add(stream, watch.restarts.compactMap(\.after.time))
    for restart in watch.restarts {
      ready.append(
        LogGap(
          kind: .restartedIDs, stream: stream, firstID: restart.reached, lastID: restart.first, count: 1,
          before: restart.before, after: restart.after,
          note: "the IDs start again at \(restart.first) after \(restart.reached)"))
    }
    if generations.tooMany.last == stream {
      ready.append(
        LogGap(
          kind: .notJudged, stream: stream, count: watch.restarts.count,
          note: "the IDs start again so often that missing ones are looked for in all of them together"))
    }
    watch = RestartWatch()
  }
}
