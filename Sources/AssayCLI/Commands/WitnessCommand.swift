import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Pages

struct WitnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witness",
    abstract:
      "Countersign a checkpoint of somebody else's case: seen now, and consistent with all seen before.",
    discussion: """
      EXAMPLES
        assay witness case.checkpoint --key ~/keys/witness --name w.example/anna -o case.witnessed
        assay witness case.checkpoint --key ~/keys/witness --name w.example/anna --proof growth
        assay witness case.checkpoint --key ~/keys/witness --log-key 'assay/case/…+1e21bd94+AQ9w…'

      Adds a line of C2SP tlog-cosignature to the checkpoint and keeps, beside the key, what it signed last for that \
      origin. From then on it signs only what extends that: --proof is what 'assay checkpoint --since --proof' wrote \
      from the checkpoint that was witnessed last. So nobody can go back, or show two parties two histories, without \
      the witness noticing. The case is not needed. Exit status 1: it does not extend what was seen; nothing is signed.
      """)

  @Argument(help: "The checkpoint.", completion: .file())
  var checkpoint: String

  @Option(
    help: ArgumentHelp("The witness's own Ed25519 key (OpenSSH format, mode 600).", valueName: "key"),
    completion: .file())
  var key: String

  @Option(
    help: ArgumentHelp(
      "Name of the witness in the signature, without spaces; else the comment of the key.", valueName: "name")
  )
  var name: String?

  @Option(
    help: ArgumentHelp(
      "The proof of growth since the checkpoint that was witnessed last.", valueName: "file"),
    completion: .file())
  var proof: String?

  @Option(
    help: ArgumentHelp(
      "Refuse a checkpoint that this key (verifier key or .pub file) did not sign.", valueName: "key"),
    completion: .file())
  var logKey: String?

  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let sink = try common.sink()
    let file = try KeptCheckpoint(argument: checkpoint)
    if let logKey { try file.check(signedBy: try TrustedKey(logKey).key(for: file.checkpoint.origin)) }
    let signer = try signer()
    let lastSeen = LastSeenFile(
      besideKey: key, origin: file.checkpoint.origin, use: .witnessed, key: signer.key)
    let previous = try lastSeen.read()
    if let previous { try check(file, extends: previous) }
    let seconds = UInt64(clamping: CustodyLog.systemTime().seconds)
    let line = try signer.signature(of: file.note.text, seconds: seconds)
    var note = file.note
    // One line a witness: an older one of its own is replaced.
    note.signatures.removeAll { signer.key.names($0) }
    note.signatures.append(line)
    try lastSeen.write(note)
    try DocumentWriter.write(
      sink, common.format,
      document: .members(
        ("origin", .string(file.checkpoint.origin)), ("tree_size", .number(file.checkpoint.size)),
        ("root", .string(file.checkpoint.root.description)), ("text", .string(note.encoded)),
        ("line", .string(line.line)), ("key", .string(signer.key.vkey)),
        ("witnessed", .string(Timestamp(seconds: Int64(clamping: seconds)).text)),
        ("log_checked", .bool(logKey != nil)), ("previous_size", .number(previous?.checkpoint.size))),
      lines: [String(note.encoded.dropLast())])
    let terminal = common.terminal
    terminal.note(
      previous.map { "extends what was witnessed last, of size \(NumberText.grouped($0.checkpoint.size))" }
        ?? "the first checkpoint of \(DisplayText.escaped(file.checkpoint.origin)) that this key witnesses")
    if logKey == nil { terminal.note("who signed the case itself was not checked: --log-key KEY") }
    terminal.note("verifier key of the witness: \(signer.key.vkey)")
  }

  private func signer() throws -> NoteSigner {
    let file = try SigningKeyFile.read(key)
    let name = self.name ?? file.publicKey.comment
    guard isKeyName(name) else {
      throw ValidationError(
        self.name == nil
          ? "the key has no comment that could be a name (no spaces, no plus): --name NAME"
          : "--name takes a name without spaces and plus signs, such as w.example/anna")
    }
    return try NoteSigner(name: name, key: file.key, kind: .cosignature)
  }

  private func check(_ file: KeptCheckpoint, extends previous: KeptCheckpoint) throws {
    let old = previous.checkpoint
    guard file.checkpoint.size >= old.size else {
      throw AssayError(
        "checkpoint.rolled-back", subject: file.path,
        reason: "has size \(file.checkpoint.size), older than \(old.size) that was witnessed before",
        hint: "nothing was signed; \(previous.path) is what was seen")
    }
    var path: [Digest256] = []
    if file.checkpoint.size > old.size, old.size > 0 {
      guard let proof else {
        throw AssayError(
          "checkpoint.proof-missing", subject: file.path,
          reason: "has size \(file.checkpoint.size); what was witnessed last has \(old.size)",
          hint:
            "who has the case: assay checkpoint CASE --since \(previous.path) --proof FILE; then --proof FILE here"
        )
      }
      path = try growth(proof, file, from: old.size).path
    }
    do throws(CheckpointConflict) { try old.checkExtended(by: file.checkpoint, proof: path) } catch {
      throw AssayError(
        "checkpoint.forked", subject: file.path,
        reason: "does not extend what was witnessed before (\(previous.path)): \(error)",
        hint: "nothing was signed; keep both checkpoints, they contradict each other")
    }
  }

  private func growth(_ path: String, _ file: KeptCheckpoint, from size: UInt64) throws(AssayError)
    -> GrowthProof
  {
    let bytes = try FileReader.contents(of: RawArguments.path(path), limit: 4 << 20)
    let growth: GrowthProof
    do throws(NoteError) { growth = try GrowthProof(parsing: bytes) } catch {
      throw AssayError("proof.malformed", subject: path, reason: "\(error)")
    }
    guard growth.oldSize == size, growth.checkpoint == file.checkpoint else {
      throw AssayError(
        "proof.other", subject: path,
        reason:
          "leads from size \(growth.oldSize) to \(growth.checkpoint.size), needed is one from \(size) to"
          + " \(file.checkpoint.size) of this checkpoint")
    }
    return growth
  }
}
