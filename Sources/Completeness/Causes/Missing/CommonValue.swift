import Foundation

/// `common_value_of_missing`, `file_missing`: all records of a channel, event id, host, provider, user or file are
/// missing, and no row has that value.
enum CommonValue: CauseTest {
  static let kinds = ["common_value_of_missing", "file_missing", "file_missing_same_head"]
  static let verdict = Verdict.missing

  private struct Group {
    var hits: [Int] = []
    var whole = 0
  }

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let all = context.limits("common_value_of_missing")
    let words = seen.comparison.words
    var found: [Candidate] = []
    func add(
      _ limits: [Limit], _ cost: Double, _ key: (RecordFacts) -> UInt64, _ name: (UInt64) -> String
    ) {
      guard let limit = limits.first else { return }
      var groups: [UInt64: Group] = [:]
      for record in seen.open {
        groups[key(seen.comparison.records[record]), default: Group()].hits.append(record)
      }
      for (record, facts) in seen.comparison.records.enumerated() where seen.states[record] == .whole {
        groups[key(facts)]?.whole += 1
      }
      let kinds = context.distinct(name(0)) {
        seen.comparison.records.reduce(into: Set<UInt64>()) { $0.insert(key($1)) }.count
      }
      for (value, group) in groups.sorted(by: { $0.key < $1.key }) where value != 0 && group.hits.count >= 3 {
        // One row that has the value shows that it is collected: a sample of one in a hundred leaves as few.
        guard group.whole == 0 else { continue }
        let bits = seen.surprise(hits: group.hits.count, violations: 0)
        found.append(
          Candidate(
            why: limit.word(""), limit: limit, scope: name(value), hits: group.hits,
            bits: bits - cost - log2(Double(kinds)), rivals: limits.rivals(of: limit)))
      }
    }
    func limits(_ field: String) -> [Limit] { all.filter { $0.test.field == field } }
    add(limits("Channel"), 3, { UInt64($0.channel) }, { "channel \(words[WordID($0)])" })
    add(limits("Computer"), 3, { UInt64($0.computer) }, { "host \(words[WordID($0)])" })
    add(limits("EventID"), 4, { $0.eventID == 0 ? 0 : UInt64($0.channel) << 32 | UInt64($0.eventID) }) {
      "\(words[WordID($0 >> 32)]) \(words[WordID(truncatingIfNeeded: $0)])"
    }
    add(limits("EventID"), 4.5, { UInt64($0.eventID) }, { "event id \(words[WordID($0)])" })
    add(limits("Provider"), 9, { UInt64($0.provider) }, { "provider \(words[WordID($0)])" })
    // Filters of accounts are rare, and an account's records have much else in common.
    add(limits("User"), 16, { UInt64($0.user) }, { "user \(words[WordID($0)])" })
    // One channel, or one event id, of one host: a setting of that host.
    add(limits("Channel"), 8, { UInt64($0.computer) << 32 | UInt64($0.channel) }) {
      "host \(words[WordID($0 >> 32)]), channel \(words[WordID(truncatingIfNeeded: $0)])"
    }
    add(limits("EventID"), 9, { UInt64($0.computer) << 32 | UInt64($0.eventID) }) {
      "host \(words[WordID($0 >> 32)]), event id \(words[WordID(truncatingIfNeeded: $0)])"
    }
    add(context.limits("file_missing", "file_missing_same_head"), 5, { UInt64($0.source) + 1 }) {
      "source \(Int64($0) - 1)"
    }
    return found
  }
}
