import ArgumentParser
import CaseFile
import Evidence
import Pages

struct ExtractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Give sources back, byte for byte, checked against their SHA-256 on the way.",
    discussion: """
      EXAMPLES
        assay extract case.assay 0 -o Security.xml
        assay extract case.assay Security.xml -o - | sha256sum
        assay extract case.assay --all -o originals/

      A file appears under its name only when all its bytes are written and are those that were added.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "Number of the source, or its name if only one has it.")
  var source: String?

  @Flag(help: "All sources, into the folder that -o names.")
  var all = false

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard (source == nil) == all else { throw ValidationError("name one source, or give --all") }
    guard common.output != nil else {
      throw ValidationError(
        all ? "--all needs -o with a folder" : "say where to with -o; - is standard output")
    }
    if all, common.output == "-" {
      throw ValidationError("--all writes into a folder, not to standard output")
    }
  }

  func run() throws {
    let store = try CaseStore.open(target.path)
    let extractor = SourceExtractor(store)
    Interruption.stopGracefully()
    if let source {
      let row = try extractor.find(source)
      try write(row, extractor, try common.sink())
    } else {
      try ExtractAll(store: store, folder: common.output ?? "", force: common.force).run { row, sink, file in
        try write(row, extractor, sink, file: file)
      }
      let without = try store.sources().filter { !$0.holdsBytes }
      if !without.isEmpty {
        let numbers = without.map { String($0.id) }.joined(separator: ", ")
        common.terminal.note(
          "not written: container \(numbers), whose own bytes are not in the case; its members are written")
      }
    }
  }

  private func write(
    _ row: SourceRow, _ extractor: SourceExtractor, _ sink: OutputSink, file: String? = nil
  ) throws {
    let terminal = common.terminal
    let progress = ProgressLine(terminal)
    defer { progress.erase() }
    let total = UInt64(row.size ?? row.committed)
    let result = try extractor.extract(row) { done in
      progress.update { "\(row.name)  \(progress.amount(done, of: total))" }
    } isCancelled: {
      Interruption.isRequested
    } to: { bytes in
      try sink.write(bytes)
    }
    try sink.finish()
    progress.erase()
    let whole = result.isWhole ? "" : "; its import was interrupted: this is its beginning"
    terminal.note(
      "source \(row.id) \(DisplayText.escaped(row.name))\(file.map { " -> " + DisplayText.escaped($0) } ?? ""): \(NumberText.grouped(result.bytes)) bytes, "
        + "SHA-256 \(result.sha256) as recorded\(whole)")
  }
}
