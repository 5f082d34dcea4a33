import Foundation

/// The records as one verdict sees them: which have it and wait for a cause, which have one, which are whole.
struct Observations {
  enum State: UInt8 {
    /// Says nothing of this verdict: out of scope, or missing where another verdict is asked for.
    case silent
    /// Has the verdict, and no cause yet.
    case open
    case explained
    /// Could have it, and does not.
    case whole
  }

  let comparison: Comparison
  let verdict: Verdict
  /// Position in `comparison.differences` of a record's difference with this verdict; -1: it has none.
  private(set) var differenceOf: [Int32]
  private(set) var states: [State]
  /// Records in state `open`, in order.
  private(set) var open: [Int] = []
  private(set) var wholeCount = 0

  init(_ comparison: Comparison, _ verdict: Verdict) {
    self.comparison = comparison
    self.verdict = verdict
    differenceOf = Array(repeating: -1, count: comparison.records.count)
    states = Array(repeating: .whole, count: comparison.records.count)
    let missing = VerdictSet(.missing)
    for (position, record) in comparison.records.enumerated()
    where record.verdicts.contains(missing) || !record.isInScope {
      states[position] = .silent
    }
    for (position, difference) in comparison.differences.enumerated() where difference.verdict == verdict {
      guard differenceOf[difference.record] < 0 else { continue }
      differenceOf[difference.record] = Int32(position)
      states[difference.record] = .open
      open.append(difference.record)
    }
    open.sort()
    for state in states where state == .whole { wholeCount += 1 }
    if verdict == .missing { estimateBackground() }
  }

  /// The record's difference; nil: it has not this verdict.
  func difference(_ record: Int) -> Difference? {
    let position = differenceOf[record]
    return position < 0 ? nil : comparison.differences[Int(position)]
  }

  mutating func explain(_ records: [Int]) {
    for record in records { states[record] = .explained }
    open.removeAll { states[$0] != .open }
    if verdict == .missing { estimateBackground() }
  }

  /// First row of a record; nil: it has none.
  func row(_ record: Int) -> RowFacts? {
    let row = comparison.records[record].row
    return row < 0 ? nil : comparison.rows[Int(row)]
  }

  /// Probability of the verdict for a record that belongs to no group: the share of records that have it, groups of
  /// one host, channel and event id that have it all left out, so that they do not explain themselves away; but only
  /// where chance alone would hardly make such a group (where one record in a hundred is left, most small groups have
  /// none). One number for all causes that are weighed against each other.
  private(set) var background = 0.5

  private mutating func estimateBackground() {
    struct Kind: Hashable {
      var computer: WordID
      var channel: WordID
      var eventID: WordID
    }
    var kinds: [Kind: (open: Int, whole: Int)] = [:]
    for (record, facts) in comparison.records.enumerated()
    where states[record] == .open || states[record] == .whole {
      let kind = Kind(computer: facts.computer, channel: facts.channel, eventID: facts.eventID)
      if states[record] == .open {
        kinds[kind, default: (0, 0)].open += 1
      } else {
        kinds[kind, default: (0, 0)].whole += 1
      }
    }
    var (lost, all) = (0.5, 1.0)
    for counts in kinds.values {
      lost += Double(counts.open)
      all += Double(counts.open + counts.whole)
    }
    // The largest groups first: each that is left out makes the smaller ones less likely.
    for count in kinds.values.filter({ $0.whole == 0 && $0.open >= 3 }).map(\.open).sorted(by: >) {
      let bits = -Double(count) * log2(min(0.999, lost / all))
      guard bits > log2(20 * Double(kinds.count)) else { break }
      lost -= Double(count)
      all -= Double(count)
    }
    background = min(0.999, lost / all)
  }

  /// How much better "all of these have the verdict" describes what is seen than "each record has it with the same
  /// probability, whatever it is": a log-likelihood ratio, in bits. Exceptions are allowed, and dear.
  func surprise(hits: Int, violations: Int) -> Double {
    let (k, v) = (Double(hits), Double(violations))
    let p = background
    let e = v == 0 ? 0 : v / (k + v)
    return k * log2((1 - e) / p) + (v == 0 ? 0 : v * log2(e / (1 - p)))
  }
}
