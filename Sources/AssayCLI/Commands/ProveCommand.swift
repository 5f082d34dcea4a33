import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Query

struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Write one record's bytes and the proof that a checkpoint covers them.",
    discussion: """
      EXAMPLES
        assay prove case.assay 3:1047 -o finding-1
        assay prove case.assay 3:1047 -o finding-1 --checkpoint case.checkpoint

      Writes finding-1.raw (the bytes, line end included) and finding-1.tlog-proof (C2SP tlog-proof: index, path, \
      checkpoint). The text of a binary log's record is made of other bytes too, the chunk header and records that \
      hold its template or names: each comes as finding-1.used-N.raw with its proof. The checkpoint is the last one \
      that was signed and covers the record, else that of the case as it is, unsigned. 'assay check-proof' checks it \
      without the case; docs/integrity.md says how anyone does without Assay.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "Which record or gap: 3:1047, 3:gap-1, or a record number.")
  var locator: String

  @Option(
    help: ArgumentHelp("Prove it under this checkpoint, with its signatures.", valueName: "file"),
    completion: .file())
  var checkpoint: String?

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard Locator(locator) != nil else {
      throw ValidationError("'\(locator)' is no locator; write 3:1047, 3:gap-1 or a record number")
    }
    guard let output = common.output, output != "-" else {
      throw ValidationError("say what the files are to be called: -o NAME")
    }
  }

  func run() throws {
    guard let locator = Locator(locator) else { return }
    let store = try CaseStore.open(target.path)
    let reader = try CaseReader(store)
    let given = try checkpoint.map { argument throws(AssayError) in try KeptCheckpoint(argument: argument) }
    let leaf = try reader.leaf(locator)
    let note = try given?.note ?? store.signedCheckpoints().last { covers($0, leaf) }
    let spans = try reader.proofs(locator, of: note, named: given?.path ?? "the last signed checkpoint")
    let files = ProofFiles(common.output ?? "")
    for index in spans.indices { try files.write(spans, index, force: common.force) }
    try ProveOutput(files: files, spans: spans).write(OutputSink(), common.format)
  }

  private func covers(_ note: SignedNote, _ leaf: Int) -> Bool {
    (try? Checkpoint(text: note.text)).map { UInt64(leaf) < $0.size } ?? false
  }
}
