import Foundation
import Integrity
import Testing

/// The vector files of `../shared/oracle/merkle`, read where they lie.
enum Oracle {
  static let folder = ProcessInfo.processInfo.environment["ASSAY_ORACLE"] ?? "/work/shared/oracle/merkle"

  static let exists = FileManager.default.fileExists(atPath: folder + "/roots.json")

  static func file<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
    try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
  }

  /// One proof case of any of the files.
  struct ProofCase: Decodable {
    var id: String?
    var kind: String?
    var leaf_index: UInt64?
    var tree_size: UInt64?
    var leaf_hash: String?
    var root: String?
    var size1: UInt64?
    var size2: UInt64?
    var root1: String?
    var root2: String?
    var proof: [String]?
    var expect: String?

    /// Whether the code under test accepts the case.
    var isAccepted: Bool {
      let hashes = (proof ?? []).map { bytes(hex: $0) }
      do {
        if let leaf_index, let tree_size, let leaf_hash, let root {
          let proof = try InclusionProof(leafIndex: leaf_index, treeSize: tree_size, hashes: hashes)
          guard let leaf = Digest256(hex: leaf_hash), let root = Digest256(hex: root) else { return false }
          try proof.verify(leafHash: leaf, root: root)
          return true
        }
        if let size1, let size2, let root1, let root2 {
          let proof = try ConsistencyProof(oldSize: size1, newSize: size2, hashes: hashes)
          guard let old = Digest256(hex: root1), let new = Digest256(hex: root2) else { return false }
          try proof.verify(oldRoot: old, newRoot: new)
          return true
        }
      } catch { return false }
      Issue.record("case \(id ?? "?") is of no known kind")
      return false
    }
  }

  struct ProofFile: Decodable {
    var cases: [ProofCase]
  }

  /// Leaf `i` of the leaf set `record`.
  static func record(_ i: Int) -> [UInt8] { Array("record \(i)\n".utf8) }

  /// Leaf hashes of the set `record`.
  static let recordLeaves: [Digest256] = (0..<100_000).map { leafHash(record($0)) }
}

/// Bytes of hexadecimal digits in pairs.
func bytes(hex: String) -> [UInt8] {
  var rest = hex[...]
  var bytes: [UInt8] = []
  while rest.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) {
    bytes.append(byte)
    rest = rest.dropFirst(2)
  }
  #expect(rest.isEmpty)
  return bytes
}

/// The private key of a seed.
func privateKey(seed: [UInt8]) throws -> Ed25519PrivateKey { try #require(Ed25519PrivateKey(seed: seed)) }

/// MTH as RFC 6962 §2.1 defines it, word for word: the reference for the fast code.
func naiveRoot(_ leaves: ArraySlice<Digest256>) -> Digest256 {
  if leaves.isEmpty { return Digest256.of([]) }
  if leaves.count == 1, let leaf = leaves.first { return leaf }
  var k = 1
  while k * 2 < leaves.count { k *= 2 }
  let middle = leaves.startIndex + k
  let joined = [1] + naiveRoot(leaves[..<middle]).bytes + naiveRoot(leaves[middle...]).bytes
  return Digest256.of(joined)
}

/// Nodes of a tree by place, computed once from leaf hashes: a lookup for proofs in tests.
func nodeTable(_ leaves: [Digest256]) -> [NodeID: Digest256] {
  var range = CompactRange()
  var nodes: [TreeNode] = []
  range.append(leaves, keepingFrom: 0, in: &nodes)
  return Dictionary(uniqueKeysWithValues: nodes.map { ($0.id, $0.hash) })
}

/// A small seeded generator (SplitMix64), so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
