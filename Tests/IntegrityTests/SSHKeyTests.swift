import Foundation
import Integrity
import Testing

@Suite("Keys and signatures in OpenSSH's formats") struct SSHKeyTests {
  static let hasKeygen = OutsideProgram.exists("ssh-keygen")

  /// A key that ssh-keygen made.
  static func generated(
    _ folder: ScratchFolder, kind: String = "ed25519", passphrase: String = "",
    comment: String = "A. Examiner"
  ) throws -> [UInt8] {
    let made = try OutsideProgram(
      "ssh-keygen", ["-q", "-t", kind, "-N", passphrase, "-C", comment, "-f", "key"], in: folder)
    try #require(made.status == 0, "\(made.output)")
    return try folder.read("key")
  }

  @Test("a key of ssh-keygen is read, with fingerprint and comment", .enabled(if: hasKeygen))
  func generatedKey() throws {
    for comment in ["A. Examiner", "", "x", "\u{e9}\u{e9} 12345678"] {
      let folder = try ScratchFolder()
      let key = try OpenSSHPrivateKey(parsing: Self.generated(folder, comment: comment))
      #expect(key.publicKey.comment == comment)
      let line = String(decoding: try folder.read("key.pub"), as: UTF8.self)
      let read = try OpenSSHPublicKey(line: line)
      #expect(read.key == key.key.publicKey && read.comment == comment)
      #expect(line.hasPrefix(read.line))
      let listed = try OutsideProgram("ssh-keygen", ["-l", "-f", "key.pub"], in: folder)
      #expect(listed.output.contains(" \(read.fingerprint) "))
    }
  }

  @Test("an encrypted key, a public one and keys of other kinds are refused by name", .enabled(if: hasKeygen))
  func refusedKeys() throws {
    let encrypted = try Self.generated(try ScratchFolder(), passphrase: "secret")
    #expect(throws: KeyError.encrypted(cipher: "aes256-ctr")) { try OpenSSHPrivateKey(parsing: encrypted) }
    let other = try Self.generated(try ScratchFolder(), kind: "ecdsa")
    #expect(throws: KeyError.kind("ecdsa-sha2-nistp256")) { try OpenSSHPrivateKey(parsing: other) }
    let folder = try ScratchFolder()
    _ = try Self.generated(folder)
    let error = #expect(throws: KeyError.self) { try OpenSSHPrivateKey(parsing: folder.read("key.pub")) }
    #expect("\(try #require(error))".contains("the private one is in the file without '.pub'"))
  }

  @Test(
    "every truncation and every changed byte of a key file is refused or is the same key",
    .enabled(if: hasKeygen))
  func mutations() throws {
    let text = try Self.generated(try ScratchFolder())
    let key = try OpenSSHPrivateKey(parsing: text)
    // The final line feed is nothing.
    for count in 0..<text.count - 1 {
      #expect(throws: KeyError.self, "\(count)") { try OpenSSHPrivateKey(parsing: Array(text[..<count])) }
    }
    for place in text.indices {
      var changed = text
      changed[place] ^= 1
      guard let read = try? OpenSSHPrivateKey(parsing: changed) else { continue }
      #expect(read.key.publicKey == key.key.publicKey, "byte \(place)")
    }
  }

  @Test(
    "ssh-keygen accepts our signatures and we accept those of ssh-keygen; both are the same bytes",
    .enabled(if: hasKeygen))
  func bothWays() throws {
    let folder = try ScratchFolder()
    let key = try OpenSSHPrivateKey(parsing: Self.generated(folder))
    let message = Array("size 1\n".utf8)
    try folder.write(message, to: "m")
    try folder.write(
      key.publicKey.allowedSigner("examiner", namespace: "checkpoint@assay") + "\n", to: "allowed")
    let armored = try SSHSignature.sign(message, namespace: "checkpoint@assay", key: key.key)
    try folder.write(armored, to: "ours.sig")
    func check(_ namespace: String, _ file: String) throws -> Int32 {
      try OutsideProgram(
        "ssh-keygen", ["-Y", "verify", "-f", "allowed", "-I", "examiner", "-n", namespace, "-s", file],
        in: folder, input: "m"
      ).status
    }
    #expect(try check("checkpoint@assay", "ours.sig") == 0)
    #expect(try check("report@assay", "ours.sig") != 0)
    let signed = try OutsideProgram(
      "ssh-keygen", ["-Y", "sign", "-f", "key", "-n", "checkpoint@assay", "m"], in: folder)
    #expect(signed.status == 0, "\(signed.output)")
    #expect(try folder.read("m.sig") == Array(armored.utf8))
  }

  @Test("points of small order and encodings that are not canonical are no keys") func weakKeys() throws {
    // y = 1 is the neutral point; with the sign bit it is not canonical. p and p + 1 encode 0 and 1 once more.
    for (first, middle, last) in [
      (0x01, 0x00, 0x00), (0x01, 0x00, 0x80), (0x00, 0x00, 0x00), (0xec, 0xff, 0x7f), (0xed, 0xff, 0x7f),
      (0xee, 0xff, 0x7f), (0xff, 0xff, 0xff),
    ] as [(UInt8, UInt8, UInt8)] {
      #expect(Ed25519PublicKey([first] + [UInt8](repeating: middle, count: 30) + [last]) == nil)
    }
    for hex in [
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ] { #expect(Ed25519PublicKey(bytes(hex: hex)) == nil) }
    let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    #expect(throws: KeyError.weak) { try OpenSSHPublicKey(line: line) }
  }
}

@Suite(.enabled(if: Oracle.exists, "needs the vectors of ../shared/oracle/merkle"))
struct SSHSignatureVectorTests {
  struct File: Decodable {
    struct Case: Decodable {
      var id: String
      var message_utf8: String
      var signature_armored: String
      var principal: String
      var namespace: String
      var expect: String
    }
    var openssh_private_key: String
    var public_key_line: String
    var key: CheckpointVectorTests.File.Key
    var allowed_signers: String
    var cases: [Case]
  }

  @Test("what ssh-keygen accepts is accepted, what it refuses is refused with the reason") func cases() throws
  {
    let file: File = try Oracle.file("sshsig.json")
    let key = try OpenSSHPublicKey(line: file.public_key_line)
    let pinned = ["examiner@example.org": key.key]
    #expect(
      file.allowed_signers.hasPrefix(
        key.allowedSigner("examiner@example.org", namespace: "checkpoint@assay.example")))
    var reasons: [String: String] = [:]
    for one in file.cases {
      guard let trusted = pinned[one.principal] else {
        // Whoever nobody pinned a key for has signed nothing.
        #expect(one.id == "unknown-principal")
        continue
      }
      do throws(KeyError) {
        try SSHSignature.verify(
          Array(one.signature_armored.utf8), of: Array(one.message_utf8.utf8), namespace: one.namespace,
          key: trusted)
        #expect(one.expect == "accept", "\(one.id)")
      } catch {
        #expect(one.expect == "reject", "\(one.id)")
        reasons[one.id] = "\(error)"
      }
    }
    #expect(file.cases.count == 10 && reasons.count == 7)
    #expect(reasons["wrong-namespace"] == "it was signed for 'file', not for 'checkpoint@assay.example'")
    #expect(reasons["message-changed"] == KeyError.mismatch.description)
    #expect(reasons["other-key"]?.contains("another key, SHA256:") == true)
  }

  @Test("the private key is read, and signs the good case byte for byte") func signing() throws {
    let file: File = try Oracle.file("sshsig.json")
    let key = try OpenSSHPrivateKey(parsing: Array(file.openssh_private_key.utf8))
    #expect(hexText(key.key.publicKey.bytes) == file.key.public_key_hex)
    let good = try #require(file.cases.first { $0.id == "good" })
    let armored = try SSHSignature.sign(
      Array(good.message_utf8.utf8), namespace: good.namespace, key: key.key)
    #expect(armored == good.signature_armored)
  }

  @Test("minisign's legacy signatures, which are of the whole message, fit by the same Ed25519")
  func minisign()
    throws
  {
    struct Case: Decodable {
      var id: String
      var message_utf8: String
      var signature_file: String
    }
    struct File: Decodable {
      var key: CheckpointVectorTests.File.Key
      var cases: [Case]
    }
    let file: File = try Oracle.file("minisign.json")
    let key = try #require(Ed25519PublicKey(bytes(hex: file.key.public_key_hex)))
    func isGood(_ id: String) -> Bool? {
      guard let one = file.cases.first(where: { $0.id == id }),
        // 'Ed', eight bytes of key id, the signature.
        let blob = Data(base64Encoded: String(one.signature_file.split(separator: "\n")[1])),
        blob.prefix(2) == Data("Ed".utf8)
      else { return nil }
      return key.verifies(Array(blob.dropFirst(10)), of: Array(one.message_utf8.utf8))
    }
    #expect(isGood("good-legacy-not-prehashed") == true)
    // Marked legacy, but of the message's BLAKE2b.
    #expect(isGood("algorithm-bytes-swapped") == false)
  }
}
