/// Why a proof is refused. A proof that is not refused is right; there is no third state.
package enum ProofFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The leaf index is not below the tree size.
  case indexOutsideTree(index: UInt64, size: UInt64)
  /// A size above 2^63 - 1, or an old size of 0 or above the new one.
  case sizes(String)
  /// More hashes than any tree can ask for; told before hashing.
  case tooManyHashes(count: Int, limit: Int)
  /// A hash of the proof is not 32 bytes.
  case hashLength(position: Int, count: Int)
  /// The proof ends before the root, or goes on behind it.
  case pathLength(count: Int)
  /// The path leads to another root than the one trusted: of the new tree.
  case root(computed: Digest256, expected: Digest256)
  /// The path leads to another root than the one trusted: of the old tree.
  case oldRoot(computed: Digest256, expected: Digest256)

  /// The refusal in words.
  package var description: String {
    switch self {
    case .indexOutsideTree(let index, let size): "leaf \(index) is not in a tree of \(size)"
    case .sizes(let why): why
    case .tooManyHashes(let count, let limit): "the proof has \(count) hashes, at most \(limit) can be needed"
    case .hashLength(let position, let count): "hash \(position) of the proof has \(count) bytes, not 32"
    case .pathLength(let count): "a proof of \(count) hashes does not fit the tree size"
    case .root(let computed, let expected): "the proof leads to root \(computed), not \(expected)"
    case .oldRoot(let computed, let expected): "the proof leads to old root \(computed), not \(expected)"
    }
  }
}

/// Hashes of a proof from raw bytes: count first, then 32 bytes each.
func proofPath(_ hashes: [[UInt8]], limit: Int) throws(ProofFailure) -> [Digest256] {
  guard hashes.count <= limit else { throw .tooManyHashes(count: hashes.count, limit: limit) }
  var path: [Digest256] = []
  for (position, bytes) in hashes.enumerated() {
    guard let hash = Digest256(bytes) else { throw .hashLength(position: position, count: bytes.count) }
    path.append(hash)
  }
  return path
}
