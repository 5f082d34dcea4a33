import Foundation

/// `fields_end_after_char`, `fields_end_after_byte`: only the first N characters (bytes) of a text are searched for
/// fields. Learned: an N between the end of the last field that is there and of the first that is lost, in as many
/// records as possible, and behind all that are there in whole records.
enum FieldEnd: CauseTest {
  static let kinds = ["fields_end_after_char", "fields_end_after_byte"]
  static let verdict = Verdict.fieldsLost

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    if seen.open.isEmpty { return [] }
    let scopes = Scopes.of(seen)
    var found = kinds.flatMap { kind in
      candidates(seen, kind, context.limits(kind), scopes)
    }
    // In texts of ASCII alone characters and bytes are the same: the data cannot tell the two settings apart.
    let settings = found.map { ($0.hits, Explanation.Rival(why: $0.why, limit: $0.limit)) }
    for place in found.indices {
      for (hits, rival) in settings
      where hits == found[place].hits && rival.setting != (found[place].limit?.setting ?? "")
        && !found[place].rivals.contains(rival)
      {
        found[place].rivals.append(rival)
      }
    }
    // A known value outweighs a learned one of the other unit; then it is no rival in earnest.
    let learned = found.filter { !$0.isKnownValue }
    for place in found.indices where found[place].isKnownValue {
      found[place].rivals.removeAll { rival in
        learned.contains { $0.why == rival.why && $0.limit?.setting == rival.setting }
      }
    }
    return found
  }

  private static func candidates(
    _ seen: Observations, _ kind: String, _ limits: [Limit], _ scopes: [Scopes.Scope]
  ) -> [Candidate] {
    let unit = kind == "fields_end_after_byte" ? "bytes" : "characters"
    let records = seen.comparison.records
    func isEnd(_ record: Int) -> Bool {
      let lost = (seen.difference(record)?.fields ?? []).count { $0.kind == .lost }
      return Int(records[record].keptBehind) * 4 <= lost || records[record].keptBehind == 0
    }
    func ends(_ record: Int) -> (kept: Int64, lost: Int64) {
      let facts = records[record]
      return unit == "bytes"
        ? (Int64(facts.keptEndBytes), Int64(facts.lostEndBytes))
        : (Int64(facts.keptEndCharacters), Int64(facts.lostEndCharacters))
    }
    return scopes.compactMap { scope in
      var whole: [Int64] = []
      var spans: [Stab.Span] = []
      for record in scope.records {
        let (kept, lost) = ends(record)
        switch seen.states[record] {
        case .whole: whole.append(kept)
        // A field or two that are extracted otherwise may stand behind.
        case .open where kept < lost && isEnd(record):
          spans.append(Stab.Span(record: record, range: kept...(lost - 1)))
        case .open, .explained, .silent: break
        }
      }
      guard let stab = Stab.most(spans, kept: whole, known: limits.flatMap(\.test.numbers)),
        let number = LearnedNumber(limits, stab.interval)
      else {
        return nil
      }
      // Nothing at all extracted is another cause, unless others show where the end is.
      guard stab.records.contains(where: { ends($0).kept > 0 }) else { return nil }
      let width = Double(number.isKnown ? 1 : stab.interval.count)
      let scale = Double(max(2, stab.interval.upperBound))
      return Candidate(
        why: number.limit.word(String(number.value)), limit: number.limit,
        parameter: "\(number.value) \(unit)",
        interval: number.interval, isKnownValue: number.isKnown, scope: scope.name, hits: stab.records,
        violations: stab.violations,
        bits: 3 * Double(stab.records.count) + log2(scale / width) - number.bits - scope.bits
          - 6 * Double(stab.violations),
        rivals: number.rivals)
    }
  }
}

extension Explanation.Rival {
  /// A limit as rival.
  init(why: String, limit: Limit?) {
    self.init(why: why, product: limit?.product ?? "", setting: limit?.setting ?? "")
  }
}
