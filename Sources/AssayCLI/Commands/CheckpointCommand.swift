import ArgumentParser
import CaseFile
import Integrity

struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Print the case's fingerprint: origin, tree size, root (C2SP tlog-checkpoint, unsigned).",
    discussion: """
      EXAMPLES
        assay checkpoint case.assay
        assay checkpoint case.assay -o case.checkpoint
        assay checkpoint case.assay --format json

      Keep it outside the case: whoever has it can tell later that the case only grew.
      """)

  @OptionGroup var target: CaseArgument
  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let sink = try common.sink()
    let store = try CaseStore.open(target.path)
    let head = try store.treeHead()
    let checkpoint = Checkpoint(
      origin: try store.identity().origin, size: UInt64(head.size), root: head.root)
    let document = JSONValue.members(
      ("origin", .string(checkpoint.origin)), ("tree_size", .number(head.size)),
      ("root", .string(head.root.description)), ("signed", .bool(false)), ("text", .string(checkpoint.text)))
    // `text` ends with a line feed, as does each line written.
    try DocumentWriter.write(
      sink, common.format, document: document, lines: [String(checkpoint.text.dropLast())])
  }
}
