/// A threshold that explains as many records as possible: one that lies between what each record has and what it
/// lacks, and above what whole records have.
struct Stab {
  /// Thresholds that one record allows.
  struct Span {
    var record: Int
    var range: ClosedRange<Int64>
  }

  var records: [Int]
  /// All thresholds that explain these records.
  var interval: ClosedRange<Int64>
  /// Whole records that have something above the threshold.
  var violations: Int

  /// The best threshold; nil if there is none. A whole record above it counts twice against it: few may be (texts that
  /// were rendered otherwise have other lengths), but not one in twenty.
  /// - Parameters:
  ///   - kept: of each whole record, the highest that it has.
  ///   - known: thresholds that are tried beside those that the spans begin with.
  /// Complexity: O(n log n).
  static func most(_ spans: [Span], kept: [Int64], known: [Int64]) -> Stab? {
    let starts = spans.map(\.range.lowerBound).sorted()
    let ends = spans.map(\.range.upperBound).sorted()
    let whole = kept.sorted()
    func violations(_ threshold: Int64) -> Int { whole.count - count(whole, upTo: threshold) }
    var best: (score: Int, threshold: Int64)?
    func look(_ threshold: Int64) {
      let hits = count(starts, upTo: threshold) - count(ends, upTo: threshold - 1)
      let against = violations(threshold)
      guard hits > 0, against * 20 <= hits + against else { return }
      let score = hits - 2 * against
      if score > best?.score ?? 0 { best = (score, threshold) }
    }
    for threshold in known { look(threshold) }
    for threshold in starts { look(threshold) }
    if let floor = whole.last { look(floor) }
    guard let best else { return nil }
    let hit = spans.filter { $0.range.contains(best.threshold) }
    let against = violations(best.threshold)
    // The interval ends where another whole record would be above, or no longer is.
    let above = whole.count - against - 1
    let floor = above >= 0 ? whole[above] : .min
    let low = max(floor, hit.map(\.range.lowerBound).max() ?? best.threshold)
    let high = hit.map(\.range.upperBound).min() ?? best.threshold
    return Stab(
      records: hit.map(\.record).sorted(), interval: min(low, best.threshold)...max(high, best.threshold),
      violations: against)
  }

  /// How many of sorted numbers are at most `limit`.
  private static func count(_ sorted: [Int64], upTo limit: Int64) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
