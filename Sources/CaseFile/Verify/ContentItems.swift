/// Divides the blocks into items, so that each item's row groups cover its blocks exactly. Nearly always a row
/// group is a few whole blocks; a record with very many names ends one within a block.
struct ContentItems {
  private let blocks: [BlockRow]
  private let groups: [Int: GroupRow]
  private var position = 0
  /// Leaves that no row group covers.
  private(set) var uncovered: [Range<Int>] = []

  /// An item with more than one block has no more bytes than this: row groups that fit the blocks nowhere must
  /// not make one item of the whole case.
  private static let maxBytes = 256 << 20

  init(blocks: [BlockRow], groups: [GroupRow]) {
    self.blocks = blocks
    self.groups = Dictionary(groups.map { ($0.firstLeaf, $0) }) { first, _ in first }
  }

  /// The next blocks and the row groups that cover them: none where none does.
  mutating func next() -> (blocks: ArraySlice<BlockRow>, groups: [GroupRow])? {
    guard position < blocks.count else { return nil }
    let start = position
    if let (end, covering) = cover(from: start) {
      position = end
      return (blocks[start..<end], covering)
    }
    position += 1
    let leaves = blocks[start].leaves
    if let last = uncovered.last, last.upperBound == leaves.lowerBound {
      uncovered[uncovered.count - 1] = last.lowerBound..<leaves.upperBound
    } else {
      uncovered.append(leaves)
    }
    return (blocks[start..<position], [])
  }

  private func cover(from start: Int) -> (end: Int, groups: [GroupRow])? {
    let source = blocks[start].source
    var end = start + 1
    var bytes = blocks[start].length
    var blockLeaf = blocks[start].leaves.upperBound
    var groupLeaf = blocks[start].firstLeaf
    var covering: [GroupRow] = []
    while groupLeaf != blockLeaf || covering.isEmpty {
      if groupLeaf < blockLeaf || covering.isEmpty {
        guard let group = groups[groupLeaf], group.source == source, group.spanCount > 0 else { return nil }
        covering.append(group)
        groupLeaf += group.spanCount
      } else {
        guard end < blocks.count, blocks[end].source == source, blocks[end].firstLeaf == blockLeaf,
          blocks[end].spanCount > 0, bytes + blocks[end].length <= Self.maxBytes
        else { return nil }
        bytes += blocks[end].length
        blockLeaf = blocks[end].leaves.upperBound
        end += 1
      }
    }
    return (end, covering)
  }
}
