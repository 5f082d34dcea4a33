import CaseFile
import Evidence
import GRDB

/// Which blocks cannot hold a match, as the case's search filters say. A filter that is missing, made by another
/// version or damaged rules nothing out: its blocks are read.
struct BlockSelection {
  /// Numbers of blocks that need not be read.
  private(set) var ruledOut: Set<Int> = []
  /// Numbers of blocks that a filter of this version tells of.
  private(set) var filtered: Set<Int> = []

  /// - Parameter needle: nil reads everything.
  init(_ reader: CaseReader, needle: SearchNeedle?) throws {
    guard let needle else { return }
    let (filtered, ruledOut) = try reader.read { db, zstd in
      var filtered: Set<Int> = []
      var ruledOut: Set<Int> = []
      for entry in (try? FilterStore.entries(db)) ?? [] where entry.version == BlockFilter.version {
        guard let filter = try? FilterStore.filter(db, entry, zstd) else { continue }
        filtered.formUnion(entry.blocks)
        for (block, may) in zip(entry.blocks, filter.mayMatch(needle)) where !may { ruledOut.insert(block) }
      }
      return (filtered, ruledOut)
    }
    self.filtered = filtered
    self.ruledOut = ruledOut
  }
}
