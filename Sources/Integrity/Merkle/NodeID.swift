/// Place of a complete subtree in the tree: it covers the leaves
/// `index << level ..< (index + 1) << level`. Level 0 are the leaves.
package struct NodeID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Height above the leaves, 0...63.
  package var level: Int
  /// Position among the nodes of its level, from 0.
  package var index: UInt64

  /// The node at a place.
  package init(level: Int, index: UInt64) {
    self.level = level
    self.index = index
  }

  /// The leaves under the node; nil for a place that no tree of less than 2^63 leaves has.
  package var leaves: Range<UInt64>? {
    guard (0...62).contains(level), index < UInt64(1) << UInt64(63 - level) else { return nil }
    return index << UInt64(level)..<(index + 1) << UInt64(level)
  }

  /// Order by level, then index.
  package static func < (a: Self, b: Self) -> Bool { (a.level, a.index) < (b.level, b.index) }

  /// `level/index`.
  package var description: String { "\(level)/\(index)" }
}

/// A complete subtree's root with its place.
package struct TreeNode: Hashable, Sendable {
  /// Where it stands.
  package var id: NodeID
  /// Root of the subtree.
  package var hash: Digest256

  /// A node with its hash.
  package init(_ id: NodeID, _ hash: Digest256) {
    self.id = id
    self.hash = hash
  }
}
