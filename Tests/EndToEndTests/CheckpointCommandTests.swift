import Foundation
import Testing

@Suite("Signed checkpoints", .enabled(if: ProofSupport.hasKeygen, "needs ssh-keygen"))
struct CheckpointCommandTests {
  private func sign(_ folder: Folder, _ more: [String] = [], case path: String = "c.assay") throws -> Program
  {
    try Program.run(["checkpoint", path, "--sign", "key", "--force"] + more, in: folder)
  }

  private func prepared() throws -> Folder {
    let folder = try Folder()
    try folder.smallCase()
    try ProofSupport.key("key", in: folder)
    return folder
  }

  @Test("ssh-keygen and docs/verify.py accept a signed checkpoint, and custody tells of it")
  func outside() throws {
    let folder = try prepared()
    let signed = try sign(folder, ["-o", "c.checkpoint"])
    #expect(signed.status == 0, "\(signed.messages)")
    let lines = signed.messages.split(separator: "\n").map(String.init)
    let vkey = try #require(
      lines.first { $0.hasPrefix("verifier key") }?.split(separator: " ").last.map(String.init))
    let signer = try #require(lines.first { $0.hasPrefix("  examiner namespaces=") })
    try folder.write(String(signer.dropFirst(2)) + "\n", to: "signers")
    let command = try #require(lines.first { $0.hasPrefix("  ssh-keygen -Y verify") })
    #expect(try Program.shell(command, in: folder).status == 0)
    #expect(try ProofSupport.python("c.checkpoint --key '\(vkey)'", in: folder).status == 0)
    #expect(
      try ProofSupport.python("c.assay --against c.checkpoint --key '\(vkey)'", in: folder).status == 0)
    let entries = try Program.run(["custody", "c.assay", "--format", "ndjson"], in: folder).rows()
    let last = try #require(entries.last)
    #expect(last["action"] as? String == "checkpoint-exported")
    let details = (last["entry"] as? [String: Any])?["details"] as? [String: Any]
    #expect(details?["key"] as? String == vkey)
    #expect(details?["note"] as? String == String(decoding: try folder.read("c.checkpoint"), as: UTF8.self))
    #expect(try Program.run(["verify", "c.assay"], in: folder).status == 0)
  }

  @Test("the custody tree is signed with the entry that tells of it")
  func custodyTree() throws {
    let folder = try prepared()
    let json = try sign(folder, ["--custody", "--format", "json"]).json()
    let entries = try Program.run(["custody", "c.assay", "--format", "ndjson"], in: folder).rows()
    #expect(json["tree_size"] as? Int == entries.count)
    #expect(json["tree"] as? String == "custody")
    try ProofSupport.expectDocumented(json)
    #expect((json["origin"] as? String)?.hasSuffix("/custody") == true)
    // Signed again it extends itself.
    #expect(try sign(folder, ["--custody"]).status == 0)
    try folder.write(try #require(json["text"] as? String), to: "custody.checkpoint")
    #expect(
      try ProofSupport.python(
        "c.assay --against custody.checkpoint --key '\(try #require(json["key"] as? String))'", in: folder
      ).status == 0)
  }

  @Test("growth since an earlier checkpoint is proved; one of another case is refused")
  func since() throws {
    let folder = try prepared()
    #expect(try sign(folder, ["-o", "old"]).status == 0)
    try ProofSupport.grow("more", in: folder)
    let grown = try Program.run(
      ["checkpoint", "c.assay", "--since", "old", "--proof", "growth", "--format", "json"], in: folder)
    let json = try grown.json()
    #expect(json["since_size"] as? Int == 5 && json["tree_size"] as? Int == 7)
    // PROOF(5, 7) of RFC 9162 has four hashes: leaf 4, leaf 5, leaf 6, and the first four.
    #expect((json["consistency_proof"] as? [String])?.count == 4)
    #expect(String(decoding: try folder.read("growth"), as: UTF8.self).hasPrefix("old 5\n"))
    try folder.write("x\n", to: "x.log")
    try Program.run(["add", "other.assay", "x.log"], in: folder)
    let other = try Program.run(["checkpoint", "other.assay", "--since", "old"], in: folder)
    #expect(other.status == 1 && other.messages.contains("[checkpoint.other-case]"))
  }

  @Test("a case that was rolled back, and one with another history, get no signature")
  func rollback() throws {
    let folder = try prepared()
    try ProofSupport.copy("c.assay", "before.assay", in: folder)
    try ProofSupport.grow("a", in: folder)
    #expect(try sign(folder).status == 0)
    let back = try sign(folder, case: "before.assay")
    #expect(back.status == 1 && back.messages.contains("[checkpoint.rolled-back]"), "\(back.messages)")
    try ProofSupport.grow("b", in: folder, case: "before.assay")
    let same = try sign(folder, case: "before.assay")
    #expect(same.status == 1 && same.messages.contains("[checkpoint.forked]"), "\(same.messages)")
    try ProofSupport.grow("c", in: folder, case: "before.assay")
    let forked = try sign(folder, case: "before.assay")
    #expect(forked.status == 1 && forked.messages.contains("[checkpoint.forked]"), "\(forked.messages)")
    #expect(forked.output.isEmpty)
    let custody = try Program.run(["custody", "before.assay"], in: folder)
    #expect(!custody.text.contains("checkpoint-exported"))
    // The right one goes on.
    try ProofSupport.grow("d", in: folder)
    #expect(try sign(folder).status == 0)
  }

  @Test("the file beside the key must be what the key signed")
  func lastSeen() throws {
    let folder = try prepared()
    #expect(try sign(folder).status == 0)
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).first { $0.hasSuffix(".signed") })
    let text = String(decoding: try folder.read(name), as: UTF8.self)
    try folder.write(text.replacingOccurrences(of: "\n5\n", with: "\n4\n"), to: name)
    let refused = try sign(folder)
    #expect(refused.status == 1 && refused.messages.contains("[key.last-seen]"))
  }

  @Test("a damaged case gets no signature")
  func damaged() throws {
    let folder = try prepared()
    let changed = try Program.shell(
      "sqlite3 c.assay \"UPDATE block SET frame = zeroblob(length(frame)) WHERE block_id = 1\"", in: folder)
    guard changed.status == 0 else { return }
    let refused = try sign(folder)
    #expect(refused.status == 1 && refused.messages.contains("[checkpoint.not-verified]"))
  }

  @Test("a key that others may read, or with a passphrase, is refused with the way out")
  func keys() throws {
    let folder = try prepared()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: folder.url.path + "/key")
    let open = try sign(folder)
    #expect(open.status == 2 && open.messages.contains("chmod 600 key  [key.mode]"), "\(open.messages)")
    try ProofSupport.key("locked", in: folder, passphrase: "secret")
    let locked = try Program.run(["checkpoint", "c.assay", "--sign", "locked"], in: folder)
    #expect(locked.status == 2 && locked.messages.contains("[key.encrypted]"))
    let public_ = try Program.run(["checkpoint", "c.assay", "--sign", "key.pub"], in: folder)
    #expect(public_.status == 2)
  }
}
