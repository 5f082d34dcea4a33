import Evidence
import Integrity

/// What custody entries state of checkpoints and time stamps, held against what they hold themselves: a signature
/// against its key and the evidence of the entry, a time stamp against its request and the bytes that were stamped.
///
/// Nothing here vouches for anybody: the keys stand in the case too, so whoever made it may have put them there.
struct CustodyStatements {
  /// A checkpoint of the evidence that the case says was signed.
  struct SignedCheckpoint {
    var sequence: Int
    var note: SignedNote
    var checkpoint: Checkpoint
    /// As the entry names it: self-asserted.
    var key: NoteKey
  }

  /// Those whose statements hold together, oldest first.
  private(set) var signed: [SignedCheckpoint] = []
  /// Checkpoints that time stamps are over: they must be of this case.
  private(set) var stamped: [(sequence: Int, checkpoint: Checkpoint)] = []
  private var requests: [(request: TimeStampRequest, checkpoint: [UInt8])] = []
  private(set) var stamps = 0

  private struct Wrong: Error {
    var what: String
  }

  /// - Parameter origin: of the case, as its first entry says.
  mutating func take(_ entry: CustodyEntry, _ index: Int, origin: String, _ log: inout FailureLog) {
    let (code, what): (String, String)
    switch entry.action {
    case CheckpointSigning.action:
      (code, what) = ("custody.checkpoint", "the checkpoint that it says was signed")
    case StampLog.requested: (code, what) = ("custody.timestamp", "the time stamp that it says was asked for")
    case StampLog.imported: (code, what) = ("custody.timestamp", "the time stamp that it holds")
    default: return
    }
    func fail(_ reason: String) {
      log.add(VerifyReport.Failure(code, reason: "custody entry \(index), \(what): \(reason)"))
    }
    guard let details = entry.details else { return fail("it has no details") }
    do {
      switch entry.action {
      case CheckpointSigning.action: try takeSigned(details, entry.evidence, index, origin)
      case StampLog.requested: try takeRequest(details, index)
      default: try takeStamp(details)
      }
    } catch let error as Wrong {
      fail(error.what)
    } catch {
      fail("\(error)")
    }
  }

  private static func text(_ details: JSONValue, _ name: String) throws -> String {
    guard let text = details[name]?.string else { throw Wrong(what: "it has no \(name)") }
    return text
  }

  private static func compare(_ what: String, _ found: String, _ expected: String) throws {
    guard found.utf8.elementsEqual(expected.utf8) else {
      throw Wrong(what: "\(what) is '\(found)', not '\(expected)'")
    }
  }

  private mutating func takeSigned(
    _ details: JSONValue, _ evidence: CustodyEntry.TreeHead, _ index: Int, _ caseOrigin: String
  ) throws {
    guard let tree = CaseTree(rawValue: try Self.text(details, "tree")) else {
      throw Wrong(what: "it is of no tree of a case")
    }
    let origin = tree.origin(ofCase: caseOrigin)
    try Self.compare("its origin", try Self.text(details, "origin"), origin)
    let key = try NoteKey(vkey: try Self.text(details, "key"))
    try Self.compare("the name of its key", key.name, origin)
    try Self.compare(
      "the fingerprint of its key", try Self.text(details, "fingerprint"),
      OpenSSHPublicKey(key.publicKey).fingerprint)
    // A checkpoint of the custody tree covers this very entry, so it cannot stand in it.
    guard tree == .evidence else { return }
    let note = try SignedNote(parsing: Array(try Self.text(details, "note").utf8))
    let checkpoint = try Checkpoint(text: note.text)
    try Self.compare("the origin of its note", checkpoint.origin, origin)
    guard checkpoint.size == evidence.size, checkpoint.root == evidence.root else {
      throw Wrong(
        what:
          "it is of \(checkpoint.size) records with root \(checkpoint.root), the entry of \(evidence.size)"
          + " with root \(evidence.root)")
    }
    do throws(NoteError) { _ = try note.verified(by: [key]) } catch {
      throw Wrong(what: "key \(key.keyIDText), which it names, did not sign it: \(error)")
    }
    signed.append(SignedCheckpoint(sequence: index, note: note, checkpoint: checkpoint, key: key))
  }

  private mutating func takeRequest(_ details: JSONValue, _ index: Int) throws {
    guard let bytes = Base64.bytes(try Self.text(details, "request")) else {
      throw Wrong(what: "the request is not base64")
    }
    let request = try TimeStampRequest(parsing: bytes)
    let file = Array(try Self.text(details, "checkpoint").utf8)
    try Self.compare(
      "the SHA-256 of what was to be stamped", try Self.text(details, "checkpoint_sha256"),
      Digest256.of(file).description)
    guard request.imprint == MessageImprint(of: file, by: request.imprint.algorithm) else {
      throw Wrong(what: "the request is over other bytes than the checkpoint beside it")
    }
    let note = try SignedNote(parsing: file, allowUnsigned: true)
    stamped.append((index, try Checkpoint(text: note.text)))
    requests.append((request, file))
  }

  private mutating func takeStamp(_ details: JSONValue) throws {
    stamps += 1
    guard let bytes = Base64.bytes(try Self.text(details, "reply")) else {
      throw Wrong(what: "the reply is not base64")
    }
    let file = Array(try Self.text(details, "checkpoint").utf8)
    try Self.compare(
      "the SHA-256 of the reply", try Self.text(details, "reply_sha256"), Digest256.of(bytes).description)
    try Self.compare(
      "the SHA-256 of what was stamped", try Self.text(details, "checkpoint_sha256"),
      Digest256.of(file).description)
    let reply = try TimeStampReply(parsing: bytes)
    let asked = requests.filter { $0.checkpoint == file }.map(\.request)
    guard let request = asked.last(where: { $0.nonce == reply.info.nonce }) ?? asked.last else {
      throw Wrong(what: "no entry before it tells of a request over these bytes")
    }
    try reply.check(request, message: file)
    let facts = StampLog.facts(of: reply)
    for (name, value) in facts { try Self.compare(name, try Self.text(details, name), value) }
  }

  /// Holds the stamped checkpoints against the trees as they are.
  ///
  /// - Parameter root: of the first leaves of a tree; nil where it cannot be made again.
  func compareStamped(
    origin: String, sizes: [CaseTree: Int], root: (CaseTree, Int) -> Digest256?, _ log: inout FailureLog
  ) {
    for (sequence, checkpoint) in stamped {
      let tree = CaseTree(ofOrigin: checkpoint.origin)
      func fail(_ reason: String) {
        log.add(
          VerifyReport.Failure(
            "custody.timestamp",
            reason: "custody entry \(sequence), the checkpoint that was to be stamped: \(reason)"))
      }
      guard checkpoint.origin.utf8.elementsEqual(tree.origin(ofCase: origin).utf8) else {
        fail("it is of '\(checkpoint.origin)', this case is '\(origin)'")
        continue
      }
      guard let size = Int(exactly: checkpoint.size), size <= sizes[tree, default: 0] else {
        fail("it is of \(checkpoint.size) leaves, there are \(sizes[tree, default: 0])")
        continue
      }
      guard let found = size == 0 ? .ofNothing : root(tree, size), found != checkpoint.root else { continue }
      fail("its root is \(checkpoint.root), that of the first \(size) leaves is \(found)")
    }
  }
}
