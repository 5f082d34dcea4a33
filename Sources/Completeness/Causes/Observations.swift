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
  }

  /// The record's difference; nil: it has not this verdict.
  func difference(_ record: Int) -> Difference? {
    let position = differenceOf[record]
    return position < 0 ? nil : comparison.differences[Int(position)]
  }

  mutating func explain(_ records: [Int]) {
    for record in records { states[record] = .explained }
    open.removeAll { states[$0] != .open }
  }

  /// First row of a record; nil: it has none.
  func row(_ record: Int) -> RowFacts? {
    let row = comparison.records[record].row
    return row < 0 ? nil : comparison.rows[Int(row)]
  }

  /// How much better "all of these have the verdict" describes what is seen than "each record has it with the same
  /// probability, whatever it is": a log-likelihood ratio, in bits. The probability is that of the records outside
  /// the group, so that a group does not explain itself away; exceptions are allowed, and dear.
  func surprise(hits: Int, violations: Int) -> Double {
    let (k, v) = (Double(hits), Double(violations))
    let others = Double(open.count - hits)
    let p = min((others + 0.5) / (others + Double(wholeCount - violations) + 1), 0.999)
    let e = v == 0 ? 0 : v / (k + v)
    return k * log2((1 - e) / p) + (v == 0 ? 0 : v * log2(e / (1 - p)))
  }
}
