import Foundation
import Testing

@Suite("Proofs of single records", .enabled(if: ProofSupport.hasKeygen, "needs ssh-keygen"))
struct ProofCommandTests {
  private func signedCase() throws -> (folder: Folder, vkey: String) {
    let folder = try Folder()
    try folder.smallCase()
    try ProofSupport.key("key", in: folder)
    let signed = try Program.run(
      ["checkpoint", "c.assay", "--sign", "key", "--format", "json"], in: folder)
    return (folder, try #require(try signed.json()["key"] as? String))
  }

  @Test("a proof is checked without the case, by assay and by docs/verify.py, under the pinned key")
  func proven() throws {
    let (folder, vkey) = try signedCase()
    let made = try Program.run(["prove", "c.assay", "0:1", "-o", "f", "--format", "json"], in: folder)
    #expect(made.status == 0, "\(made.messages)")
    let json = try made.json()
    #expect(json["signed"] as? Bool == true)
    #expect(((json["proofs"] as? [[String: Any]])?.first)?["offset"] as? Int == 96)
    try FileManager.default.removeItem(atPath: folder.url.path + "/c.assay")
    #expect(
      String(decoding: try folder.read("f.raw"), as: UTF8.self)
        == "{\"time\":\"2024-05-01T09:14:08Z\",\"host\":\"b\",\"n\":2,\"s\":\"\"}\n")
    for key in [vkey, "key.pub"] {
      let check = try Program.run(
        ["check-proof", "f.tlog-proof", "--key", key, "--format", "json"], in: folder)
      #expect(check.status == 0, "\(check.messages)")
      let answer = try check.json()
      #expect(answer["verdict"] as? String == "proven")
      try ProofSupport.expectDocumented(answer)
      #expect(answer["signers"] as? [String] == [vkey])
    }
    let plain = try Program.run(["check-proof", "f.tlog-proof"], in: folder)
    #expect(plain.status == 0 && plain.text.hasSuffix("proven, signature not checked\n"))
    let python = try ProofSupport.python("f.tlog-proof --bytes f.raw --key '\(vkey)'", in: folder)
    #expect(python.status == 0, "\(python.text)\(python.messages)")
  }

  @Test("other bytes, another key and a malformed proof are refused with the reason")
  func refused() throws {
    let (folder, vkey) = try signedCase()
    try Program.run(["prove", "c.assay", "0:1", "-o", "f"], in: folder)
    try Program.run(["prove", "c.assay", "0:2", "-o", "g"], in: folder)
    let other = try Program.run(
      ["check-proof", "f.tlog-proof", "--bytes", "g.raw", "--key", vkey], in: folder)
    #expect(other.status == 1 && other.text.contains("BAD  the proof leads to root"))
    #expect(other.text.hasSuffix("refused\n"))
    try ProofSupport.key("other", in: folder)
    let unknown = try Program.run(["check-proof", "f.tlog-proof", "--key", "other.pub"], in: folder)
    #expect(unknown.status == 1 && unknown.text.contains("none of which is a key that was given"))
    let proof = String(decoding: try folder.read("f.tlog-proof"), as: UTF8.self)
    try folder.write(proof.replacingOccurrences(of: "\n5\n", with: "\n05\n"), to: "f.tlog-proof")
    let malformed = try Program.run(["check-proof", "f.tlog-proof"], in: folder)
    #expect(malformed.status == 1 && malformed.text.contains("malformed checkpoint"))
    #expect(try Program.run(["check-proof", "none.tlog-proof"], in: folder).status == 2)
  }

  @Test("without a signed checkpoint a proof is of the case as it is, and says so")
  func unsigned() throws {
    let folder = try Folder()
    try folder.smallCase()
    let made = try Program.run(["prove", "c.assay", "1:0", "-o", "f"], in: folder)
    #expect(made.text.contains("unsigned: assay checkpoint CASE --sign KEY"))
    let check = try Program.run(["check-proof", "f.tlog-proof"], in: folder)
    #expect(check.status == 0 && check.text.hasSuffix("proven, unsigned\n"))
    try ProofSupport.key("key", in: folder)
    let key = try Program.run(["check-proof", "f.tlog-proof", "--key", "key.pub"], in: folder)
    #expect(key.status == 1 && key.text.contains("the checkpoint is not signed"))
  }

  @Test("a checkpoint from before the record does not cover it")
  func older() throws {
    let (folder, _) = try signedCase()
    try Program.run(["checkpoint", "c.assay", "-o", "old"], in: folder)
    try ProofSupport.grow("late", in: folder)
    let late = try Program.run(["prove", "c.assay", "2:0", "-o", "f", "--checkpoint", "old"], in: folder)
    #expect(late.status == 2 && late.messages.contains("[proof.not-covered]"))
    let early = try Program.run(["prove", "c.assay", "0:0", "-o", "f", "--checkpoint", "old"], in: folder)
    #expect(early.status == 0 && early.text.contains("under the checkpoint of size 5"))
  }

  @Test(
    "a binary record's proof covers the bytes that hold its template; each is needed",
    .enabled(if: SharedCorpora.areThere, "the corpora are not here"))
  func usedBytes() throws {
    let folder = try Folder()
    try Program.run(["add", "c.assay", SharedCorpora.root + "evtx/security_new_user.evtx"], in: folder)
    // The second record of a kind: its template stands in the first. Found by whether any other file is written.
    let json = try Program.run(["prove", "c.assay", "0:1", "-o", "f", "--format", "json"], in: folder).json()
    let proofs = try #require(json["proofs"] as? [[String: Any]])
    #expect(proofs.count >= 2)
    // The chunk header, 512 bytes behind the file header.
    #expect(proofs[1]["offset"] as? Int == 4096 && proofs[1]["length"] as? Int == 512)
    let good = try Program.run(["check-proof", "f.tlog-proof"], in: folder)
    #expect(good.status == 0 && good.text.contains("that its text was made of: proven too"))
    let bytes = try folder.read("f.used-1.raw")
    try folder.write(Array(bytes.dropLast()) + [bytes[511] ^ 1], to: "f.used-1.raw")
    #expect(try Program.run(["check-proof", "f.tlog-proof"], in: folder).status == 1)
    try FileManager.default.removeItem(atPath: folder.url.path + "/f.used-1.raw")
    let missing = try Program.run(["check-proof", "f.tlog-proof"], in: folder)
    #expect(missing.status == 3 && missing.text.hasSuffix("partial\n"))
  }
}
