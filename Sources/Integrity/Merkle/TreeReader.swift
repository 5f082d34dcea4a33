/// Gives the nodes of a stored tree of which only the levels from `storedLevel` up are kept: lower ones are
/// made again from leaf hashes, one group of 2^storedLevel leaves at a time. The last group is remembered,
/// since a proof asks for several nodes of one group.
package struct TreeReader {
  /// Lowest level that is stored: 8 in the case file.
  package let storedLevel: Int
  /// Leaves of the stored tree.
  package let size: UInt64
  private let stored: (NodeID) throws -> Digest256?
  private let leaves: (Range<UInt64>) throws -> [Digest256]
  private var group: Range<UInt64> = 0..<0
  private var groupHashes: [Digest256] = []

  /// `stored` gives a stored node or nil; `leaves` gives the leaf hashes of a range of at most
  /// 2^storedLevel leaves within the tree.
  package init(
    size: UInt64, storedLevel: Int = 8, stored: @escaping (NodeID) throws -> Digest256?,
    leaves: @escaping (Range<UInt64>) throws -> [Digest256]
  ) {
    self.size = size
    self.storedLevel = min(max(storedLevel, 0), 16)
    self.stored = stored
    self.leaves = leaves
  }

  /// Root of a complete subtree. Throws `MerkleError.missingNode`, `.missingLeaves`, or what the closures
  /// throw.
  package mutating func node(_ id: NodeID) throws -> Digest256 {
    guard let range = id.leaves, range.upperBound <= size else { throw MerkleError.missingNode(id) }
    if id.level >= storedLevel, id.level > 0 {
      guard let hash = try stored(id) else { throw MerkleError.missingNode(id) }
      return hash
    }
    let start = (range.lowerBound >> UInt64(storedLevel)) << UInt64(storedLevel)
    let wanted = start..<min(start + UInt64(1) << UInt64(storedLevel), size)
    if group != wanted {
      let hashes = try leaves(wanted)
      guard hashes.count == wanted.count else {
        throw MerkleError.missingLeaves(wanted, found: hashes.count)
      }
      group = wanted
      groupHashes = hashes
    }
    let offset = Int(range.lowerBound - start)
    return merkleRoot(groupHashes[offset..<offset + range.count])
  }

  /// The right edge of the tree, to go on appending. Recomputed from leaf hashes below the stored level.
  package mutating func compactRange() throws -> CompactRange {
    try CompactRange(size: size) { try node($0) }
  }

  /// Proof that leaf `index` is in the tree as it was at `treeSize`.
  package mutating func inclusionProof(of index: UInt64, treeSize: UInt64) throws -> InclusionProof {
    try InclusionProof(leafIndex: index, treeSize: treeSize) { try node($0) }
  }

  /// Proof that the tree of `newSize` extends the tree of `oldSize`.
  package mutating func consistencyProof(from oldSize: UInt64, to newSize: UInt64) throws -> ConsistencyProof
  {
    try ConsistencyProof(oldSize: oldSize, newSize: newSize) { try node($0) }
  }

  /// Root of the tree as it was at `treeSize`.
  package mutating func root(treeSize: UInt64) throws -> Digest256 {
    try CompactRange(size: treeSize) { try node($0) }.root
  }
}
