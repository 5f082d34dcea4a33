import Evidence

/// Pairs what has no key in common by its values: each value speaks for a pair the more, the rarer it is.
struct Fingerprints {
  private let access: TextAccess
  private let plan: FieldPlan
  private let texts: RowTexts
  /// A value that more records have tells none of them apart.
  private static let mostHolders = 64
  /// Share of the weight of a row's values that must agree.
  private static let enough = 0.6
  /// By how much the best record must be ahead of the next.
  private static let margin = 1.1

  init(_ access: TextAccess, _ plan: FieldPlan) {
    self.access = access
    self.plan = plan
    texts = RowTexts(plan)
  }

  private struct Candidate {
    var record: Int
    var row: Int
    var score: Double
    var isTimely: Bool
  }

  func run(_ matcher: inout Matcher) throws {
    let rows = matcher.freeRows().filter { ![.piece, .several].contains(matcher.rowPrints[$0].shape) }
    let records = matcher.freeRecords()
    if rows.isEmpty || records.isEmpty { return }
    // Only what rows have is counted: a few rows beside a million missing records take no memory for these.
    var asked: Set<Int> = []
    for row in rows { asked.formUnion(try hashes(ofRow: matcher.rowPrints[row])) }
    var holders: [Int: [Int32]] = [:]
    var counts: [Int: Int] = [:]
    for record in records {
      for hash in try hashes(ofRecord: matcher.records[record]) where asked.contains(hash) {
        let count = counts[hash, default: 0] + 1
        counts[hash] = count
        if count <= Self.mostHolders {
          holders[hash, default: []].append(Int32(truncatingIfNeeded: record))
        } else {
          holders[hash] = nil
        }
      }
    }
    var candidates: [Candidate] = []
    for row in rows {
      if let best = try best(row, holders, counts, of: records.count, matcher) { candidates.append(best) }
    }
    candidates.sort { ($0.isTimely ? 1 : 0, $0.score, -$0.row) > ($1.isTimely ? 1 : 0, $1.score, -$1.row) }
    for candidate in candidates
    where matcher.rowOf[candidate.record] < 0 && matcher.recordOf[candidate.row] < 0 {
      matcher.pair(candidate.record, candidate.row, candidate.isTimely ? .fields : .shiftedTime)
    }
  }

  private func best(
    _ row: Int, _ holders: [Int: [Int32]], _ counts: [Int: Int], of total: Int, _ matcher: Matcher
  ) throws -> Candidate? {
    let hashes = try hashes(ofRow: matcher.rowPrints[row])
    if hashes.isEmpty { return nil }
    var scores: [Int32: Double] = [:]
    var possible = 0.0
    func weight(_ count: Int) -> Double { 1 + Double(Double(max(1, (total + 1) / max(1, count))).exponent) }
    for hash in hashes {
      let weight = weight(counts[hash] ?? 1)
      possible += weight
      for record in holders[hash] ?? [] { scores[record, default: 0] += weight }
    }
    // Values that many records have count for all alike.
    let common = hashes.filter { counts[$0] != nil && holders[$0] == nil }.reduce(0.0) {
      $0 + weight(counts[$1] ?? 1)
    }
    var ranked = scores.map { (record: Int($0.key), score: $0.value + common) }
    ranked.sort {
      let (a, b) = (matcher.sameTime($0.record, row) ? 1 : 0, matcher.sameTime($1.record, row) ? 1 : 0)
      return ($0.score, a, -$0.record) > ($1.score, b, -$1.record)
    }
    guard let first = ranked.first else { return nil }
    let isTimely = matcher.sameTime(first.record, row)
    // What has a number of its own is another event, unless all else agrees.
    let id = matcher.rowPrints[row].recordID
    let differs =
      id >= 0 && matcher.records[first.record].recordID >= 0 && id != matcher.records[first.record].recordID
    guard first.score >= possible * (differs ? 0.9 : Self.enough), !differs || isTimely else { return nil }
    if ranked.count > 1, first.score < ranked[1].score * Self.margin,
      !isTimely || matcher.sameTime(ranked[1].record, row)
    {
      return nil
    }
    return Candidate(record: first.record, row: row, score: first.score, isTimely: isTimely)
  }

  private func hashes(ofRecord facts: RecordFacts) throws -> Set<Int> {
    let text = try access.record(facts)
    return Set(
      access.fields(facts, text).values(text).filter { $0.number >= 0 }.map { hash($0.number, $0.value) })
  }

  private func hashes(ofRow print: RowPrint) throws -> Set<Int> {
    guard let reader = try access.row(print) else { return [] }
    let parts = reader.parts
    if let range = parts.text {
      let text = Array(parts.bytes[range])
      let event = EventText(text.span)
      guard let first = event.parts.first, let fields = texts.fields(event.kind) else { return [] }
      var part = Array(text[first.range])
      if !first.isWhole { part = EventText.closed(part, event.kind) ?? [] }
      fields.read(part)
      return Set(fields.values(part).filter { $0.number >= 0 }.map { hash($0.number, $0.value) })
    }
    return Set(parts.fields.map { hash($0.number, Array(parts.bytes[$0.value])) })
  }

  private func hash(_ number: FieldNumber, _ value: [UInt8]) -> Int {
    KeyedHash.of(ValueForm.canonical(value).span, Int(number))
  }
}
