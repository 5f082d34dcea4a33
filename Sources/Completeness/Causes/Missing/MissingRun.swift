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
    var found: [Candidate] = []
    func add(_ list: [Int], _ scope: String, _ cost: Double, _ rivals: [Explanation.Rival]) {
      for run in runs(list, seen) where run.count >= 3 {
        let bits = seen.surprise(hits: run.count, violations: 0)
        found.append(
          Candidate(
            why: limit.word(""), limit: limit, scope: scope, hits: run.sorted(),
            bits: bits - cost - 2 * log2(Double(list.count + 1)), rivals: rivals))
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

  /// Maximal runs of open records.
  private static func runs(_ ordered: [Int], _ seen: Observations) -> [[Int]] {
    var runs: [[Int]] = []
    var run: [Int] = []
    for record in ordered {
      if seen.states[record] == .open {
        run.append(record)
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    return run.isEmpty ? runs : runs + [run]
  }
}
