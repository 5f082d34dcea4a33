import Evidence
import Query

/// Runs the stages of matching and takes down what they find.
struct Matching {
  private let evidence: CaseReader
  private let claims: CaseReader
  private let shared: TextAccess.Shared
  private let threads: Int
  private var matcher: Matcher
  private let words: Words
  private let progress: (Comparing.Progress) -> Void

  private var differences: [Difference] = []
  private var rules: [CanonicalRules]
  /// Facts of what rows keep, by record, where they were looked at.
  private var outcomes: [Int: PairCheck.Outcome] = [:]
  private var merged: [MergedRows.Found] = []
  private var split: [Int: SplitTexts.Found] = [:]

  init(
    _ evidence: CaseReader, _ claims: CaseReader, _ shared: TextAccess.Shared, _ threads: Int,
    _ matcher: consuming Matcher,
    _ words: Words, _ progress: @escaping (Comparing.Progress) -> Void
  ) {
    (self.evidence, self.claims, self.shared, self.threads) = (evidence, claims, shared, threads)
    rules = Array(repeating: [], count: matcher.records.count)
    self.matcher = matcher
    (self.words, self.progress) = (words, progress)
  }

  mutating func run() throws {
    let stages = Stages(words, judgesFields: shared.plan.judgesFields)
    stages.run(&matcher)
    let access = try TextAccess(evidence.copies(), claims.copies(), shared)
    merged = try MergedRows(access, shared.plan).run(&matcher)
    try CutTexts(access).run(&matcher)
    try compare(matcher.records.indices.filter { matcher.rowOf[$0] >= 0 }, access)
    try Fingerprints(access, shared.plan).run(&matcher)
    let known = Set(outcomes.keys)
    try compare(
      matcher.records.indices.filter {
        matcher.rowOf[$0] >= 0 && [.fields, .shiftedTime].contains(matcher.kinds[$0]) && !known.contains($0)
      }, access)
    stages.shareRows(&matcher)
  }

  /// Compares the pairs of `records` that their prints do not show to be intact.
  private mutating func compare(_ records: [Int], _ access: TextAccess) throws {
    let inMerged = Set(merged.map(\.record))
    var pairs: [(record: Int, row: Int)] = []
    for record in records where !inMerged.contains(record) {
      let row = Int(matcher.rowOf[record])
      if isIntact(record, row) {
        if matcher.kinds[record] == .canonical {
          rules[record] = matcher.recordPrints[record].style.rules(with: matcher.rowPrints[row].style)
        }
      } else {
        pairs.append((record, row))
      }
    }
    var cut: [Int] = []
    var done = 0
    var strangers: [Int] = []
    try PairPass(evidence, claims, shared, threads: threads).run(pairs, matcher) { record, _, outcome in
      done += 1
      if done % 1000 == 0 { progress(.pairs(done, of: pairs.count)) }
      guard outcome.isSame else { return strangers.append(record) }
      rules[record].formUnion(outcome.rules)
      outcomes[record] = outcome
      if outcome.cut != nil { cut.append(record) }
    }
    for record in strangers { matcher.unpair(record) }
    for found in try SplitTexts(access, shared.plan).run(&matcher, cut: cut) { split[found.record] = found }
  }

  /// Whether text and fields are whole by their prints.
  private func isIntact(_ record: Int, _ row: Int) -> Bool {
    let (a, b) = (matcher.recordPrints[record], matcher.rowPrints[row])
    let text = b.shape == .noText || b.text == a.text || (b.content != 0 && b.content == a.content)
    return text && (!shared.plan.judgesFields || a.fields == b.fields)
  }

  // MARK: result

  /// The comparison, records in their order. Facts are written in place: a second copy of millions would be memory
  /// for nothing.
  mutating func comparison(product: ExportProduct, isInScope: ((Int) -> Bool)?) -> Comparison {
    for row in matcher.rows.indices where matcher.recordOf[row] >= 0 { matcher.rows[row].state = .matched }
    let mergedBy = Dictionary(grouping: merged, by: \.record)
    for record in matcher.records.indices {
      if let isInScope { matcher.records[record].isInScope = isInScope(matcher.records[record].record) }
      let list = differences(of: record, mergedBy[record]?.first)
      for row in split[record]?.rows.dropFirst() ?? [] { matcher.rows[row].state = .fragment }
      matcher.records[record].row = matcher.rowOf[record]
      var verdicts = list.reduce(into: VerdictSet(rawValue: 0)) { $0.formUnion(VerdictSet($1.verdict)) }
      if list.isEmpty, matcher.rowOf[record] >= 0 { verdicts = VerdictSet(intact(record)) }
      matcher.records[record].verdicts = verdicts
      if let outcome = outcomes[record], outcome.looksAtFields {
        takeFields(outcome, record, &matcher.records[record])
      } else if matcher.rowOf[record] < 0 {
        matcher.records[record].clearKept()
      } else {
        matcher.records[record].takeEnds(matcher.rowPrints[Int(matcher.rowOf[record])])
      }
      differences += list
    }
    return Comparison(
      records: matcher.records, rows: matcher.rows, differences: differences, matchedBy: matcher.kinds,
      rules: rules, words: words, product: product, notExported: shared.plan.notExported)
  }

  private func intact(_ record: Int) -> Verdict {
    let row = matcher.rowPrints[Int(matcher.rowOf[record])]
    if row.shape == .noText { return .identical }
    return row.text == matcher.recordPrints[record].text ? .identical : .equivalent
  }

  /// Verdicts of a record that is not intact, gravest first.
  private func differences(of record: Int, _ merged: MergedRows.Found?) -> [Difference] {
    let row = Int(matcher.rowOf[record])
    guard row >= 0 else {
      return matcher.records[record].isInScope ? [Difference(record: record, verdict: .missing)] : []
    }
    var list: [Difference] = []
    let further = matcher.further[record] ?? []
    if let merged {
      var difference = Difference(record: record, verdict: .merged)
      difference.rows = [merged.row]
      list.append(difference)
    } else if let split = split[record] {
      var difference = Difference(record: record, verdict: .split)
      difference.rows = split.rows
      difference.breaks = split.breaks
      list.append(difference)
      if !split.isWhole { list += outcomes[record]?.differences.filter { $0.verdict == .truncated } ?? [] }
    } else {
      list += outcomes[record]?.differences ?? []
    }
    if merged.map({ $0.place == 0 }) ?? true, let shift = shift(record, row) { list.append(shift) }
    if !further.isEmpty, split[record] == nil {
      var difference = Difference(record: record, verdict: .duplicated)
      difference.rows = [row] + further
      list.append(difference)
    }
    for index in list.indices {
      list[index].record = record
      if list[index].rows.isEmpty { list[index].rows = [row] }
    }
    return list.sorted { $0.verdict < $1.verdict }
  }

  private func shift(_ record: Int, _ row: Int) -> Difference? {
    let (own, exported) = (matcher.records[record].time, matcher.rows[row].time)
    if own == .min || exported == .min || matcher.sameTime(record, row) { return nil }
    let (difference, overflow) = exported.subtractingReportingOverflow(own)
    var result = Difference(record: record, verdict: .timeShifted)
    // Causes take its magnitude: never Int64.min, which has none.
    result.shift = overflow ? (exported > own ? .max : -.max) : max(-.max, difference)
    return result
  }

  private func takeFields(_ outcome: PairCheck.Outcome, _ record: Int, _ facts: inout RecordFacts) {
    facts.lostEndBytes = UInt32(truncatingIfNeeded: outcome.lostEnd)
    facts.lostEndCharacters = UInt32(truncatingIfNeeded: outcome.lostEndCharacters)
    facts.keptEndBytes = UInt32(truncatingIfNeeded: outcome.keptEnd)
    facts.keptEndCharacters = UInt32(truncatingIfNeeded: outcome.keptEndCharacters)
    facts.longestKept = UInt32(truncatingIfNeeded: outcome.longestKept)
    facts.keptFields = UInt32(truncatingIfNeeded: outcome.keptFields)
    facts.keptBehind = UInt32(truncatingIfNeeded: outcome.keptBehind)
    facts.shortestLost = UInt32(truncatingIfNeeded: outcome.shortestLost)
  }
}

extension RecordFacts {
  /// No row has any of its fields.
  fileprivate mutating func clearKept() {
    (keptEndBytes, keptEndCharacters, longestKept, keptFields) = (0, 0, 0, 0)
  }

  /// Its row has all of its fields, in a text that may be another than the raw one.
  fileprivate mutating func takeEnds(_ row: RowPrint) {
    guard row.keptEndBytes > 0 else { return }
    (keptEndBytes, keptEndCharacters) = (row.keptEndBytes, row.keptEndCharacters)
  }
}
