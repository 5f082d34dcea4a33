/// What stops work on a tree of the case: a broken promise of the case file, or a wrong question.
package enum MerkleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// More than 2^63 - 1 leaves.
  case sizeTooLarge(UInt64)
  /// A stored node that the tree must have is not there.
  case missingNode(NodeID)
  /// Leaf hashes of a stretch could not be made: `found` of `expected`.
  case missingLeaves(Range<UInt64>, found: Int)
  /// No leaf of that index in a tree of that size.
  case noSuchLeaf(index: UInt64, size: UInt64)
  /// No consistency proof leads from the one size to the other.
  case noConsistencyProof(from: UInt64, to: UInt64)

  /// What is missing or impossible, in words.
  package var description: String {
    switch self {
    case .sizeTooLarge(let size): "a tree of \(size) leaves is larger than 2^63 - 1"
    case .missingNode(let id): "tree node \(id) is missing"
    case .missingLeaves(let range, let found):
      "leaf hashes \(range.lowerBound) to \(range.upperBound): \(found) of \(range.count) are there"
    case .noSuchLeaf(let index, let size): "no leaf \(index) in a tree of \(size)"
    case .noConsistencyProof(let from, let to): "no consistency proof leads from size \(from) to size \(to)"
    }
  }
}
