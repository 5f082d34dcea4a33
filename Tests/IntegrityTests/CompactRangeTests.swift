import Integrity
import Testing

@Suite struct CompactRangeTests {
  static let leaves: [Digest256] = (0..<300).map { leafHash([UInt8(truncatingIfNeeded: $0), 7]) }

  @Test("the root of every size up to 300 is that of RFC 6962's recursive definition") func naive() {
    var range = CompactRange()
    for size in 0...300 {
      #expect(range.root == naiveRoot(Self.leaves[..<size]), "size \(size)")
      #expect(range.edge.count == size.nonzeroBitCount)
      if size < 300 { range.append(Self.leaves[size]) }
    }
  }

  @Test(
    "batches of any length give the tree and the nodes of single appends", arguments: 0..<8 as Range<UInt64>)
  func batches(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    var single = CompactRange()
    var singleNodes: [TreeNode] = []
    let leaves = (0..<2000).map { leafHash([UInt8($0 % 251), UInt8($0 / 251)]) }
    for leaf in leaves { single.append([leaf], keepingFrom: 3, in: &singleNodes) }
    var batched = CompactRange()
    var nodes: [TreeNode] = []
    var start = 0
    while start < leaves.count {
      let end = min(start + Int.random(in: 0...300, using: &generator), leaves.count)
      batched.append(leaves[start..<end].span, keepingFrom: 3, in: &nodes)
      start = end
    }
    #expect(batched == single)
    #expect(nodes == singleNodes)
  }

  @Test("kept nodes are all complete subtrees of their level and above, in order of completion, each right")
  func keptNodes() {
    var range = CompactRange()
    var nodes: [TreeNode] = []
    range.append(Self.leaves, keepingFrom: 2, in: &nodes)
    var expected = 0
    for level in 2...8 { expected += 300 >> level }
    #expect(nodes.count == expected)
    #expect(Set(nodes.map(\.id)).count == expected)
    var completed = 0
    for node in nodes {
      let first = Int(node.id.index) << node.id.level
      let end = first + 1 << node.id.level
      #expect(node.hash == naiveRoot(Self.leaves[first..<end]))
      #expect(end >= completed)
      completed = end
    }
  }

  @Test("a range restored from nodes goes on like the original, for every size up to 300") func restore()
    throws
  {
    let table = nodeTable(Self.leaves)
    for size in 0...300 {
      var restored = try CompactRange(size: UInt64(size)) { try #require(table[$0]) }
      #expect(restored.root == naiveRoot(Self.leaves[..<size]))
      restored.append(Self.leaves[size...])
      #expect(restored == CompactRange.of(Self.leaves), "size \(size)")
    }
  }

  @Test("restoring asks for one node per bit of the size, and passes its error on") func restoreErrors() {
    #expect(throws: MerkleError.missingNode(NodeID(level: 2, index: 0))) {
      try CompactRange(size: 5) { throw MerkleError.missingNode($0) }
    }
    #expect(throws: MerkleError.sizeTooLarge(1 << 63)) { try CompactRange(size: 1 << 63) { _ in .zero } }
    var asked: [NodeID] = []
    #expect(throws: Never.self) {
      try CompactRange(size: UInt64(Int64.max)) {
        asked.append($0)
        return .zero
      }
    }
    #expect(asked.count == 63)
    #expect(asked.allSatisfy { $0.leaves != nil })
  }

  @Test("stored nodes from level 8 and leaf hashes give roots, edges and proofs of every size")
  func reader() throws {
    let leaves = (0..<1500).map { leafHash([UInt8($0 % 253), UInt8($0 / 253)]) }
    var range = CompactRange()
    var nodes: [TreeNode] = []
    range.append(leaves, keepingFrom: 8, in: &nodes)
    #expect(nodes.count == 5 + 2 + 1)
    let stored = Dictionary(uniqueKeysWithValues: nodes.map { ($0.id, $0.hash) })
    var requests = 0
    var reader = TreeReader(size: 1500, stored: { stored[$0] }) { range in
      requests += 1
      #expect(range.count <= 256 && range.upperBound <= 1500)
      return Array(leaves[Int(range.lowerBound)..<Int(range.upperBound)])
    }
    #expect(try reader.compactRange() == range)
    for size in [1, 2, 255, 256, 257, 300, 511, 512, 1023, 1024, 1025, 1499, 1500] {
      let root = naiveRoot(leaves[..<size])
      #expect(try reader.root(treeSize: UInt64(size)) == root)
      for index in Set([0, size / 2, size - 1, min(size - 1, 255), min(size - 1, 256)]) {
        requests = 0
        let proof = try reader.inclusionProof(of: UInt64(index), treeSize: UInt64(size))
        try proof.verify(leafHash: leaves[index], root: root)
        #expect(requests <= 2)
      }
      let proof = try reader.consistencyProof(from: UInt64(size), to: 1500)
      try proof.verify(oldRoot: root, newRoot: range.root)
    }
  }

  @Test("a reader names the node or the leaves that are missing") func readerErrors() {
    var empty = TreeReader(size: 600, stored: { _ in nil }) { _ in [] }
    #expect(throws: MerkleError.missingNode(NodeID(level: 9, index: 0))) { try empty.root(treeSize: 600) }
    #expect(throws: MerkleError.missingLeaves(0..<256, found: 0)) { try empty.root(treeSize: 5) }
    #expect(throws: MerkleError.missingNode(NodeID(level: 9, index: 0))) { try empty.root(treeSize: 1000) }
    #expect(throws: MerkleError.missingNode(NodeID(level: 0, index: 600))) {
      try empty.node(NodeID(level: 0, index: 600))
    }
    #expect(throws: MerkleError.missingNode(NodeID(level: 64, index: 1))) {
      try empty.node(NodeID(level: 64, index: 1))
    }
    #expect(throws: MerkleError.missingNode(NodeID(level: 1, index: .max))) {
      try empty.node(NodeID(level: 1, index: .max))
    }
  }
}

extension CompactRange {
  /// The tree over some leaf hashes.
  static func of(_ leaves: some Sequence<Digest256>) -> CompactRange {
    var range = CompactRange()
    range.append(leaves)
    return range
  }
}
