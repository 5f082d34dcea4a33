import ArgumentParser
import CaseFile
import Decode
import Evidence
import Integrity
import Pages
import Query

struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "What stands encoded in commands and scripts, layer below layer.",
    discussion: """
      EXAMPLES
        assay decode case.assay
        assay decode case.assay --search 'EventID:4688' --field CommandLine --wide
        assay decode case.assay --format ndjson --sql "SELECT record, ScriptBlockText FROM events WHERE event_id = 4104"
        assay decode --text script.ps1
        echo 'powershell -enc dwBoAG8AYQBtAGkA' | assay decode --text -

      Nothing is run. A layer says where it stands in the one above, why it is believed, and how sure that is. Encodings \
      may be nested in any order (docs/decode.md). Without --field, the fields whose names speak of commands, scripts, \
      addresses or messages are read, and the text of records that have no fields; the last line says which.
      """)

  @Argument(help: ArgumentHelp("The case file.", valueName: "case"), completion: .file(extensions: ["assay"]))
  var path: String?

  @Option(help: ArgumentHelp("Read this text instead of a case; - is standard input.", valueName: "file"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "Read lines of {\"id\",\"text\"} instead of a case, and answer each with its id.", valueName: "file"))
  var jsonl: String?

  @Option(help: ArgumentHelp("Look at this field; can be given several times.", valueName: "name"))
  var field: [String] = []

  @Option(help: ArgumentHelp("Layers below a text.", valueName: "n"))
  var maxDepth = DecodeLimits().depth

  @Option(help: ArgumentHelp("Layers of one text.", valueName: "n"))
  var maxLayers = DecodeLimits().nodes

  @Option(help: ArgumentHelp("Bytes that all layers of one text hold together.", valueName: "n"))
  var maxOutputBytes = DecodeLimits().outputBytes

  @Option(help: ArgumentHelp("Bytes decompressed from one byte.", valueName: "n"))
  var maxRatio = DecodeLimits().ratio

  @Option(help: ArgumentHelp("Write at most this many rows.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Records") var selection: SelectionOptions
  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard [path, text, jsonl].compactMap({ $0 }).count == 1 else {
      throw ValidationError("name a case, or give one of --text and --jsonl")
    }
    if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0") }
    guard [maxDepth, maxLayers, maxOutputBytes, maxRatio].allSatisfy({ $0 > 0 }) else {
      throw ValidationError("the limits of decoding take numbers from 1")
    }
    if selection.sql != nil, !field.isEmpty {
      throw ValidationError("with --sql its columns are read: no --field")
    }
    if path == nil {
      if selection.search != nil || selection.sql != nil {
        throw ValidationError("--search and --sql ask a case")
      }
      if !field.isEmpty { throw ValidationError("--field names a field of a case") }
      if asking.receipt != nil { throw ValidationError("--receipt names a case") }
    }
    if jsonl != nil, limit != nil { throw ValidationError("--jsonl answers each line: no --limit") }
  }

  func run() throws {
    var limits = DecodeLimits()
    limits.depth = maxDepth
    limits.nodes = maxLayers
    limits.outputBytes = maxOutputBytes
    limits.ratio = maxRatio
    let runner = AnalysisRun(common: common, limit: limit)
    if let path {
      try runner.run(
        DecodeAnalysis(fields: field, limits: limits), casePath: path, selection, asking,
        unit: "decoded text")
    } else if let text {
      try runner.run(unit: "decoded text") { output in
        try DecodeTexts(limits: limits).answer(text, output)
      }
    } else if let jsonl {
      let sink = try common.sink()
      let (count, met) = try DecodeTexts(limits: limits).answerLines(jsonl, sink)
      try sink.finish()
      common.terminal.note(
        "\(NumberText.counted(count, "text")) read"
          + (met > 0 ? "; \(NumberText.grouped(met)) met a limit" : ""))
    }
  }
}
