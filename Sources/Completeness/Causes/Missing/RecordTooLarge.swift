import Foundation

/// `missing_lines_more_than`, `missing_value_longer_than_bytes`: what is longer than N is refused whole.
enum RecordTooLarge: CauseTest {
  static let kinds = ["missing_lines_more_than", "missing_value_longer_than_bytes"]
  static let verdict = Verdict.missing

  static func candidates(_ seen: Observations, _ context: CauseContext) throws -> [Candidate] {
    let records = seen.comparison.records
    var found = candidates(seen, context.limits("missing_lines_more_than"), "lines") {
      Int64(records[$0].lines)
    }
    let limits = context.limits("missing_value_longer_than_bytes")
    // A value is no longer than its text.
    guard context.fields != nil, let least = limits.flatMap(\.test.numbers).min(),
      seen.open.contains(where: { Int64(records[$0].bytes) > least })
    else { return found }
    let longest = try context.longestValues(seen)
    found += candidates(seen, limits, "bytes in one value") { longest[$0] }
    return found
  }

  private static func candidates(
    _ seen: Observations, _ limits: [Limit], _ unit: String, _ length: (Int) -> Int64
  ) -> [Candidate] {
    var kept: Int64 = 0
    for record in seen.comparison.records.indices where seen.states[record] == .whole {
      kept = max(kept, length(record))
    }
    let hits = seen.open.filter { length($0) > kept }
    guard hits.count >= 3, kept > 0, let shortest = hits.map(length).min(),
      let number = LearnedNumber(limits, kept...(shortest - 1))
    else { return [] }
    return [
      Candidate(
        why: number.limit.word(String(number.value)), limit: number.limit,
        parameter: "\(number.value) \(unit)",
        interval: number.interval, isKnownValue: number.isKnown, hits: hits,
        bits: seen.surprise(hits: hits.count, violations: 0) - number.bits
          - (number.isKnown ? 0 : log2(Double(number.interval.count)) + 4),
        rivals: number.rivals)
    ]
  }
}
