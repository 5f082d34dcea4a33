/// How many records have each verdict, and how many rows each state. Both sums are checked, for what does not add up
/// was lost in the comparison itself.
package struct Balance: Sendable, Equatable {
  /// Records in scope, by their gravest verdict.
  package private(set) var verdicts: [Verdict: Int] = [:]
  package private(set) var outOfScope: OutOfScope
  /// All records that were compared, those out of scope too.
  package private(set) var rawRecords: Int
  package private(set) var exportRows: Int
  /// Rows that are a record's, without those of records out of scope.
  package private(set) var matched = 0
  package private(set) var extra = 0
  package private(set) var fragments = 0

  /// - Parameter left: what was taken out of the comparison before.
  package init(_ comparison: Comparison, outOfScope left: OutOfScope = OutOfScope()) {
    outOfScope = left
    rawRecords = comparison.records.count + left.records
    exportRows = comparison.rows.count
    for record in comparison.records {
      if let verdict = record.verdicts.gravest { verdicts[verdict, default: 0] += 1 }
    }
    for row in comparison.rows {
      switch row.state {
      case .matched: matched += 1
      case .extra: extra += 1
      case .fragment: fragments += 1
      }
    }
    matched -= left.rows
  }

  /// Records with a verdict, gravest last: as a table shows them.
  package var shown: [(verdict: Verdict, records: Int)] {
    Verdict.allCases.reversed().compactMap { verdict in verdicts[verdict].map { (verdict, $0) } }
  }

  /// Records in scope.
  package var records: Int { rawRecords - outOfScope.records }

  /// Whether every record in scope is in the export as it was logged.
  package var isComplete: Bool { verdicts.allSatisfy { $0.key.isIntact } }

  /// Whether every record has a verdict and every row a state.
  package var isBalanced: Bool {
    verdicts.values.reduce(0, +) + outOfScope.records == rawRecords
      && matched + extra + fragments + outOfScope.rows == exportRows
  }
}
