/// What a scope leaves out of a comparison, counted apart.
package struct OutOfScope: Sendable, Equatable {
  /// Records that the search behind the export does not ask for.
  package var records = 0
  /// Rows of the export that come from such records.
  package var rows = 0

  package init() {}
}

extension Comparison {
  /// The comparison without the records that are out of scope: they are neither missing nor anything else, and say
  /// nothing of causes. Their rows stay, in state `matched`.
  package func restrictedToScope() -> (comparison: Comparison, left: OutOfScope) {
    if records.allSatisfy(\.isInScope) { return (self, OutOfScope()) }
    var kept = self
    var left = OutOfScope()
    var places = [Int](repeating: -1, count: records.count)
    kept.records.removeAll(keepingCapacity: true)
    kept.matchedBy.removeAll(keepingCapacity: true)
    kept.rules.removeAll(keepingCapacity: true)
    var leftRows: Set<Int> = []
    var keptRows: Set<Int> = []
    for (place, record) in records.enumerated() {
      if record.isInScope {
        places[place] = kept.records.count
        kept.records.append(record)
        kept.matchedBy.append(matchedBy[place])
        if rules.indices.contains(place) { kept.rules.append(rules[place]) }
        if record.row >= 0 { keptRows.insert(Int(record.row)) }
      } else {
        left.records += 1
        if record.row >= 0 { leftRows.insert(Int(record.row)) }
      }
    }
    kept.differences = []
    for var difference in differences {
      if places[difference.record] < 0 {
        leftRows.formUnion(difference.rows)
      } else {
        keptRows.formUnion(difference.rows)
        difference.record = places[difference.record]
        kept.differences.append(difference)
      }
    }
    left.rows = leftRows.subtracting(keptRows).count { rows[$0].state == .matched }
    return (kept, left)
  }
}
