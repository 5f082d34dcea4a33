import Foundation
import Integrity
import Testing

@Suite("Proof files and cosignatures") struct ProofFileTests {
  private func sample(size: Int = 11) throws -> (note: SignedNote, table: [NodeID: Digest256]) {
    let leaves = Array(CompactRangeTests.leaves[..<size])
    let checkpoint = Checkpoint(origin: "case", size: UInt64(size), root: naiveRoot(leaves[...]))
    let signer = try NoteSigner(name: "case", key: privateKey(seed: [UInt8](0..<32)))
    return (
      SignedNote(text: checkpoint.text, signatures: [try signer.signature(of: checkpoint.text)]),
      nodeTable(CompactRangeTests.leaves)
    )
  }

  @Test("a proof file is read back and proves its leaf alone; every truncation is refused") func inclusion()
    throws
  {
    let (note, table) = try sample()
    let path = try InclusionProof(leafIndex: 6, treeSize: 11) { try #require(table[$0]) }.path
    let proof = try TransparencyProof(extra: [1, 2], index: 6, path: path, note: note)
    let bytes = Array(proof.encoded.utf8)
    let read = try TransparencyProof(parsing: bytes)
    #expect(read.encoded == proof.encoded && read.extra == [1, 2])
    try read.verify(leafHash: CompactRangeTests.leaves[6])
    #expect(throws: ProofFailure.self) { try read.verify(leafHash: CompactRangeTests.leaves[5]) }
    let textEnd = proof.encoded.utf8.count - note.signatures[0].line.utf8.count - 2
    for count in 0..<bytes.count where count != textEnd {
      #expect(throws: NoteError.self, "\(count)") { try TransparencyProof(parsing: Array(bytes[..<count])) }
    }
    // Cut before the blank line above the signatures it is an unsigned proof, which says so.
    #expect(try TransparencyProof(parsing: Array(bytes[..<textEnd])).note.signatures.isEmpty)
  }

  @Test("a growth proof is read back") func growth() throws {
    let (note, table) = try sample()
    let path = try ConsistencyProof(oldSize: 6, newSize: 11) { try #require(table[$0]) }.path
    let proof = try GrowthProof(oldSize: 6, path: path, note: note)
    let read = try GrowthProof(parsing: Array(proof.encoded.utf8))
    #expect(read.encoded == proof.encoded && read.oldSize == 6 && read.path == path)
    let old = Checkpoint(origin: "case", size: 6, root: naiveRoot(CompactRangeTests.leaves[..<6]))
    try old.checkExtended(by: read.checkpoint, proof: read.path)
    for text in ["", "old 6", "old 06\n\n", "old -1\n\n", "old 6\n", "new 6\n\n", "old 6\nx\n\n"] {
      #expect(throws: NoteError.self) { try GrowthProof(parsing: Array((text + note.encoded).utf8)) }
    }
  }

  @Test("more hashes than any tree asks for are refused before hashing") func bounded() throws {
    let line = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    let (note, _) = try sample()
    for count in [64, 65] {
      let text =
        "c2sp.org/tlog-proof@v1\nindex 0\n" + String(repeating: line, count: count) + "\n" + note.encoded
      #expect((try? TransparencyProof(parsing: Array(text.utf8))) != nil ? count == 64 : count == 65)
    }
  }

  @Test("a cosignature is over time and text, in 72 bytes, and no signature of the note proper")
  func cosignature() throws {
    let (note, _) = try sample()
    let seed = [UInt8](32..<64)
    let witness = try NoteSigner(name: "w.example/1", key: privateKey(seed: seed), kind: .cosignature)
    let line = try witness.signature(of: note.text, seconds: 1_679_315_147)
    #expect(line.bytes.count == 72)
    #expect(Cosignature(line.bytes)?.seconds == 1_679_315_147)
    // By hand, from C2SP tlog-cosignature: header line, time line, the text.
    let message = "cosignature/v1\ntime 1679315147\n" + note.text
    #expect(try privateKey(seed: seed).signature(of: Array(message.utf8)) == Array(line.bytes[8...]))
    #expect(Array(line.bytes[..<8]) == [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb])
    var both = note
    both.signatures.append(line)
    let read = try SignedNote(parsing: Array(both.encoded.utf8))
    let key = try NoteKey(vkey: witness.key.vkey)
    #expect(key.kind == .cosignature)
    #expect(try read.verified(by: [key]) == [key])
    var later = line
    later.bytes[7] ^= 1
    #expect(throws: NoteError.badSignature("w.example/1")) {
      try SignedNote(text: note.text, signatures: [later]).verified(by: [key])
    }
    let plain = try NoteKey(name: "w.example/1", publicKey: key.publicKey)
    #expect(plain.keyID != key.keyID)
    #expect(!plain.verifies(line.bytes, of: note.text))
  }

  @Test("the example of C2SP tlog-cosignature has the form that is read") func exampleCosignature() throws {
    let text = """
      example.com/behind-the-sofa
      20852163
      CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

      \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
      \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

      """
    let note = try SignedNote(parsing: Array(text.utf8))
    #expect(Cosignature(note.signatures[0].bytes) == nil)
    #expect(Cosignature(note.signatures[1].bytes)?.seconds == 1_679_315_147)
  }
}

@Suite(.enabled(if: Oracle.exists, "needs the vectors of ../shared/oracle/merkle"))
struct ProofFileVectorTests {
  struct File: Decodable {
    struct Case: Decodable {
      var id: String
      var leaf_data_utf8: String
      var proof_utf8: String
    }
    var trusted: [String]
    var valid: [Case]
    var invalid: [Case]
  }

  private func check(_ one: File.Case, _ keys: [NoteKey]) throws {
    let proof = try TransparencyProof(parsing: Array(one.proof_utf8.utf8))
    _ = try proof.note.verified(by: keys)
    try proof.verify(leafHash: leafHash(Array(one.leaf_data_utf8.utf8)))
    #expect(proof.encoded == one.proof_utf8, "\(one.id)")
  }

  @Test("valid proof files are accepted and written byte for byte, invalid ones refused") func cases() throws
  {
    let file: File = try Oracle.file("tlog-proof.json")
    let keys = try file.trusted.map { try NoteKey(vkey: $0) }
    #expect(file.valid.count == 7 && file.invalid.count == 9)
    for one in file.valid { try check(one, keys) }
    for one in file.invalid {
      #expect(throws: (any Error).self, "\(one.id)") { try check(one, keys) }
    }
  }
}
