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
      for cluster in LengthCluster.of(cuts, slack: measure.slack)
      where seenSets.insert(cluster.records).inserted {
        guard let number = LearnedNumber(limits, cluster.interval, isLowest: true) else { continue }
        let fields = cluster.records.reduce(into: Set<String>()) { $0.formUnion(names[$1] ?? []) }.sorted()
        let whole = try wholeRecords(
          seen, context, fields, longerThan: number.value, measure.length, hits: Set(cluster.records))
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

  /// Records with a longer value of these fields that is whole.
  private static func wholeRecords(
    _ seen: Observations, _ context: CauseContext, _ names: [String], longerThan limit: Int64,
    _ length: (String) -> Int, hits: Set<Int>
  ) throws -> Int {
    guard let source = context.fields else { return 0 }
    var count = 0
    try source.forEachRecord(names) { record, values in
      guard seen.states[record] == .whole, !hits.contains(record) else { return }
      // Fields that the row lacks are another verdict's.
      if seen.comparison.records[record].verdicts.contains(VerdictSet(.fieldsLost)) { return }
      if values.contains(where: { $0.map { Int64(length($0)) > limit } ?? false }) { count += 1 }
    }
    return count
  }
}
