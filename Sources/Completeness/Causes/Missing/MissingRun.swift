import Foundation

/// `missing_run`, `record_id_gap` and their like: for a while nothing of a host, of one of its channels, or of all hosts
/// arrived. What is missing for another reason does not break a run.
enum MissingRun: CauseTest {
  static let kinds = [
    "missing_run", "record_id_gap", "missing_run_all_hosts", "missing_run_high_volume",
    "run_missing_or_double",
  ]
  static let verdict = Verdict.missing

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let records = seen.comparison.records
    let all = context.limits("missing_run_all_hosts")
    let single = context.limits("record_id_gap", "missing_run_high_volume", "run_missing_or_double")
    let plain = context.limits("missing_run")
    guard let limit = plain.first ?? single.first else { return [] }
    var hosts: [WordID: [Int]] = [:]
    var channels: [UInt64: [Int]] = [:]
    let wanted = seen.open.reduce(into: Set<WordID>()) { $0.insert(records[$1].computer) }
    var everyone: [Int] = []
    for record in context.timeOrder(seen).lazy.map({ Int($0) })
    where seen.states[record] == .open || seen.states[record] == .whole {
      everyone.append(record)
      let facts = records[record]
      guard wanted.contains(facts.computer) else { continue }
      hosts[facts.computer, default: []].append(record)
      channels[UInt64(facts.computer) << 32 | UInt64(facts.channel), default: []].append(record)
    }
    let gone = kindsGone(seen)
    /// A burst of one event id that is missing everywhere is no silence of a host, though a neighbour may be lost too.
    func doubt(_ run: [Int]) -> Double {
      var kinds: [UInt64: Int] = [:]
      for record in run { kinds[kind(records[record]), default: 0] += 1 }
      guard let most = kinds.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return 0 }
      return gone.contains(most.key) && most.value * 5 >= run.count * 4 ? 12 : 0
    }
    var found: [Candidate] = []
    func add(_ list: [Int], _ scope: String, _ cost: Double, _ rivals: [Explanation.Rival]) {
      for run in runs(list, seen) where run.count >= 3 {
        let bits = seen.surprise(hits: run.count, violations: 0)
        found.append(
          Candidate(
            why: limit.word(""), limit: limit, scope: scope, hits: run.sorted(),
            bits: bits - cost - 2 * log2(Double(list.count + 1)) - doubt(run), rivals: rivals))
      }
    }
    let many = hosts.count > 1 || records.contains { $0.computer != records.first?.computer }
    if many { add(everyone, "all hosts", 2, (plain.dropFirst() + all + single).map { $0.rival() }) }
    for (host, list) in hosts.sorted(by: { $0.key < $1.key }) {
      add(
        list, "host \(seen.comparison.words[host])", log2(Double(hosts.count + 1)),
        (plain.dropFirst() + single).map { $0.rival() })
    }
    for (key, list) in channels.sorted(by: { $0.key < $1.key }) {
      let (host, channel) = (WordID(key >> 32), WordID(truncatingIfNeeded: key))
      add(
        list, "host \(seen.comparison.words[host]), channel \(seen.comparison.words[channel])",
        3 + log2(Double(channels.count + 1)), (plain.dropFirst() + single).map { $0.rival() })
    }
    return found
  }

  private static func kind(_ facts: RecordFacts) -> UInt64 {
    UInt64(facts.channel) << 32 | UInt64(facts.eventID)
  }

  /// Event ids of a channel of which nothing is left.
  private static func kindsGone(_ seen: Observations) -> Set<UInt64> {
    var gone: Set<UInt64> = []
    for record in seen.open { gone.insert(kind(seen.comparison.records[record])) }
    for (record, facts) in seen.comparison.records.enumerated() where seen.states[record] == .whole {
      gone.remove(kind(facts))
    }
    return gone
  }

  /// Maximal runs of open records. The order within one instant is nobody's: open records of the very time at which a
  /// run begins or ends belong to it, as long as they are the smaller part of it.
  private static func runs(_ ordered: [Int], _ seen: Observations) -> [[Int]] {
    let records = seen.comparison.records
    var runs: [[Int]] = []
    var start: Int?
    /// Open records at the time of a run's end; nil: more than `most`. It stops there, or a log without times, of
    /// which all records are of one instant, would be looked through for each run.
    func tied(_ places: some Sequence<Int>, to end: Int, most: Int) -> [Int]? {
      var tied: [Int] = []
      for record in places.lazy.map({ ordered[$0] }) {
        guard records[record].time == records[end].time else { break }
        if seen.states[record] == .open { tied.append(record) }
        if tied.count > most { return nil }
      }
      return tied
    }
    func close(_ end: Int) {
      guard let first = start else { return }
      start = nil
      var run = Array(ordered[first..<end])
      guard run.count >= 3 else { return }
      let before = tied(stride(from: first - 1, through: 0, by: -1), to: ordered[first], most: run.count / 2)
      let behind = tied(
        stride(from: end, to: ordered.count, by: 1), to: ordered[end - 1], most: run.count / 2)
      if let before, let behind, (before.count + behind.count) * 2 <= run.count { run += before + behind }
      runs.append(run)
    }
    for (place, record) in ordered.enumerated() {
      if seen.states[record] == .open {
        if start == nil { start = place }
      } else {
        close(place)
      }
    }
    close(ordered.count)
    return runs
  }
}
