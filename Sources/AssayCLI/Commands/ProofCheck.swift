import Evidence
import Integrity
import Pages

/// Decides a proof file and the bytes that it is of.
struct ProofCheck {
  /// One thing that was decided.
  struct Part {
    /// `proof`, `uses` or `signature`.
    var name: String
    var isGood: Bool
    var text: String
  }

  /// Nil where the file is no proof.
  private(set) var proof: TransparencyProof?
  /// Whose bytes were looked at.
  let bytesFile: String
  private(set) var byteCount: Int?
  private(set) var leaf: Digest256?
  private(set) var parts: [Part] = []
  /// Keys that were given and have signed.
  private(set) var signers: [NoteKey] = []
  /// What the maker says beside the proof; believed by nobody.
  private(set) var statement: JSONValue?
  /// Proofs that it names and that are not there.
  private(set) var missing: [String] = []
  private let hasKeys: Bool

  /// - Parameter bytes: file of the record's bytes; nil: the one beside the proof.
  /// - Throws: `file.missing`, `file.unreadable`, `file.too-large`, `key.malformed`.
  init(proof path: String, bytes: String?, keys: [TrustedKey]) throws {
    let files = ProofFiles(path)
    bytesFile = bytes ?? files.bytes(0)
    hasKeys = !keys.isEmpty
    let content = try FileReader.contents(of: RawArguments.path(path), limit: 4 << 20)
    let message = try FileReader.contents(of: RawArguments.path(bytesFile), limit: 1 << 30)
    byteCount = message.count
    leaf = leafHash(message)
    guard let proof = decide(content, message) else { return }
    self.proof = proof
    statement = proof.extra.flatMap { try? CanonicalJSON.parse($0) }
    try checkUsed(files, proof)
    try checkSignatures(proof, keys)
  }

  private mutating func decide(_ content: [UInt8], _ message: [UInt8]) -> TransparencyProof? {
    do {
      let proof = try TransparencyProof(parsing: content)
      try proof.verify(leafHash: leafHash(message))
      parts.append(
        Part(
          name: "proof", isGood: true,
          text: "leaf \(NumberText.grouped(proof.index)) of \(NumberText.grouped(proof.checkpoint.size)):"
            + " these \(NumberText.counted(message.count, "byte")) are what the checkpoint covers"))
      return proof
    } catch {
      parts.append(Part(name: "proof", isGood: false, text: "\(error)"))
      return try? TransparencyProof(parsing: content)
    }
  }

  /// The other spans that the record's text was made of, as the proof names them.
  private mutating func checkUsed(_ files: ProofFiles, _ proof: TransparencyProof) throws {
    guard statement?["v"]?.string == ProofFiles.version, case .array(let uses)? = statement?["uses"],
      !uses.isEmpty
    else { return }
    guard uses.count <= ProofFiles.mostUsed else {
      parts.append(
        Part(
          name: "uses", isGood: false,
          text: "it names \(NumberText.grouped(uses.count)) further spans; more than"
            + " \(NumberText.grouped(ProofFiles.mostUsed)) no record's text is made of"))
      return
    }
    var good = 0
    for (index, leaf) in uses.enumerated() {
      let name = files.proof(index + 1)
      guard FileReader.statusOfFile(RawArguments.path(name)) != nil,
        FileReader.statusOfFile(RawArguments.path(files.bytes(index + 1))) != nil
      else {
        missing.append(name)
        continue
      }
      do {
        let used = try TransparencyProof(
          parsing: FileReader.contents(of: RawArguments.path(name), limit: 4 << 20))
        let message = try FileReader.contents(of: RawArguments.path(files.bytes(index + 1)), limit: 1 << 30)
        guard used.checkpoint == proof.checkpoint else {
          throw NoteError.proof("it is of another checkpoint")
        }
        guard leaf.int == Int64(exactly: used.index) else { throw NoteError.proof("it is of another leaf") }
        try used.verify(leafHash: leafHash(message))
        good += 1
      } catch {
        parts.append(Part(name: "uses", isGood: false, text: "\(name): \(error)"))
      }
    }
    if good == uses.count {
      parts.append(
        Part(
          name: "uses", isGood: true,
          text: "\(NumberText.counted(good, "further span")) that its text was made of: proven too"))
    }
  }

  private mutating func checkSignatures(_ proof: TransparencyProof, _ keys: [TrustedKey]) throws {
    guard hasKeys else { return }
    let origin = proof.checkpoint.origin
    var trusted: [NoteKey] = []
    for key in keys { trusted.append(try key.key(for: origin)) }
    do {
      signers = try proof.note.verified(by: trusted)
      guard signers.contains(where: { $0.kind == .note && $0.name.utf8.elementsEqual(origin.utf8) }) else {
        parts.append(
          Part(
            name: "signature", isGood: false,
            text:
              "no key that was given is the one of '\(origin)': a witness alone does not say whose case it is"
          ))
        return
      }
      parts.append(
        Part(
          name: "signature", isGood: true,
          text: "the checkpoint is signed by " + signers.map(\.vkey).joined(separator: " and by ")))
    } catch {
      parts.append(Part(name: "signature", isGood: false, text: Self.reason(error, proof.note, trusted)))
    }
  }

  private static func reason(_ error: any Error, _ note: SignedNote, _ trusted: [NoteKey]) -> String {
    guard error as? NoteError == .noTrustedSignature else { return "\(error)" }
    guard !note.signatures.isEmpty else { return "the checkpoint is not signed" }
    let found = note.signatures.map { "\($0.name)+\($0.keyIDText)" }.joined(separator: ", ")
    return "signed by \(found), none of which is a key that was given: "
      + trusted.map { "\($0.name)+\($0.keyIDText)" }.joined(separator: ", ")
  }

  var isRefused: Bool { parts.contains { !$0.isGood } }

  /// `refused`; `partial` where proofs are missing; `proven`; or `proven` and what was not decided of the signature.
  var verdict: String {
    if isRefused { return "refused" }
    if !missing.isEmpty { return "partial" }
    if hasKeys { return "proven" }
    return proof?.note.signatures.isEmpty == false ? "proven, signature not checked" : "proven, unsigned"
  }
}
