import Foundation

/// `event_count_sum`: like events of a short time become one row that says how many they were.
enum CountedRows: CauseTest {
  static let kinds = ["event_count_sum"]
  static let verdict = Verdict.missing

  private struct Key: Hashable {
    var computer: WordID
    var channel: WordID
    var eventID: WordID
  }

  /// Coalescing looks at ten seconds; a row may close a window that a slow sender began earlier.
  private static let window: UInt64 = 20_000_000_000

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("event_count_sum")
    let (records, rows) = (seen.comparison.records, seen.comparison.rows)
    guard let limit = limits.first, rows.contains(where: { $0.count > 1 }) else { return [] }
    var open: [Key: [Int]] = [:]
    for record in seen.open {
      let facts = records[record]
      open[Key(computer: facts.computer, channel: facts.channel, eventID: facts.eventID), default: []].append(
        record)
    }
    var counted: [Key: [(record: Int, room: Int)]] = [:]
    for (record, facts) in records.enumerated() where facts.row >= 0 {
      let count = Int(rows[Int(facts.row)].count)
      if count < 2 { continue }
      counted[Key(computer: facts.computer, channel: facts.channel, eventID: facts.eventID), default: []]
        .append((record, count - 1))
    }
    var hits: [Int] = []
    var room = 0
    for (key, list) in counted {
      room += list.reduce(0) { $0 + $1.room }
      hits += assign(open[key] ?? [], to: list, records)
    }
    if hits.isEmpty { return [] }
    let surplus = rows.reduce(0) { $0 + Int($1.count) - 1 }
    return [
      Candidate(
        why: limit.word(""), limit: limit, parameter: "\(surplus) events counted", hits: hits.sorted(),
        violations: max(0, room - hits.count),
        bits: 8 * Double(hits.count) - 4 * Double(max(0, room - hits.count)),
        trace: "the rows' counts add up to \(room) more events of these kinds, \(hits.count) are missing",
        rivals: limits.rivals(of: limit))
    ]
  }

  /// Gives each missing record to a row that counts it: the latest that began before it and has room left.
  private static func assign(
    _ open: [Int], to list: [(record: Int, room: Int)], _ records: [RecordFacts]
  ) -> [Int] {
    let rows = list.sorted { (records[$0.record].time, $0.record) < (records[$1.record].time, $1.record) }
    var (hits, next): ([Int], Int) = ([], 0)
    // Rows that began and have room; the latest is the last. If that one began too long ago, all did.
    var begun: [(time: Int64, room: Int)] = []
    for record in open.sorted(by: { (records[$0].time, $0) < (records[$1].time, $1) }) {
      let time = records[record].time
      while next < rows.count, records[rows[next].record].time <= time {
        begun.append((records[rows[next].record].time, rows[next].room))
        next += 1
      }
      while let last = begun.last, last.room == 0 { begun.removeLast() }
      guard let last = begun.last, time.distance(from: last.time) <= window else { continue }
      begun[begun.count - 1].room -= 1
      hits.append(record)
    }
    return hits
  }
}
