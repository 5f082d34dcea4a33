import CaseFile
import Evidence
import Foundation
import GRDB
import Integrity
import Testing

@Suite("A case and a checkpoint that was kept elsewhere")
struct AgainstTests {
  private let signer: NoteSigner
  private let folder: TemporaryFolder

  init() throws {
    signer = try NoteSigner(
      name: "keeper", key: #require(Ed25519PrivateKey(seed: [UInt8](repeating: 7, count: 32))))
    folder = try TemporaryFolder()
  }

  /// A case of two sources, and the checkpoint of each of its two states.
  private func makeCase() async throws -> (path: String, older: Checkpoint, newer: Checkpoint) {
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, [try folder.write("events.ndjson", Samples.ndjson(300))])
    let older = try checkpoint(casePath)
    _ = try folder.copy(casePath, "older.assay")
    try await Session.add(casePath, [try folder.write("messages", Samples.lines(200))])
    return (casePath, older, try checkpoint(casePath))
  }

  private func checkpoint(_ casePath: String) throws -> Checkpoint {
    let store = try CaseStore.open(casePath)
    let head = try store.treeHead()
    return Checkpoint(origin: try store.identity().origin, size: UInt64(head.size), root: head.root)
  }

  private func keep(_ checkpoint: Checkpoint, signedBy signer: NoteSigner? = nil) throws -> KeptCheckpoint {
    var note = SignedNote(text: checkpoint.text)
    if let signer { note.signatures = [try signer.signature(of: note.text)] }
    return try KeptCheckpoint(path: try folder.write("kept.checkpoint", note.encoded))
  }

  private func verify(
    _ casePath: String, _ against: [KeptCheckpoint], keys: [NoteKey] = [], quick: Bool = false
  ) async throws -> VerifyReport {
    var options = VerifyOptions()
    options.against = against
    options.keys = keys
    options.quick = quick
    return try await Verifier(path: casePath, options: options).run()
  }

  private func codes(_ report: VerifyReport) -> [String] { report.failures.map(\.code) }

  @Test("signed by the key that was given, it is verified; a case that grew since still is")
  func verified() async throws {
    let (path, older, newer) = try await makeCase()
    for checkpoint in [older, newer] {
      let report = try await verify(path, [try keep(checkpoint, signedBy: signer)], keys: [signer.key])
      #expect(report.verdict == "verified" && report.failures.isEmpty, "\(report.failures)")
      let unsigned = try await verify(path, [try keep(checkpoint)])
      #expect(unsigned.verdict == "verified, unsigned" && unsigned.failures.isEmpty)
    }
    #expect(
      try await verify(path, [try keep(newer, signedBy: signer)]).notes.contains { $0.contains("--key") })
  }

  @Test("an older sound case is rolled back, at quick too")
  func rolledBack() async throws {
    let (_, _, newer) = try await makeCase()
    for quick in [false, true] {
      let report = try await verify(
        folder.file("older.assay"), [try keep(newer, signedBy: signer)], keys: [signer.key], quick: quick)
      #expect(report.verdict == "rolled back")
      #expect(codes(report) == ["against.rolled-back"])
      #expect(report.failures.first?.expected == "\(newer.size)")
    }
  }

  @Test("another root at that size is another history, another origin another case")
  func otherHistory() async throws {
    let (path, older, _) = try await makeCase()
    var forged = older
    forged.root = Digest256.of([1])
    #expect(codes(try await verify(path, [try keep(forged)])) == ["against.root"])
    #expect(codes(try await verify(path, [try keep(forged)], quick: true)) == ["against.root"])
    forged = older
    forged.origin = "assay/case/another"
    let report = try await verify(path, [try keep(forged)])
    #expect(codes(report) == ["against.origin"] && report.verdict == "altered")
  }

  @Test("of two histories under one name only one can be that of the case")
  func split() async throws {
    let (path, older, newer) = try await makeCase()
    var other = newer
    other.root = Digest256.of([2])
    let report = try await verify(path, [try keep(older), try keep(newer), try keep(other)])
    #expect(codes(report) == ["against.root"] && report.verdict == "altered")
  }

  @Test("without a good signature of the key that was given nothing is 'verified'")
  func signatures() async throws {
    let (path, _, newer) = try await makeCase()
    let bare = try await verify(path, [try keep(newer)], keys: [signer.key])
    #expect(codes(bare) == ["signature.missing"] && bare.verdict == "verified, unsigned")
    #expect(codes(try await verify(path, [], keys: [signer.key])) == ["signature.missing"])

    let stranger = try NoteSigner(
      name: "keeper", key: #require(Ed25519PrivateKey(seed: [UInt8](repeating: 8, count: 32))))
    let foreign = try await verify(path, [try keep(newer, signedBy: stranger)], keys: [signer.key])
    #expect(codes(foreign) == ["signature.unknown-key"] && foreign.verdict == "verified, self-asserted key")
    let reason = try #require(foreign.failures.first?.reason)
    for key in [stranger.key, signer.key] {
      #expect(reason.contains(String(key.vkey.split(separator: "+")[1])))
    }

    var note = SignedNote(text: newer.text)
    note.signatures = [try signer.signature(of: newer.text + "x\n")]
    let bad = try KeptCheckpoint(path: try folder.write("bad.checkpoint", note.encoded))
    let broken = try await verify(path, [bad], keys: [signer.key])
    #expect(codes(broken) == ["signature.bad"] && broken.verdict == "altered")
  }

  @Test("a witness alone makes nothing verified; beside the key of the case it is named with its time")
  func witness() async throws {
    let (path, _, newer) = try await makeCase()
    let witness = try NoteSigner(
      name: "w.example/anna", key: #require(Ed25519PrivateKey(seed: [UInt8](repeating: 9, count: 32))),
      kind: .cosignature)
    var note = SignedNote(text: newer.text)
    note.signatures = [try witness.signature(of: note.text, seconds: 1_767_225_600)]
    let alone = try KeptCheckpoint(path: try folder.write("alone", note.encoded))
    let bare = try await verify(path, [alone], keys: [witness.key])
    #expect(codes(bare) == ["signature.missing"] && bare.verdict == "verified, unsigned")
    note.signatures.append(try signer.signature(of: note.text))
    let both = try KeptCheckpoint(path: try folder.write("both", note.encoded))
    let foreign = try await verify(path, [both], keys: [witness.key])
    #expect(codes(foreign) == ["signature.unknown-key"] && foreign.verdict == "verified, self-asserted key")
    let good = try await verify(path, [both], keys: [witness.key, signer.key])
    #expect(good.verdict == "verified" && good.failures.isEmpty)
    #expect(
      good.notes.contains { $0.contains("witnessed by w.example/anna") && $0.contains("2026-01-01T00:00:00") }
    )
    let unseen = try await verify(path, [try keep(newer, signedBy: signer)], keys: [witness.key, signer.key])
    #expect(unseen.verdict == "verified" && unseen.notes.contains { $0.contains("NOT witnessed") })
  }

  @Test("custody entries cut off at the end are told by a checkpoint of the custody tree")
  func custody() async throws {
    let (path, older, _) = try await makeCase()
    var tree = CompactRange()
    for entry in try CaseStore.open(path).custody() { tree.append(leafHash(entry.bytes)) }
    let head = Checkpoint(origin: older.origin + "/custody", size: tree.size, root: tree.root)
    let kept = try keep(head, signedBy: signer)
    #expect(try await verify(path, [kept], keys: [signer.key]).verdict == "verified")
    let report = try await verify(folder.file("older.assay"), [kept], keys: [signer.key])
    #expect(codes(report) == ["against.rolled-back"])
  }

  @Test("what is no checkpoint is refused before the case is read", arguments: ["", "a\n", "a\n01\nAAAA\n"])
  func malformed(_ text: String) throws {
    #expect(throws: AssayError("checkpoint.malformed", subject: "", reason: "")) {
      try KeptCheckpoint(path: try folder.write("kept.checkpoint", text))
    }
  }
}
