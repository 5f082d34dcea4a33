import Foundation
import Integrity
import Testing

@Suite struct CheckpointTests {
  static let sample = Checkpoint(origin: "assay.example/case/1", size: 0, root: .ofNothing)

  @Test("a checkpoint's text is read back, extension lines included") func roundTrip() throws {
    var checkpoint = Checkpoint(origin: "example/\u{e9} x", size: 12, root: .of([1]))
    checkpoint.extensions = ["one", "two"]
    #expect(try Checkpoint(text: checkpoint.text) == checkpoint)
    #expect("\(checkpoint)".hasPrefix("example/\u{e9} x\n12\n"))
    #expect(checkpoint != Checkpoint(origin: "example/e\u{301} x", size: 12, root: .of([1])))
  }

  @Test(
    "text that is no checkpoint is refused",
    arguments: [
      "", "\n", "a\n0\n", "a\n0\nROOT", "\n0\nROOT\n", "a\n00\nROOT\n", "a\n-0\nROOT\n", "a\n+0\nROOT\n",
      "a\n 0\nROOT\n", "a\n\nROOT\n", "a\n0\nROOT \n", "a\n0\nROOT=\n", "a\r\n0\r\nROOT\r\n",
      "a\n0\nROOT\n\n", "a\n0\nROOT\nx\n\ny\n", "a\n1_0\nROOT\n", "a\n0x0\nROOT\n", "a\u{1b}\n0\nROOT\n",
      "a\n9223372036854775808\nROOT\n", "a\n18446744073709551616\nROOT\n", "a\n\u{661}\nROOT\n",
      "a\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    ])
  func refused(template: String) {
    let root = Self.sample.text.split(separator: "\n")[2]
    let text = template.replacingOccurrences(of: "ROOT", with: root)
    #expect(throws: NoteError.self) { try Checkpoint(text: text) }
    #expect(throws: Never.self) { try Checkpoint(text: "a\n0\n\(root)\n") }
  }

  @Test("every truncation of a signed note, and every changed byte of its text, is refused") func mutations()
    throws
  {
    let signer = try NoteSigner(name: "assay.example/case/1", key: privateKey(seed: [UInt8](0..<32)))
    var note = SignedNote(text: Self.sample.text)
    note.signatures = [try signer.signature(of: note.text)]
    let good = Array(note.encoded.utf8)
    #expect(try SignedNote(parsing: good).verified(by: [signer.key]) == [signer.key])
    func isGood(_ bytes: [UInt8]) -> Bool {
      (try? SignedNote(parsing: bytes).verified(by: [signer.key])) != nil
    }
    for count in 0..<good.count { #expect(!isGood(Array(good[..<count])), "\(count) bytes") }
    for i in good.indices {
      for bit in 0..<8 {
        var changed = good
        changed[i] ^= 1 << UInt8(bit)
        #expect(!isGood(changed), "byte \(i), bit \(bit)")
      }
    }
  }

  @Test("an unsigned checkpoint is a note without signatures where that is allowed") func unsigned() throws {
    let bytes = Array(Self.sample.text.utf8)
    #expect(throws: NoteError.unsigned) { try SignedNote(parsing: bytes) }
    let note = try SignedNote(parsing: bytes, allowUnsigned: true)
    #expect(note.encoded == Self.sample.text)
    #expect(throws: NoteError.noTrustedSignature) { try note.verified(by: []) }
  }

  @Test("a newer checkpoint must be of the same case, not smaller, and proved to extend the older")
  func extended() throws {
    let leaves = CompactRangeTests.leaves
    let table = nodeTable(leaves)
    func checkpoint(_ size: Int, _ origin: String = "case") -> Checkpoint {
      Checkpoint(origin: origin, size: UInt64(size), root: naiveRoot(leaves[..<size]))
    }
    let proof = try ConsistencyProof(oldSize: 6, newSize: 11) { try #require(table[$0]) }.path
    try checkpoint(6).checkExtended(by: checkpoint(11), proof: proof)
    try checkpoint(0).checkExtended(by: checkpoint(11), proof: [])
    try checkpoint(0).checkExtended(by: checkpoint(0), proof: [])
    try checkpoint(6).checkExtended(by: checkpoint(6), proof: [])
    #expect(throws: CheckpointConflict.otherOrigin(expected: "case", found: "other")) {
      try checkpoint(6).checkExtended(by: checkpoint(11, "other"), proof: proof)
    }
    #expect(throws: CheckpointConflict.olderThan(size: 11, found: 6)) {
      try checkpoint(11).checkExtended(by: checkpoint(6), proof: proof)
    }
    #expect(throws: CheckpointConflict.self) {
      try checkpoint(6).checkExtended(by: checkpoint(12), proof: proof)
    }
    let split = Checkpoint(origin: "case", size: 6, root: .of([0]))
    #expect(throws: CheckpointConflict.self) { try checkpoint(6).checkExtended(by: split, proof: []) }
    let wrongEmpty = Checkpoint(origin: "case", size: 0, root: .of([0]))
    #expect(throws: CheckpointConflict.self) { try wrongEmpty.checkExtended(by: checkpoint(6), proof: []) }
  }
}

@Suite(.enabled(if: Oracle.exists, "needs the vectors of ../shared/oracle/merkle"))
struct CheckpointVectorTests {
  struct File: Decodable {
    struct Key: Decodable {
      var name: String
      var seed_hex: String
      var public_key_hex: String
      var key_id_hex: String
      var vkey: String
    }
    struct Note: Decodable {
      var id: String
      var note_utf8: String?
      var note_base64: String?
      var origin: String?
      var size: UInt64?
      var root_hex: String?
      var extensions: [String]?
      var trusted: [String]
      var trusted_origin: String?
      var verified_by: [String]?

      var bytes: [UInt8] {
        note_utf8.map { Array($0.utf8) } ?? note_base64.flatMap { Data(base64Encoded: $0) }.map(Array.init)
          ?? []
      }
    }
    struct Reference: Decodable {
      var source: String
      var vkey: String?
      var note_utf8: String?
      var text_utf8: String?
      var leaf_data_utf8: String?
    }
    struct WrongKey: Decodable {
      var vkey: String
      var why: String
    }
    var keys: [String: Key]
    var valid: [Note]
    var invalid: [Note]
    var reference: [Reference]
    var vkey_invalid: [WrongKey]
  }

  static func keys(_ names: [String], in file: File) throws -> [NoteKey] {
    try names.map { try NoteKey(vkey: try #require(file.keys[$0]).vkey) }
  }

  @Test("keys have the id and vkey of C2SP signed-note, and wrong vkeys are refused") func vkeys() throws {
    let file: File = try Oracle.file("checkpoint.json")
    for key in file.keys.values {
      let signer = try NoteSigner(name: key.name, key: privateKey(seed: bytes(hex: key.seed_hex)))
      #expect(hexText(signer.key.publicKey.bytes) == key.public_key_hex)
      #expect(signer.key.vkey == key.vkey)
      #expect(try NoteKey(vkey: key.vkey) == signer.key)
    }
    #expect(file.vkey_invalid.count == 6)
    for wrong in file.vkey_invalid {
      #expect(throws: NoteError.self, "\(wrong.why)") { try NoteKey(vkey: wrong.vkey) }
    }
  }

  @Test("valid notes are read, verified by the named keys, and signed again byte for byte") func valid()
    throws
  {
    let file: File = try Oracle.file("checkpoint.json")
    #expect(file.valid.count == 16)
    for one in file.valid {
      let note = try SignedNote(parsing: one.bytes)
      let good = try note.verified(by: Self.keys(one.trusted, in: file))
      #expect(Set(good) == Set(try Self.keys(try #require(one.verified_by), in: file)), "\(one.id)")
      #expect(note.encoded == one.note_utf8, "\(one.id)")
      let checkpoint = try Checkpoint(text: note.text)
      #expect(checkpoint.origin == one.origin && checkpoint.size == one.size, "\(one.id)")
      #expect("\(checkpoint.root)" == one.root_hex, "\(one.id)")
      #expect(checkpoint.extensions == one.extensions ?? [], "\(one.id)")
      #expect(checkpoint.text == note.text)
      for key in file.keys.values
      where one.verified_by?.contains(where: { file.keys[$0]?.vkey == key.vkey }) == true {
        let signature = try NoteSigner(name: key.name, key: privateKey(seed: bytes(hex: key.seed_hex)))
          .signature(
            of: note.text)
        #expect(note.signatures.contains(signature), "\(one.id)")
      }
    }
  }

  @Test("invalid notes are refused: by grammar, by signature, or as no checkpoint of that case")
  func invalid() throws {
    let file: File = try Oracle.file("checkpoint.json")
    #expect(file.invalid.count == 24)
    for one in file.invalid {
      let keys = try Self.keys(one.trusted, in: file)
      #expect(throws: (any Error).self, "\(one.id)") {
        let note = try SignedNote(parsing: one.bytes)
        _ = try note.verified(by: keys)
        let checkpoint = try Checkpoint(text: note.text)
        let trusted = Checkpoint(origin: try #require(one.trusted_origin), size: 0, root: .ofNothing)
        try trusted.checkExtended(by: checkpoint, proof: [])
      }
    }
  }

  @Test("notes signed for an unsound checkpoint carry a good signature: the text is what is refused")
  func signedBut() throws {
    let file: File = try Oracle.file("checkpoint.json")
    let signedBut = file.invalid.filter {
      $0.id.hasPrefix("signed-but") && $0.id != "signed-but-other-origin"
    }
    #expect(signedBut.count == 9)
    for one in signedBut {
      let note = try SignedNote(parsing: one.bytes)
      #expect(throws: Never.self, "\(one.id)") { try note.verified(by: Self.keys(one.trusted, in: file)) }
      #expect(throws: NoteError.self, "\(one.id)") { try Checkpoint(text: note.text) }
    }
  }

  @Test("the notes of golang.org/x/mod and C2SP verify") func reference() throws {
    let file: File = try Oracle.file("checkpoint.json")
    #expect(file.reference.count == 4)
    for one in file.reference {
      if let vkey = one.vkey {
        let note = try SignedNote(parsing: Array(try #require(one.note_utf8).utf8))
        #expect(throws: Never.self, "\(one.source)") { try note.verified(by: [NoteKey(vkey: vkey)]) }
      } else {
        let checkpoint = try Checkpoint(text: try #require(one.text_utf8))
        #expect(checkpoint.size == 123_456_789_012)
        #expect(checkpoint.root == leafHash(Array(try #require(one.leaf_data_utf8).utf8)))
        #expect(checkpoint.text == one.text_utf8)
      }
    }
  }

  @Test("Ed25519 of RFC 8032 is accepted, malleable and malformed signatures are refused") func ed25519()
    throws
  {
    struct Case: Decodable {
      var id: String?
      var `public`: String
      var message: String
      var signature: String
    }
    struct File: Decodable {
      var valid: [Case]
      var invalid: [Case]
    }
    let file: File = try Oracle.file("ed25519.json")
    #expect(file.valid.count == 3 && file.invalid.count == 8)
    for one in file.valid + file.invalid {
      let isGood =
        Ed25519PublicKey(bytes(hex: one.public))?
        .verifies(bytes(hex: one.signature), of: bytes(hex: one.message)) ?? false
      #expect(isGood == (one.id == nil), "\(one.id ?? "RFC 8032")")
    }
  }
}
