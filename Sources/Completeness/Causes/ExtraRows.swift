extension ExplanationList {
  /// Says of rows that no record explains where they stand: before the raw begins, after it ends, or within it.
  /// A SIEM may hold what the raw no longer has; a row within the raw's own time has no such excuse.
  mutating func addExtraRows(of comparison: Comparison) {
    var (first, last) = (Int64.max, Int64.min)
    for record in comparison.records where record.time != .min {
      (first, last) = (min(first, record.time), max(last, record.time))
    }
    var groups: [[Int]] = [[], [], []]
    for (row, facts) in comparison.rows.enumerated() where facts.state == .extra {
      if facts.time != .min, first <= last, facts.time < first {
        groups[0].append(row)
      } else if facts.time != .min, first <= last, facts.time > last {
        groups[1].append(row)
      } else {
        groups[2].append(row)
      }
    }
    let words = [
      (
        "before_raw_begins",
        "The row is older than every raw record: the log may have wrapped or been cleared since.",
        "is there an 1102 or 104 in the raw? Older evidence of the same host (backup, shadow copy)"
      ),
      (
        "after_raw_ends", "The row is newer than every raw record: the raw was collected before.",
        "when was the raw collected?"
      ),
      (
        "not_in_raw", "No raw record of that time has it.",
        "look at each: a source that was not collected, a record deleted from the raw, or a row that was inserted"
      ),
    ]
    for (rows, word) in zip(groups, words) where !rows.isEmpty {
      var explanation = Explanation(why: word.0, verdict: nil)
      (explanation.records, explanation.observed) = (rows.count, rows.count)
      (explanation.what, explanation.check) = (word.1, word.2)
      explanation.confidence = word.0 == "not_in_raw" ? .unexplained : .possible
      append(explanation, "")
      for row in rows { addRow(row) }
    }
  }
}
