import Foundation

/// The parts of a log that a setting may be limited to: all, or one computer, channel, or one of the export's hosts or
/// sources. A setting of one host leaves the others alone.
struct Scopes {
  struct Scope {
    /// As shown: `channel Security`; empty: all records.
    var name: String
    var records: [Int]
    /// What saying it costs, in bits.
    var bits: Double
  }

  /// All records first, then each part that holds an open record; parts that are all are left out.
  static func of(_ seen: Observations) -> [Scope] {
    let comparison = seen.comparison
    var scopes = [Scope(name: "", records: Array(comparison.records.indices), bits: 0)]
    func split(_ kind: String, _ word: (Int) -> WordID) {
      var wanted: Set<WordID> = []
      for record in seen.open { wanted.insert(word(record)) }
      var parts: [WordID: [Int]] = [:]
      var all: Set<WordID> = []
      for record in comparison.records.indices where seen.states[record] != .silent {
        let value = word(record)
        all.insert(value)
        if wanted.contains(value) { parts[value, default: []].append(record) }
      }
      guard all.count > 1 else { return }
      let bits = 3 + log2(Double(all.count))
      for (value, records) in parts.sorted(by: { $0.key < $1.key }) where value != 0 {
        scopes.append(Scope(name: "\(kind) \(comparison.words[value])", records: records, bits: bits))
      }
    }
    split("host") { comparison.records[$0].computer }
    split("channel") { comparison.records[$0].channel }
    split("source") { seen.row($0)?.source ?? 0 }
    return scopes
  }
}
