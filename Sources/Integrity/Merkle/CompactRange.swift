/// The right edge of an RFC 6962 tree: the roots of its complete subtrees, at most 63. All that appending
/// needs, and enough for the root (RFC 6962 §2.1; "compact range" is the name of transparency-dev/merkle).
package struct CompactRange: Hashable, Sendable {
  /// Largest tree: 2^63 - 1 leaves.
  package static let maximumSize = UInt64(Int64.max)

  /// Leaves so far.
  package private(set) var size: UInt64 = 0
  /// Roots of the complete subtrees, largest (leftmost) first: one per bit set in `size`.
  package private(set) var edge: [Digest256] = []

  /// The empty tree.
  package init() {}

  /// The right edge of a stored tree of `size` leaves. `node` gives the roots of complete subtrees; it is
  /// asked once for each bit set in `size`. Throws what `node` throws.
  package init(size: UInt64, node: (NodeID) throws -> Digest256) throws {
    guard size <= Self.maximumSize else { throw MerkleError.sizeTooLarge(size) }
    self.size = size
    edge = try completeSubtrees(0..<size).map(node)
  }

  /// Appends one leaf hash.
  package mutating func append(_ leaf: Digest256) {
    var none: [TreeNode] = []
    push(leaf, keepingFrom: Int.max, in: &none)
  }

  /// Appends leaf hashes in order.
  package mutating func append(_ leaves: some Sequence<Digest256>) {
    for leaf in leaves { append(leaf) }
  }

  /// Appends leaf hashes in order, and to `nodes` each complete subtree of `level` or higher that they
  /// complete, in the order of completion: what the case file stores, with level 8. Costs one node hash per
  /// leaf.
  package mutating func append(
    _ leaves: Span<Digest256>, keepingFrom level: Int, in nodes: inout [TreeNode]
  ) {
    for i in leaves.indices { push(leaves[i], keepingFrom: level, in: &nodes) }
  }

  /// Appends leaf hashes in order, and to `nodes` the complete subtrees of `level` or higher.
  package mutating func append(
    _ leaves: [Digest256], keepingFrom level: Int, in nodes: inout [TreeNode]
  ) {
    append(leaves.span, keepingFrom: level, in: &nodes)
  }

  @inline(__always)
  private mutating func push(_ leaf: Digest256, keepingFrom level: Int, in nodes: inout [TreeNode]) {
    precondition(size < Self.maximumSize, "a tree has at most 2^63 - 1 leaves")
    var hash = leaf
    var height = 0
    var index = size
    if level <= 0 { nodes.append(TreeNode(NodeID(level: 0, index: index), hash)) }
    // Each trailing 1 bit of the size is a complete subtree that the new leaf's subtree joins.
    while index & 1 == 1, let left = edge.popLast() {
      hash = nodeHash(left, hash)
      height += 1
      index >>= 1
      if height >= level { nodes.append(TreeNode(NodeID(level: height, index: index), hash)) }
    }
    edge.append(hash)
    size += 1
  }

  /// Root of the tree: MTH of RFC 6962 §2.1. SHA-256 of nothing for the empty tree.
  package var root: Digest256 { joined(edge) }
}

/// Root of the tree over `leaves`, which are leaf hashes.
package func merkleRoot(_ leaves: some Sequence<Digest256>) -> Digest256 {
  var range = CompactRange()
  range.append(leaves)
  return range.root
}

/// MTH of adjacent complete subtrees, largest first, none twice the same size.
func joined(_ subtrees: [Digest256]) -> Digest256 {
  guard var root = subtrees.last else { return .ofNothing }
  for left in subtrees.dropLast().reversed() { root = nodeHash(left, root) }
  return root
}

/// The complete subtrees that make up MTH of `range`, largest first. The range's start must be a multiple of
/// the smallest power of two that is not below its length: so are all ranges of RFC 6962's recursion.
func completeSubtrees(_ range: Range<UInt64>) -> [NodeID] {
  let length = range.upperBound - range.lowerBound
  var start = range.lowerBound
  var nodes: [NodeID] = []
  for level in stride(from: 63, through: 0, by: -1) where length >> UInt64(level) & 1 == 1 {
    nodes.append(NodeID(level: level, index: start >> UInt64(level)))
    start += UInt64(1) << UInt64(level)
  }
  return nodes
}
