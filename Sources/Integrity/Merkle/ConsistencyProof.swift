/// Proof that the first leaves of a tree are those of an older tree: the case only grew (RFC 9162 §2.1.4).
///
/// Like the inclusion proof it does not bind the sizes: both sizes and roots must come from checkpoints.
package struct ConsistencyProof: Hashable, Sendable {
  /// Longest proof that any two trees of up to 2^63 - 1 leaves have, with one to spare.
  package static let maximumCount = 65

  /// Leaves of the older tree.
  package var oldSize: UInt64
  /// Leaves of the newer tree.
  package var newSize: UInt64
  /// Hashes in the order of RFC 9162 §2.1.4.1. Empty if the sizes are equal.
  package var path: [Digest256]

  /// A proof by its parts.
  package init(oldSize: UInt64, newSize: UInt64, path: [Digest256]) {
    self.oldSize = oldSize
    self.newSize = newSize
    self.path = path
  }

  /// A proof from elsewhere. Throws for too many hashes, and for one that is not 32 bytes.
  package init(oldSize: UInt64, newSize: UInt64, hashes: [[UInt8]]) throws(ProofFailure) {
    self.init(
      oldSize: oldSize, newSize: newSize, path: try proofPath(hashes, limit: Self.maximumCount))
  }

  /// PROOF(m, D[n]) of RFC 9162 §2.1.4.1. `node` gives roots of complete subtrees. Throws what `node` throws,
  /// and `MerkleError` for an old size of 0 or above the new one.
  package init(oldSize: UInt64, newSize: UInt64, node: (NodeID) throws -> Digest256) throws {
    guard newSize <= CompactRange.maximumSize else { throw MerkleError.sizeTooLarge(newSize) }
    guard oldSize > 0, oldSize <= newSize else {
      throw MerkleError.noConsistencyProof(from: oldSize, to: newSize)
    }
    var range = 0..<newSize
    var siblings: [Range<UInt64>] = []
    // SUBPROOF, unrolled: go down to the subtree that ends where the old tree ends.
    while range.upperBound != oldSize, let split = splitPoint(of: range) {
      let left = range.lowerBound..<split
      let right = split..<range.upperBound
      (range, siblings) = oldSize <= split ? (left, siblings + [right]) : (right, siblings + [left])
    }
    // That subtree is the whole old tree (b is true) exactly if it starts at 0: then its root is known.
    if range.lowerBound != 0 { siblings.append(range) }
    self.init(
      oldSize: oldSize, newSize: newSize,
      path: try siblings.reversed().map { try joined(completeSubtrees($0).map(node)) })
  }

  /// Checks the proof by the steps of RFC 9162 §2.1.4.2, with equal sizes as transparency-dev/merkle has it:
  /// the proof is empty and the roots are equal. An old size of 0 is refused: whether any tree extends the
  /// empty one is for `Checkpoint.isExtended` to say.
  package func verify(oldRoot: Digest256, newRoot: Digest256) throws(ProofFailure) {
    guard path.count <= Self.maximumCount else {
      throw .tooManyHashes(count: path.count, limit: Self.maximumCount)
    }
    guard newSize <= CompactRange.maximumSize else {
      throw .sizes("a tree of \(newSize) leaves is larger than 2^63 - 1")
    }
    guard oldSize > 0 else { throw .sizes("no proof starts from the empty tree") }
    guard oldSize <= newSize else { throw .sizes("the old tree of \(oldSize) is larger than \(newSize)") }
    if oldSize == newSize {
      guard path.isEmpty else { throw .pathLength(count: path.count) }
      guard oldRoot == newRoot else { throw .root(computed: oldRoot, expected: newRoot) }
      return
    }
    // Steps 1 and 2: the old root of a complete tree is not repeated in the proof.
    guard !path.isEmpty else { throw .pathLength(count: 0) }
    let hashes = oldSize & (oldSize - 1) == 0 ? [oldRoot] + path : path
    // Steps 3 and 4.
    var fn = oldSize - 1
    var sn = newSize - 1
    while fn & 1 == 1 {
      fn >>= 1
      sn >>= 1
    }
    // Step 5.
    var fr = hashes[0]
    var sr = fr
    // Step 6.
    for c in hashes.dropFirst() {
      guard sn != 0 else { throw .pathLength(count: path.count) }
      if fn & 1 == 1 || fn == sn {
        fr = nodeHash(c, fr)
        sr = nodeHash(c, sr)
        while fn & 1 == 0 && fn != 0 {
          fn >>= 1
          sn >>= 1
        }
      } else {
        sr = nodeHash(sr, c)
      }
      fn >>= 1
      sn >>= 1
    }
    // Step 7.
    guard sn == 0 else { throw .pathLength(count: path.count) }
    guard fr == oldRoot else { throw .oldRoot(computed: fr, expected: oldRoot) }
    guard sr == newRoot else { throw .root(computed: sr, expected: newRoot) }
  }
}
