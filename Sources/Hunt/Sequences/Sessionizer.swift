/// Cuts events into sessions, as msticpy's `sessionize` does: events of one user (or whatever the key is) in the order of
/// their times; a new session where the key changes, where the gap to the event before is longer than `maximumGap`, or
/// where the time since the session's first event would be longer than `maximumLength`. Both are strict: exactly as long
/// is not longer.
package struct Sessionizer: Sendable {
  /// Longest time between two events of one session, in nanoseconds.
  package var maximumGap: Int64
  /// Longest time from the first to the last event of one session, in nanoseconds.
  package var maximumLength: Int64
  private var keys = Vocabulary()
  private var keyOfEvent: [Int32] = []
  private var times: [Int64] = []
  private var commands: [Int32] = []
  private var numbers: [Int64] = []

  /// - Parameters:
  ///   - maximumGap: in nanoseconds, from 0.
  ///   - maximumLength: in nanoseconds, from 0.
  package init(maximumGap: Int64, maximumLength: Int64) {
    self.maximumGap = maximumGap
    self.maximumLength = maximumLength
  }

  /// Number of events.
  package var count: Int { commands.count }

  /// Adds an event.
  /// - Parameters:
  ///   - key: who; missing values are a value as well.
  ///   - time: nanoseconds since 1970.
  ///   - command: number of a command.
  ///   - number: of the record; events of one time are in the order in which they were added.
  package mutating func add(key: String, time: Int64, command: Int32, number: Int64) {
    keyOfEvent.append(keys.number(of: key))
    times.append(time)
    commands.append(command)
    numbers.append(number)
  }

  /// One session.
  package struct Session: Sendable, Equatable {
    /// Who.
    package var key: String
    /// Times of its first and last event, in nanoseconds since 1970.
    package var first: Int64
    package var last: Int64
    /// Positions of its events in `Result.commands` and `Result.numbers`.
    package var events: Range<Int>
  }

  /// Sessions in the order of their keys (as texts), then of their times.
  package struct Result: Sendable {
    /// The sessions.
    package var sessions: [Session]
    /// Commands and record numbers of all events, session after session.
    package var commands: [Int32]
    package var numbers: [Int64]
  }

  /// Cuts the events into sessions.
  package consuming func sessions() -> Result {
    let order = eventOrder()
    var result = Result(sessions: [], commands: [], numbers: [])
    result.commands.reserveCapacity(order.count)
    result.numbers.reserveCapacity(order.count)
    var open: (key: Int32, first: Int64, last: Int64, start: Int)?
    func close(_ end: Int) {
      guard let session = open else { return }
      result.sessions.append(
        Session(
          key: keys[session.key], first: session.first, last: session.last, events: session.start..<end))
    }
    for (position, event) in order.enumerated() {
      let index = Int(event)
      let time = times[index]
      // Differences may be larger than 64 bits hold.
      if let session = open, session.key == keyOfEvent[index],
        !Self.isLonger(from: session.last, to: time, than: maximumGap),
        !Self.isLonger(from: session.first, to: time, than: maximumLength)
      {
        open?.last = time
      } else {
        close(position)
        open = (keyOfEvent[index], time, time, position)
      }
      result.commands.append(commands[index])
      result.numbers.append(numbers[index])
    }
    close(order.count)
    return result
  }

  private static func isLonger(from start: Int64, to end: Int64, than most: Int64) -> Bool {
    let (difference, overflow) = end.subtractingReportingOverflow(start)
    return overflow || difference > most
  }

  /// Events by key, then time, then as they were added: counted out by key, then sorted where times do not ascend.
  private func eventOrder() -> [Int32] {
    let ranks = keys.texts.indices.sorted { keys.texts[$0] < keys.texts[$1] }
    var rankOfKey = Array(repeating: 0, count: keys.count)
    for (rank, key) in ranks.enumerated() { rankOfKey[key] = rank }
    var starts = Array(repeating: 0, count: keys.count + 1)
    for key in keyOfEvent { starts[rankOfKey[Int(key)] + 1] += 1 }
    for rank in starts.indices.dropFirst() { starts[rank] += starts[rank - 1] }
    var order = Array(repeating: Int32(0), count: commands.count)
    var next = starts
    for (event, key) in keyOfEvent.enumerated() {
      order[next[rankOfKey[Int(key)]]] = Int32(event)
      next[rankOfKey[Int(key)]] += 1
    }
    for rank in 0..<keys.count {
      let range = starts[rank]..<starts[rank + 1]
      let ascends = range.dropFirst().allSatisfy { times[Int(order[$0 - 1])] <= times[Int(order[$0])] }
      if ascends { continue }
      order[range].sort { times[Int($0)] != times[Int($1)] ? times[Int($0)] < times[Int($1)] : $0 < $1 }
    }
    return order
  }
}
