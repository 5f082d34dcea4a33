import CaseFile
import Formats
import GRDB

/// Records of binary logs that were found in what the log no longer uses: slack, and chunks without a header. Their
/// cutter says so by the context that it puts them under.
package struct RecoveredRecords: Sendable {
  /// Stretches of record numbers, ascending; gaps may be among them.
  private var stretches: [Range<Int>] = []
  /// How many there are in the sources that answer.
  package private(set) var count = 0
  /// Of these, records that were not understood.
  package private(set) var unparsed = 0

  /// - Parameters:
  ///   - groups: in record order, of all sources.
  ///   - answering: numbers of the sources whose records are counted.
  /// - Throws: `case.damaged`.
  init(_ db: Database, _ groups: [GroupRow], of sources: [SourceRow], answering: Set<Int>) throws {
    let binary = Set(sources.filter { $0.profile.format == .evtx }.map(\.id))
    if binary.isEmpty { return }
    let zstd = try ZstdDecompressor()
    for row in groups where binary.contains(row.source) {
      let own = try GroupStore.recoveredSpans(db, row).map {
        row.firstLeaf + $0.lowerBound..<row.firstLeaf + $0.upperBound
      }
      if own.isEmpty { continue }
      stretches += own
      guard answering.contains(row.source) else { continue }
      // A context holds for gaps too: which spans are records, the layout says.
      let layout = try GroupStore.layout(db, row, zstd).layout
      func record(_ leaf: Int) -> Int {
        leaf - row.firstLeaf - layout.gapSpans.prefix { $0 < leaf - row.firstLeaf }.count
      }
      for stretch in own {
        let records = record(stretch.lowerBound)..<record(stretch.upperBound)
        count += records.count
        unparsed += layout.unparsed.count { records.contains($0) }
      }
    }
  }

  /// Whether a record number is one of them.
  package func contains(_ leaf: Int) -> Bool {
    let index = firstIndex(endingBehind: leaf)
    return index < stretches.count && stretches[index].contains(leaf)
  }

  /// Whether any stands among these record numbers.
  func overlaps(_ leaves: Range<Int>) -> Bool {
    let index = firstIndex(endingBehind: leaves.lowerBound)
    return index < stretches.count && stretches[index].overlaps(leaves)
  }

  private func firstIndex(endingBehind leaf: Int) -> Int {
    var low = 0
    var high = stretches.count
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].upperBound <= leaf { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
