import Foundation

/// `missing_oldest`, `missing_newest`: the oldest (newest) records are missing, of all hosts or of one.
enum MissingEdge: CauseTest {
  static let kinds = ["missing_oldest", "missing_newest"]
  static let verdict = Verdict.missing

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let oldest = context.limits("missing_oldest")
    let newest = context.limits("missing_newest")
    let run = context.limits("missing_run").first
    let records = seen.comparison.records
    var hosts: [WordID: [Int]] = [:]
    for record in records.indices { hosts[records[record].computer, default: []].append(record) }
    var found: [Candidate] = []
    func add(_ edge: Edge, _ scope: String, _ cost: Double) {
      let limits = edge.isOldest ? oldest : newest
      guard let limit = limits.first, edge.hits.count >= 3 else { return }
      var rivals = limits.rivals(of: limit)
      if !scope.isEmpty, let run { rivals.append(run.rival()) }
      found.append(
        Candidate(
          why: limit.word(""), limit: limit, scope: scope, hits: edge.hits, violations: edge.violations,
          bits: seen.surprise(hits: edge.hits.count, violations: edge.violations) - cost,
          rivals: rivals))
    }
    let moments = log2(Double(records.count + 1))
    for edge in Edge.both(seen) {
      add(edge, "", moments + 3)
      if !edge.isOldest, hosts.count > 1 {
        let (ragged, uneven) = withStragglers(edge, seen, hosts)
        if uneven > 0 { add(ragged, "", moments + 3 + 2 * Double(uneven)) }
      }
    }
    if hosts.count > 1 {
      found += eachHost(seen, hosts, newest)
      // One host's edge is more often a host that fell silent: that costs less to say, and is tried first.
      for (host, list) in hosts.sorted(by: { $0.key < $1.key }) {
        for edge in Edge.both(seen, list) {
          add(
            edge, "host \(seen.comparison.words[host])",
            log2(Double(list.count + 1)) * 2 + log2(Double(hosts.count)) + 7)
        }
      }
    }
    return found
  }

  /// A host's own edge may lie a little before that of all: the edge with the records of each host that are newer than
  /// all that came of it, as long as they are no more than those behind the common edge. And of how many hosts it has
  /// such.
  private static func withStragglers(
    _ edge: Edge, _ seen: Observations, _ hosts: [WordID: [Int]]
  ) -> (edge: Edge, hosts: Int) {
    let common = Set(edge.hits)
    var ragged = edge
    var uneven = 0
    for (_, list) in hosts.sorted(by: { $0.key < $1.key }) {
      let own = Edge.both(seen, list).filter { !$0.isOldest }.flatMap(\.hits)
      let before = own.filter { !common.contains($0) }
      guard !before.isEmpty, before.count * 2 <= own.count else { continue }
      ragged.hits += before
      uneven += 1
    }
    ragged.hits.sort()
    return (ragged, uneven)
  }

  /// Latency hits the newest of each host, whenever its newest are.
  private static func eachHost(_ seen: Observations, _ hosts: [WordID: [Int]], _ limits: [Limit])
    -> [Candidate]
  {
    guard let limit = limits.first else { return [] }
    var hits: [Int] = []
    var (bits, having, able) = (-3.0, 0, 0)
    for (_, list) in hosts.sorted(by: { $0.key < $1.key }) where list.count >= 10 {
      able += 1
      let edge = Edge.both(seen, list).filter { !$0.isOldest }.flatMap(\.hits)
      let gain = seen.surprise(hits: edge.count, violations: 0) - log2(Double(list.count + 1))
      guard !edge.isEmpty, gain > 0 else { continue }
      hits += edge
      bits += gain
      having += 1
    }
    guard having >= 2, having * 2 > able else { return [] }
    return [
      Candidate(
        why: limit.word(""), limit: limit, scope: "\(having) of \(able) hosts", hits: hits.sorted(),
        bits: bits,
        rivals: limits.rivals(of: limit))
    ]
  }
}
