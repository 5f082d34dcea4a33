/// Where the EventRecordIDs of a stream start again at a lower number, so that one number stands for two records.
/// Found in time order by `RestartWatch`, used when IDs are put in order.
final class IDGenerations {
  /// Most restarts that are told apart in one stream, and in all: each makes the statement longer.
  static let mostInStream = 32
  static let mostInCase = 256

  private var restarts: [(stream: SQLValue, times: [Int64])] = []
  private var count = 0
  /// Streams with more restarts than are told apart.
  private(set) var tooMany: [SQLValue] = []

  /// - Parameter stream: its number in `log_records`.
  func add(_ stream: SQLValue, _ times: [Int64]) {
    guard !times.isEmpty else { return }
    if times.count > Self.mostInStream || count + times.count > Self.mostInCase {
      tooMany.append(stream)
    } else {
      restarts.append((stream, times))
      count += times.count
    }
  }

  /// SQL for how often the IDs started again before a record: 0 for most.
  var sql: String {
    if restarts.isEmpty { return "0" }
    let cases = restarts.map { restart in
      let sum = restart.times.map { "(time_ns >= \($0))" }.joined(separator: " + ")
      return "WHEN \(restart.stream.number ?? -1) THEN coalesce(\(sum), 0)"
    }
    return "CASE stream \(cases.joined(separator: " ")) ELSE 0 END"
  }
}

/// Watches the EventRecordIDs of one stream in time order. IDs and times disagree a little in every log, so a lower
/// ID alone is no restart: the IDs must stay below what was reached, and must not carry on a row of IDs that was
/// seen shortly before (as where a clock was set back).
struct RestartWatch {
  /// Records that must all stay lower.
  static let window = 16
  private static let memory = 64

  struct Restart {
    var before: RecordPlace
    var after: RecordPlace
    var reached: Int64
    var first: Int64
  }

  private var highest: (id: Int64, place: RecordPlace)?
  private var lower: [(id: Int64, place: RecordPlace)] = []
  private var recent: [Int64] = []
  private(set) var restarts: [Restart] = []

  mutating func take(_ id: Int64, _ place: RecordPlace) {
    defer {
      recent.append(id)
      if recent.count > 2 * Self.memory { recent.removeFirst(Self.memory) }
    }
    guard let highest else {
      self.highest = (id, place)
      return
    }
    if id >= highest.id {
      self.highest = (id, place)
      lower = []
      return
    }
    // A further member of a row that goes on beside another one.
    if lower.isEmpty, recent.contains(where: { $0 < id && $0 >= id - Int64(Self.memory) }) { return }
    lower.append((id, place))
    if lower.count == Self.window { restart() }
  }

  /// The stream is over: few records can be a restart, too, if they lie far below.
  mutating func finish() {
    guard let highest, lower.count >= 2, let most = lower.map(\.id).max(), most < highest.id / 2 else {
      return
    }
    restart()
  }

  private mutating func restart() {
    guard let highest, let first = lower.first, let most = lower.max(by: { $0.id < $1.id }) else { return }
    restarts.append(
      Restart(before: highest.place, after: first.place, reached: highest.id, first: first.id))
    self.highest = most
    lower = []
  }
}
