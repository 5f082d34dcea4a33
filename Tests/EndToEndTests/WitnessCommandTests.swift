import Foundation
import Testing

@Suite("Witnesses and time stamps", .enabled(if: ProofSupport.hasKeygen, "needs ssh-keygen"))
struct WitnessCommandTests {
  private func signedCase() throws -> (folder: Folder, vkey: String) {
    let folder = try Folder()
    try folder.smallCase()
    try ProofSupport.key("key", in: folder)
    try ProofSupport.key("w", in: folder)
    let signed = try Program.run(
      ["checkpoint", "c.assay", "--sign", "key", "--format", "json"], in: folder
    ).json()
    try folder.write(try #require(signed["text"] as? String), to: "one")
    return (folder, try #require(signed["key"] as? String))
  }

  @Test("a witness signs what extends all that it saw, and nothing else")
  func witness() throws {
    let (folder, vkey) = try signedCase()
    let first = try Program.run(
      ["witness", "one", "--key", "w", "--log-key", vkey, "--format", "json"], in: folder)
    #expect(first.status == 0, "\(first.messages)")
    let json = try first.json()
    try ProofSupport.expectDocumented(json)
    let witnessKey = try #require(json["key"] as? String)
    #expect(witnessKey.hasPrefix("w.example/w+"))
    // A proof under the witnessed checkpoint names both.
    try folder.write(try #require(json["text"] as? String), to: "one.witnessed")
    try Program.run(["prove", "c.assay", "0:0", "-o", "f", "--checkpoint", "one.witnessed"], in: folder)
    let both = try Program.run(
      ["check-proof", "f.tlog-proof", "--key", vkey, "--key", witnessKey, "--format", "json"], in: folder)
    #expect(Set(try both.json()["signers"] as? [String] ?? []) == [vkey, witnessKey])
    #expect(try Program.run(["check-proof", "f.tlog-proof", "--key", witnessKey], in: folder).status == 1)
    #expect(try ProofSupport.python("one.witnessed --key '\(vkey)'", in: folder).status == 0)

    try ProofSupport.grow("more", in: folder)
    try Program.run(
      ["checkpoint", "c.assay", "--sign", "key", "-o", "two", "--since", "one", "--proof", "growth"],
      in: folder)
    let blind = try Program.run(["witness", "two", "--key", "w"], in: folder)
    #expect(blind.status == 2 && blind.messages.contains("[checkpoint.proof-missing]"))
    let second = try Program.run(["witness", "two", "--key", "w", "--proof", "growth"], in: folder)
    #expect(second.status == 0, "\(second.messages)")
    let back = try Program.run(["witness", "one", "--key", "w"], in: folder)
    #expect(back.status == 1 && back.messages.contains("[checkpoint.rolled-back]"))
    // Another root at the same size.
    let text = String(decoding: try folder.read("two"), as: UTF8.self).split(separator: "\n")
    try folder.write("\(text[0])\n\(text[1])\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", to: "split")
    let split = try Program.run(["witness", "split", "--key", "w"], in: folder)
    #expect(split.status == 1 && split.messages.contains("[checkpoint.forked]"))
    let unsigned = try Program.run(["witness", "split", "--key", "w", "--log-key", vkey], in: folder)
    #expect(unsigned.status == 1 && unsigned.messages.contains("[checkpoint.signature]"))
  }

  @Test(
    "a reply of a time-stamping authority is checked and kept, and openssl agrees",
    .enabled(if: ProofSupport.has("openssl"), "needs openssl"))
  func timestamp() throws {
    let (folder, _) = try signedCase()
    try folder.write(
      """
      [tsa]
      default_tsa = t
      [t]
      serial = ./serial
      crypto_device = builtin
      signer_cert = ./tsa.crt
      signer_key = ./tsa.key
      signer_digest = sha256
      default_policy = 1.3.6.1.4.1.99999.1
      digests = sha256
      accuracy = secs:1
      ess_cert_id_alg = sha256

      """, to: "tsa.cnf")
    try folder.write("01\n", to: "serial")
    let authority = try Program.shell(
      """
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out tsa.crt -days 30 \
      -subj /O=Test/CN=tsa -addext extendedKeyUsage=critical,timeStamping -addext keyUsage=critical,digitalSignature
      """, in: folder)
    try #require(authority.status == 0, "\(authority.messages)")
    let asked = try Program.run(["timestamp", "c.assay", "--request", "c.tsq"], in: folder)
    #expect(asked.status == 0, "\(asked.messages)")
    #expect(try folder.read("c.checkpoint") == folder.read("one"))
    let replied = try Program.shell(
      "openssl ts -reply -config tsa.cnf -queryfile c.tsq -out c.tsr", in: folder)
    try #require(replied.status == 0, "\(replied.messages)")
    let taken = try Program.run(
      ["timestamp", "c.assay", "--import", "c.tsr", "--format", "json"], in: folder)
    #expect(taken.status == 0, "\(taken.messages)")
    let json = try taken.json()
    try ProofSupport.expectDocumented(json)
    #expect(json["authority"] as? String == "O=Test, CN=tsa")
    #expect(json["signature_fits_certificate"] as? Bool == true)
    let command = try #require(json["verify_command"] as? String)
    let verified = try Program.shell(
      command.replacingOccurrences(of: "ROOT.pem", with: "tsa.crt"), in: folder)
    #expect(verified.status == 0, "\(verified.text)\(verified.messages)")
    let byData = try Program.shell(
      "openssl ts -verify -data c.checkpoint -in c.tsr -CAfile tsa.crt", in: folder)
    #expect(byData.status == 0)
    let custody = try Program.run(["custody", "c.assay"], in: folder)
    #expect(custody.text.contains("timestamp-requested") && custody.text.contains("timestamp-imported"))
    #expect(try Program.run(["verify", "c.assay"], in: folder).status == 0)

    try folder.write(try folder.read("c.tsr") + [0, 0], to: "longer.tsr")
    let longer = try Program.run(["timestamp", "c.assay", "--import", "longer.tsr"], in: folder)
    #expect(longer.status == 1 && longer.messages.contains("2 bytes follow behind its end"))
    // A reply to an earlier request of this case is one that was asked for.
    try Program.run(["timestamp", "c.assay", "--request", "c.tsq", "--force"], in: folder)
    #expect(try Program.run(["timestamp", "c.assay", "--import", "c.tsr"], in: folder).status == 0)
    let foreign = try Program.shell(
      """
      openssl ts -query -data c.checkpoint -sha256 -cert -out f.tsq && \
      openssl ts -reply -config tsa.cnf -queryfile f.tsq -out f.tsr
      """, in: folder)
    try #require(foreign.status == 0, "\(foreign.messages)")
    let other = try Program.run(["timestamp", "c.assay", "--import", "f.tsr"], in: folder)
    #expect(other.status == 1 && other.messages.contains("answers another request"))
  }

  @Test("nothing to stamp, before anything was signed")
  func nothing() throws {
    let folder = try Folder()
    try folder.smallCase()
    let refused = try Program.run(["timestamp", "c.assay", "--request", "c.tsq"], in: folder)
    #expect(refused.status == 2 && refused.messages.contains("[timestamp.no-checkpoint]"))
    #expect(!folder.has("c.tsq"))
  }
}
