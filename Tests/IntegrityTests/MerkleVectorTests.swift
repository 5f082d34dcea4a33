import Integrity
import Testing

@Suite(.enabled(if: Oracle.exists, "needs the vectors of ../shared/oracle/merkle"))
struct MerkleVectorTests {
  struct RootFile: Decodable {
    struct LeafSet: Decodable {
      var name: String
      var leaves_hex: [String]?
      var roots: [String: String]
    }
    struct WrongCases: Decodable {
      var cases: [WrongCase]
    }
    struct WrongCase: Decodable {
      var size: Int
      var construction: String
      var root: String
      var correct_root: String
    }
    var sets: [LeafSet]
    var wrong_constructions: WrongCases
  }

  @Test("the roots of all leaf sets come out, and no root of a wrong construction") func roots() throws {
    let file: RootFile = try Oracle.file("roots.json")
    var checked = 0
    for set in file.sets {
      for (size, root) in set.roots {
        let size = try #require(Int(size))
        let leaves: [Digest256] =
          switch set.name {
          case "record": Array(Oracle.recordLeaves[..<size])
          case "varlen": (0..<size).map { leafHash([UInt8](repeating: UInt8($0 % 256), count: $0)) }
          default: try #require(set.leaves_hex).prefix(size).map { leafHash(bytes(hex: $0)) }
          }
        #expect("\(merkleRoot(leaves))" == root, "\(set.name), size \(size)")
        checked += 1
      }
    }
    #expect(checked == file.sets.reduce(0) { $0 + $1.roots.count } && checked > 140)
    for wrong in file.wrong_constructions.cases {
      let root = "\(merkleRoot(Oracle.recordLeaves[..<wrong.size]))"
      #expect(root == wrong.correct_root)
      #expect(root != wrong.root, "\(wrong.construction), size \(wrong.size)")
    }
  }

  @Test(
    "valid proofs are accepted",
    arguments: [("inclusion-valid.json", 248), ("consistency-valid.json", 248)])
  func valid(name: String, count: Int) throws {
    let file: Oracle.ProofFile = try Oracle.file(name)
    #expect(file.cases.count == count)
    for one in file.cases { #expect(one.isAccepted, "\(one)") }
  }

  @Test("the proofs made here are those of the vectors") func generated() throws {
    let table = nodeTable(Oracle.recordLeaves)
    for one in try Oracle.file("inclusion-valid.json", as: Oracle.ProofFile.self).cases {
      let index = try #require(one.leaf_index)
      let size = try #require(one.tree_size)
      let proof = try InclusionProof(leafIndex: index, treeSize: size) { try #require(table[$0]) }
      #expect(proof.path.map { "\($0)" } == one.proof, "\(index) of \(size)")
    }
    for one in try Oracle.file("consistency-valid.json", as: Oracle.ProofFile.self).cases {
      let old = try #require(one.size1)
      let new = try #require(one.size2)
      let proof = try ConsistencyProof(oldSize: old, newSize: new) { try #require(table[$0]) }
      #expect(proof.path.map { "\($0)" } == one.proof, "\(old) to \(new)")
    }
  }

  @Test(
    "every mutated proof is refused",
    arguments: [("inclusion-invalid.json", 443), ("consistency-invalid.json", 421)])
  func invalid(name: String, count: Int) throws {
    let file: Oracle.ProofFile = try Oracle.file(name)
    #expect(file.cases.count == count)
    for one in file.cases { #expect(!one.isAccepted, "\(one)") }
  }

  @Test("proofs under a wrong size that a correct verifier accepts are accepted: sizes come from checkpoints")
  func wrongSize() throws {
    struct File: Decodable {
      var inclusion: [Oracle.ProofCase]
      var consistency: [Oracle.ProofCase]
    }
    let file: File = try Oracle.file("accepted-with-wrong-size.json")
    #expect(file.inclusion.count == 14 && file.consistency.count == 21)
    for one in file.inclusion + file.consistency { #expect(one.isAccepted, "\(one)") }
  }

  @Test("empty trees and equal sizes are decided as transparency-dev/merkle does") func edges() throws {
    let file: Oracle.ProofFile = try Oracle.file("edges.json")
    #expect(file.cases.count == 5)
    for one in file.cases { #expect(one.isAccepted == (one.expect == "accept"), "\(one)") }
  }

  @Test("the test data of transparency-dev/merkle are decided alike") func transparencyDev() throws {
    let file: Oracle.ProofFile = try Oracle.file("transparency-dev.json")
    #expect(file.cases.count == 196)
    for one in file.cases {
      // Its roots are placeholders that are not 32 bytes: refused here before they are compared.
      let isPlaceholder = one.id == "consistency/additional/sizes-are-equal-one-and-proof-is-empty"
      #expect(one.isAccepted == (one.expect == "accept" && !isPlaceholder), "\(one)")
    }
  }

  @Test("tiles of exported trees have the paths, widths and hashes of C2SP tlog-tiles") func tiles() throws {
    struct TileCase: Decodable {
      var path: String
      var hashes: Int
      var sha256_of_tile: String
    }
    struct Tree: Decodable {
      var size: UInt64
      var tiles: [TileCase]
    }
    struct File: Decodable {
      var trees: [Tree]
    }
    let table = nodeTable(Array(Oracle.recordLeaves[..<70_000]))
    let file: File = try Oracle.file("tiles.json")
    #expect(file.trees.count == 7)
    for tree in file.trees {
      let tiles = Tile.tiles(ofTreeSize: tree.size)
      #expect(tiles.map(\.path).sorted() == tree.tiles.map(\.path).sorted())
      let expected = Dictionary(uniqueKeysWithValues: tree.tiles.map { ($0.path, $0) })
      for tile in tiles {
        let one = try #require(expected[tile.path])
        #expect(tile.width == one.hashes)
        let content = try tile.nodes.flatMap { try #require(table[$0]).bytes }
        #expect("\(Digest256.of(content))" == one.sha256_of_tile, "\(tile.path)")
      }
    }
  }

  @Test("tile paths of large numbers are grouped by three digits") func tilePath() {
    #expect(Tile(level: 2, index: 1_234_067, width: 256).path == "tile/2/x001/x234/067")
    #expect(Tile(level: 0, index: 1_234_067, width: 17).path == "tile/0/x001/x234/067.p/17")
  }
}
