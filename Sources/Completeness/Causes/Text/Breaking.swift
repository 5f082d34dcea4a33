import Foundation

/// `split_every_lines`: a new event begins after every N lines. Learned: breaks at multiples of one number.
enum EveryLines: CauseTest {
  static let kinds = ["split_every_lines"]
  static let verdict = Verdict.split

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("split_every_lines")
    var records: [Int64: [Int]] = [:]
    for record in seen.open {
      guard let breaks = seen.difference(record)?.breaks, let first = breaks.first, first.lines > 0 else {
        continue
      }
      let isEven = breaks.enumerated().allSatisfy { $0.element.lines == first.lines * ($0.offset + 1) }
      if isEven { records[Int64(first.lines), default: []].append(record) }
    }
    return records.sorted { $0.key < $1.key }.compactMap { lines, hits in
      guard let number = LearnedNumber(limits, lines...lines) else { return nil }
      let whole = seen.comparison.records.indices.filter {
        seen.states[$0] == .whole && Int64(seen.comparison.records[$0].lines) > lines
      }.count
      // Breaks that fall on the same line by chance: as many possibilities as the record has lines.
      let saved = hits.reduce(0.0) { sum, record in
        let last = seen.difference(record)?.breaks.last?.lines ?? 0
        return sum + log2(max(2, Double(seen.comparison.records[record].lines), Double(last + 1)))
      }
      return Candidate(
        why: number.limit.word(String(lines)), limit: number.limit, parameter: "\(lines) lines",
        interval: lines...lines, isKnownValue: number.isKnown, hits: hits, violations: whole,
        bits: saved - number.bits - 4 * Double(whole),
        trace: "every piece but the last has \(lines) lines", rivals: number.rivals)
    }
  }
}

/// What is split or merged, and has no better cause, is so because lines are broken at the wrong places.
private func breaking(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
  let limits = context.limits("concat", "split_before_date_line", "merge_at_chunk_border")
  guard let limit = limits.first else { return [] }
  return [
    Candidate(
      why: limit.word(""), limit: limit, hits: seen.open, bits: 0.001, rivals: limits.rivals(of: limit),
      isPrediction: false)
  ]
}

/// `concat` of split records.
enum SplitBreaking: CauseTest {
  static let kinds = ["concat", "split_before_date_line", "merge_at_chunk_border"]
  static let verdict = Verdict.split

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    breaking(seen, context)
  }
}

/// `concat` of merged records.
enum MergedBreaking: CauseTest {
  static let kinds = SplitBreaking.kinds
  static let verdict = Verdict.merged

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    breaking(seen, context)
  }
}
