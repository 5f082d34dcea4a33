import Integrity
import Testing

@Suite struct ProofTests {
  @Test("every proof that is made verifies, and for no other leaf, for all sizes up to 70") func roundTrip()
    throws
  {
    let leaves = Array(CompactRangeTests.leaves[..<70])
    let table = nodeTable(leaves)
    for size in 1...70 {
      let root = naiveRoot(leaves[..<size])
      for index in 0..<size {
        let proof = try InclusionProof(leafIndex: UInt64(index), treeSize: UInt64(size)) {
          try #require(table[$0])
        }
        try proof.verify(leafHash: leaves[index], root: root)
        #expect(throws: ProofFailure.self) {
          try proof.verify(leafHash: leaves[(index + 1) % 70], root: root)
        }
      }
      for old in 1...size {
        let proof = try ConsistencyProof(oldSize: UInt64(old), newSize: UInt64(size)) {
          try #require(table[$0])
        }
        try proof.verify(oldRoot: naiveRoot(leaves[..<old]), newRoot: root)
        #expect(throws: ProofFailure.self) { try proof.verify(oldRoot: root, newRoot: leaves[69]) }
      }
    }
  }

  @Test("proofs in trees of random sizes up to 2^63 - 1 are short, and asked nodes lie in the tree")
  func hugeTrees() throws {
    var generator = SeededGenerator(state: 42)
    for round in 0..<200 {
      let size = round == 0 ? UInt64(Int64.max) : UInt64.random(in: 1...UInt64(Int64.max), using: &generator)
      let index = round == 1 ? size - 1 : UInt64.random(in: 0..<size, using: &generator)
      func node(_ id: NodeID) throws -> Digest256 {
        let leaves = try #require(id.leaves)
        #expect(leaves.upperBound <= size)
        return .zero
      }
      #expect(try InclusionProof(leafIndex: index, treeSize: size, node: node).path.count <= 63)
      #expect(try ConsistencyProof(oldSize: index + 1, newSize: size, node: node).path.count <= 64)
    }
  }

  @Test("proofs from hostile places are refused by count and length before hashing") func bounds() {
    let hash = [UInt8](repeating: 1, count: 32)
    #expect(throws: ProofFailure.tooManyHashes(count: 65, limit: 64)) {
      try InclusionProof(leafIndex: 0, treeSize: 1, hashes: Array(repeating: hash, count: 65))
    }
    #expect(throws: ProofFailure.tooManyHashes(count: 66, limit: 65)) {
      try ConsistencyProof(oldSize: 1, newSize: 2, hashes: Array(repeating: hash, count: 66))
    }
    #expect(throws: ProofFailure.hashLength(position: 1, count: 31)) {
      try InclusionProof(leafIndex: 0, treeSize: 4, hashes: [hash, Array(hash.dropFirst())])
    }
  }

  @Test("extreme sizes and indices are refused, without a trap") func extremes() {
    let numbers: [UInt64] = [0, 1, 2, 3, 1 << 32, 1 << 62, .max >> 1, 1 << 63, .max - 1, .max]
    let path = [Digest256](repeating: .zero, count: 64)
    for a in numbers {
      for b in numbers {
        for count in [0, 1, 63, 64] {
          #expect(throws: ProofFailure.self) {
            try InclusionProof(leafIndex: a, treeSize: b, path: Array(path.prefix(count)))
              .verify(leafHash: .zero, root: .ofNothing)
          }
          #expect(throws: ProofFailure.self) {
            try ConsistencyProof(oldSize: a, newSize: b, path: Array(path.prefix(count)))
              .verify(oldRoot: .zero, newRoot: .ofNothing)
          }
        }
        if a >= b || b > .max >> 1 {
          #expect(throws: MerkleError.self) { try InclusionProof(leafIndex: a, treeSize: b) { _ in .zero } }
        }
        if a == 0 || a > b || b > .max >> 1 {
          #expect(throws: MerkleError.self) { try ConsistencyProof(oldSize: a, newSize: b) { _ in .zero } }
        }
      }
    }
  }
}
