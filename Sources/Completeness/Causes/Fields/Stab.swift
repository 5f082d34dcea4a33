/// The numbers that lie in as many ranges as possible: a threshold that explains as many records as possible.
struct Stab {
  /// Thresholds that one record allows.
  struct Span {
    var record: Int
    var range: ClosedRange<Int64>
  }

  var records: [Int]
  /// All thresholds that explain these records.
  var interval: ClosedRange<Int64>

  /// The best thresholds of at least `floor`; nil if there is none. The lowest of several equally good ones.
  /// Complexity: O(n log n).
  static func most(_ spans: [Span], above floor: Int64) -> Stab? {
    let allowed = spans.compactMap { span -> ClosedRange<Int64>? in
      span.range.upperBound < floor ? nil : max(floor, span.range.lowerBound)...span.range.upperBound
    }
    // The best threshold can be moved down to the start of some range without losing any.
    let starts = allowed.map(\.lowerBound).sorted()
    let ends = allowed.map(\.upperBound).sorted()
    var (best, at, ended) = (0, Int64(0), 0)
    for (begun, start) in starts.enumerated() {
      while ended < ends.count, ends[ended] < start { ended += 1 }
      if begun + 1 < starts.count, starts[begun + 1] == start { continue }
      if begun + 1 - ended > best { (best, at) = (begun + 1 - ended, start) }
    }
    if best == 0 { return nil }
    let hit = spans.filter {
      $0.range.contains(at) || (max(floor, $0.range.lowerBound) <= at && $0.range.upperBound >= at)
    }
    let high = hit.map(\.range.upperBound).min() ?? at
    let low = max(floor, hit.map(\.range.lowerBound).max() ?? at)
    return Stab(records: hit.map(\.record).sorted(), interval: low...max(low, high))
  }
}
