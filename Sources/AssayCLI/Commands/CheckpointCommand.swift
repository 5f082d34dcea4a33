import ArgumentParser
import CaseFile
import Evidence
import Integrity

struct CheckpointCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract:
      "Print or sign the case's fingerprint: origin, tree size, root; prove growth since an earlier one.",
    discussion: """
      EXAMPLES
        assay checkpoint case.assay
        assay checkpoint case.assay --sign ~/keys/case -o case.checkpoint
        assay checkpoint case.assay --since monday.checkpoint --proof growth
        assay checkpoint case.assay --custody --sign ~/keys/case -o custody.checkpoint

      A checkpoint (C2SP tlog-checkpoint) that is kept outside the case tells later that the case only grew. \
      --sign verifies the whole case first, refuses one that was rolled back or changed since a checkpoint that the \
      key signed before, and writes a custody entry. With -o (the note itself, so without --format) it also writes FILE.sig for 'ssh-keygen -Y verify'. \
      A key is made by: ssh-keygen -t ed25519 -N '' -f KEY. Exit status 1: the case is not sound, or does not extend \
      the earlier checkpoint; nothing is signed then. docs/integrity.md says what it proves and what not.
      """)

  @OptionGroup var target: CaseArgument

  @Option(
    help: ArgumentHelp("Sign it with this Ed25519 key (OpenSSH format, mode 600).", valueName: "key"),
    completion: .file())
  var sign: String?

  @Flag(
    help:
      "Of the custody log instead of the evidence; each of its entries names size and root of the evidence.")
  var custody = false

  @Option(
    help: ArgumentHelp("An earlier checkpoint that this one must extend.", valueName: "file"),
    completion: .file())
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Write the proof of growth since --since, with the checkpoint, to a file: for 'assay witness'.",
      valueName: "file"), completion: .file())
  var proof: String?

  @OptionGroup(title: "Custody") var custodyOptions: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  private var tree: CaseTree { custody ? .custody : .evidence }

  func validate() throws {
    if proof != nil, since == nil {
      throw ValidationError("--proof tells of growth since a checkpoint: --since FILE")
    }
  }

  func run() async throws {
    let sink = try common.sink()
    let earlier = try since.map { argument throws(AssayError) in try KeptCheckpoint(argument: argument) }
    var output: CheckpointOutput
    let key = try sign.map { argument throws(AssayError) in try SigningKeyFile.read(argument) }
    if let sign, let key, let signed = try await signed(by: key, at: sign, extending: earlier) {
      output = signed
    } else {
      let checkpoint = try CaseStore.open(target.path).checkpoint(tree)
      output = CheckpointOutput(tree: tree, note: SignedNote(text: checkpoint.text), checkpoint: checkpoint)
    }
    if let earlier {
      let path = try CaseStore.open(target.path).growth(
        tree, from: earlier.checkpoint, named: earlier.path, to: output.checkpoint)
      let growth = try GrowthProof(oldSize: earlier.checkpoint.size, path: path, note: output.note)
      output.growth = growth
      if let proof {
        let file = try OutputSink(proof, force: common.force)
        try file.write(growth.encoded)
        try file.finish()
      }
    }
    try output.write(sink, common.format)
    let terminal = common.terminal
    for line in output.messages(earlier: earlier?.path) { terminal.note(line) }
    if let key, let path = common.output, common.isToFile, common.format == .table {
      let lines = try SignedFiles.sign(
        Array(output.note.encoded.utf8), path: path, namespace: SignedFiles.checkpointNamespace,
        key: key, force: common.force)
      for line in lines { terminal.note(line) }
    }
  }

  private func signed(
    by key: OpenSSHPrivateKey, at keyPath: String, extending earlier: KeptCheckpoint?
  ) async throws -> CheckpointOutput? {
    let signer = CaseSigner(
      casePath: target.path, keyPath: keyPath, key: key, custody: custodyOptions.log, threads: common.threads,
      terminal: common.terminal)
    guard let signed = try await signer.sign([tree], extending: earlier).signed.first else { return nil }
    var output = CheckpointOutput(tree: tree, note: signed.note, checkpoint: signed.checkpoint)
    output.signer = CheckpointOutput.Signer(
      key: signed.key, fingerprint: key.publicKey.fingerprint, custodySequence: signed.custodySequence)
    return output
  }
}
