/// Proof that a leaf stands at an index of a tree (RFC 9162 §2.1.3).
///
/// The proof does not bind the tree size: size and root must come from one trusted checkpoint, never from the
/// proof or the case file.
package struct InclusionProof: Hashable, Sendable {
  /// Longest path that any tree of up to 2^63 - 1 leaves has, with one to spare.
  package static let maximumCount = 64

  /// Index of the leaf, from 0.
  package var leafIndex: UInt64
  /// Leaves of the tree.
  package var treeSize: UInt64
  /// Sibling hashes from the leaf up.
  package var path: [Digest256]

  /// A proof by its parts.
  package init(leafIndex: UInt64, treeSize: UInt64, path: [Digest256]) {
    self.leafIndex = leafIndex
    self.treeSize = treeSize
    self.path = path
  }

  /// A proof from elsewhere. Throws for too many hashes, and for one that is not 32 bytes.
  package init(leafIndex: UInt64, treeSize: UInt64, hashes: [[UInt8]]) throws(ProofFailure) {
    self.init(
      leafIndex: leafIndex, treeSize: treeSize,
      path: try proofPath(hashes, limit: Self.maximumCount))
  }

  /// PATH(m, D[n]) of RFC 9162 §2.1.3.1. `node` gives roots of complete subtrees; it is asked for at most
  /// 2 × 63 of them. Throws what `node` throws, and `MerkleError` for a leaf that the tree has not.
  package init(leafIndex: UInt64, treeSize: UInt64, node: (NodeID) throws -> Digest256) throws {
    guard treeSize <= CompactRange.maximumSize else { throw MerkleError.sizeTooLarge(treeSize) }
    guard leafIndex < treeSize else { throw MerkleError.noSuchLeaf(index: leafIndex, size: treeSize) }
    var range = 0..<treeSize
    var siblings: [Range<UInt64>] = []
    while let split = splitPoint(of: range) {
      let left = range.lowerBound..<split
      let right = split..<range.upperBound
      (range, siblings) = leafIndex < split ? (left, siblings + [right]) : (right, siblings + [left])
    }
    self.init(
      leafIndex: leafIndex, treeSize: treeSize,
      path: try siblings.reversed().map { try joined(completeSubtrees($0).map(node)) })
  }

  /// Checks the proof by the steps of RFC 9162 §2.1.3.2. `root` is the trusted root of the tree of
  /// `treeSize` leaves.
  package func verify(leafHash: Digest256, root: Digest256) throws(ProofFailure) {
    guard path.count <= Self.maximumCount else {
      throw .tooManyHashes(count: path.count, limit: Self.maximumCount)
    }
    guard treeSize <= CompactRange.maximumSize else {
      throw .sizes("a tree of \(treeSize) leaves is larger than 2^63 - 1")
    }
    // Step 1.
    guard leafIndex < treeSize else { throw .indexOutsideTree(index: leafIndex, size: treeSize) }
    // Steps 2 and 3.
    var fn = leafIndex
    var sn = treeSize - 1
    var r = leafHash
    // Step 4.
    for p in path {
      guard sn != 0 else { throw .pathLength(count: path.count) }
      if fn & 1 == 1 || fn == sn {
        r = nodeHash(p, r)
        while fn & 1 == 0 && fn != 0 {
          fn >>= 1
          sn >>= 1
        }
      } else {
        r = nodeHash(r, p)
      }
      fn >>= 1
      sn >>= 1
    }
    // Step 5.
    guard sn == 0 else { throw .pathLength(count: path.count) }
    guard r == root else { throw .root(computed: r, expected: root) }
  }
}

/// Where RFC 6962 §2.1 splits a range of leaves: behind the largest power of two smaller than its length;
/// nil for less than two leaves.
func splitPoint(of range: Range<UInt64>) -> UInt64? {
  let count = range.upperBound - range.lowerBound
  guard count > 1 else { return nil }
  return range.lowerBound + UInt64(1) << UInt64(63 - (count - 1).leadingZeroBitCount)
}
