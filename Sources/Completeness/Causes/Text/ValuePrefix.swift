import Foundation

/// `value_bytes`: values of a field longer than N are cut at N. Learned: cut values of the same length, in bytes of
/// UTF-8, Unicode scalars or UTF-16 code units.
enum ValuePrefix: CauseTest {
  static let kinds = ["value_bytes"]
  static let verdict = Verdict.truncated

  private static let measures: [(unit: String, slack: Int64, length: @Sendable (String) -> Int)] = [
    ("bytes", 3, { $0.utf8.count }), ("characters", 0, { $0.unicodeScalars.count }),
    ("UTF-16 units", 1, { $0.utf16.count }),
  ]

  static func candidates(_ seen: Observations, _ context: CauseContext) throws -> [Candidate] {
    let limits = context.limits("value_bytes")
    if limits.isEmpty { return [] }
    var found: [Candidate] = []
    var seenSets: Set<[Int]> = []
    for measure in measures {
      // A record is of a cluster by its longest cut value.
      var cuts: [(record: Int, length: Int64)] = []
      var names: [Int: Set<String>] = [:]
      for record in seen.open {
        guard let difference = seen.difference(record), difference.cutAt == nil else { continue }
        for field in difference.fields where field.kind == .cut {
          names[record, default: []].insert(field.name)
        }
        let longest = difference.fields.filter { $0.kind == .cut }.map { measure.length($0.exported) }.max()
        if let longest { cuts.append((record, Int64(longest))) }
      }
      // Lengths that are all different are no limit's: the largest clusters say all there is to say.
      let clusters = LengthCluster.of(cuts, slack: measure.slack).filter {
        seenSets.insert($0.records).inserted
      }
      .sorted { $0.records.count > $1.records.count }.prefix(32).compactMap { cluster in
        LearnedNumber(limits, cluster.interval, isLowest: true).map { number in
          (
            cluster: cluster, number: number,
            fields: cluster.records.reduce(into: Set<String>()) { $0.formUnion(names[$1] ?? []) }.sorted()
          )
        }
      }
      let whole = try wholeRecords(
        seen, context, clusters.map { ($0.fields, $0.number.value, Set($0.cluster.records)) }, measure.length)
      for (place, entry) in clusters.enumerated() {
        let (cluster, number, fields, whole) = (entry.cluster, entry.number, entry.fields, whole[place])
        let saved = cluster.records.reduce(0.0) { sum, record in
          sum + log2(max(2, Double(seen.comparison.records[record].characters) / 4))
        }
        found.append(
          Candidate(
            why: number.limit.word(String(number.value)), limit: number.limit,
            parameter: "\(number.value) \(measure.unit)", interval: number.interval,
            isKnownValue: number.isKnown, scope: fields.count == 1 ? "field \(fields[0])" : "",
            hits: cluster.records, violations: whole, bits: saved - number.bits - Double(whole),
            trace: cluster.isExact ? "every cut value has the same length" : "", rivals: number.rivals))
      }
    }
    return found
  }

  /// For each limit, records with a longer value of its fields that is whole. One look at all records.
  private static func wholeRecords(
    _ seen: Observations, _ context: CauseContext,
    _ limits: [(fields: [String], limit: Int64, hits: Set<Int>)],
    _ length: (String) -> Int
  ) throws -> [Int] {
    var counts = limits.map { _ in 0 }
    guard let source = context.fields, !limits.isEmpty else { return counts }
    let names = Set(limits.flatMap(\.fields)).sorted()
    let places = limits.map { limit in limit.fields.compactMap { names.firstIndex(of: $0) } }
    try source.forEachRecord(names) { record, values in
      // Fields that the row lacks are another verdict's.
      guard seen.states[record] == .whole,
        !seen.comparison.records[record].verdicts.contains(VerdictSet(.fieldsLost))
      else { return }
      let lengths = values.map { $0.map { Int64(length($0)) } ?? 0 }
      for (place, limit) in limits.enumerated()
      where places[place].contains(where: { lengths[$0] > limit.limit }) {
        counts[place] += 1
      }
    }
    return counts
  }
}
