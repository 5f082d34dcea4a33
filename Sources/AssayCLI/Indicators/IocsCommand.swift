import ArgumentParser
import CaseFile
import Decode
import Evidence
import Integrity
import Pages
import Query

struct IocsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iocs",
    abstract:
      "Addresses, names, URLs, digests, paths and other indicators, from fields, text and decoded layers.",
    discussion: """
      EXAMPLES
        assay iocs case.assay
        assay iocs case.assay --type dns --type url --search 'EventID:4104'
        assay iocs case.assay --each --sql "SELECT record, CommandLine FROM events WHERE event_id = 1"
        assay iocs case.assay --exclude ours.txt --as stix -o bundle.json
        assay iocs --text report.txt
        echo 'hxxps://evil[.]example/x' | assay iocs --text -

      Defanged values are re-fanged. Each row says where its indicator stands: the field, and the layers that were \
      decoded to get there. 'common' marks what is seen where nothing is wrong; it is told, not hidden.
      """)

  @Argument(help: ArgumentHelp("The case file.", valueName: "case"), completion: .file(extensions: ["assay"]))
  var path: String?

  @Option(help: ArgumentHelp("Read this text instead of a case; - is standard input.", valueName: "file"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "Read lines of {\"id\",\"text\"} instead of a case, and answer each with its id.", valueName: "file"))
  var jsonl: String?

  @Option(help: ArgumentHelp("Only indicators of this type; can be given several times.", valueName: "name"))
  var type: [IndicatorType] = []

  @Option(
    help: ArgumentHelp(
      "Leave out the values of this list: names, *.example.com, networks, digests.", valueName: "file"))
  var exclude: [String] = []

  @Flag(help: "One row for each occurrence, with its offset.")
  var each = false

  @Flag(help: "Do not decode what stands encoded in the texts.")
  var noDecode = false

  @Option(
    help: ArgumentHelp("Write for another program: stix, misp, list or splunk-lookup.", valueName: "form"))
  var `as`: IndicatorExportForm?

  @Option(
    help: ArgumentHelp(
      "Time of making in --as stix and misp; else that of the last record.", valueName: "time"))
  var time: String?

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
    if path == nil {
      if selection.search != nil || selection.sql != nil {
        throw ValidationError("--search and --sql ask a case")
      }
      if asking.isKept { throw ValidationError("--receipt and --save keep the answer of a case") }
      if self.as != nil { throw ValidationError("--as writes the indicators of a case") }
    }
    if self.as != nil {
      if each || limit != nil {
        throw ValidationError("--as writes every indicator once: no --each, no --limit")
      }
      if asking.isKept { throw ValidationError("--as keeps no answer: no --receipt, no --save") }
    } else if time != nil {
      throw ValidationError("--time belongs to --as")
    }
    if jsonl != nil, each || limit != nil {
      throw ValidationError("--jsonl answers each line: no --each, no --limit")
    }
  }

  func run() throws {
    let choice = try choice()
    let runner = AnalysisRun(common: common, limit: limit)
    if let text {
      try runner.run(unit: each ? "occurrence" : "indicator") {
        try IocsTexts(choice: choice).answer(text, each: each, $0)
      }
    } else if let jsonl {
      let sink = try common.sink()
      let count = try IocsTexts(choice: choice).answerLines(jsonl, sink)
      try sink.finish()
      common.terminal.note("\(NumberText.counted(count, "text")) read")
    } else if let path {
      if let form = self.as {
        try export(path, form, choice)
      } else {
        try runner.run(
          IocsAnalysis(choice: choice, each: each), casePath: path, selection, asking,
          unit: each ? "occurrence" : "indicator")
      }
    }
  }

  private func choice() throws -> IndicatorChoice {
    var choice = IndicatorChoice()
    choice.types = Set(type)
    choice.decodes = !noDecode
    var lines: [String] = []
    for file in exclude {
      var input = try TextInput(file)
      try input.forEachLine { _, line in lines.append(String(decoding: line, as: UTF8.self)) }
    }
    choice.exclude = ExcludeList(lines: lines)
    return choice
  }

  private func export(_ path: String, _ form: IndicatorExportForm, _ choice: IndicatorChoice) throws {
    let sink = try common.sink()
    let answering = try asking.answering(path, common, tag: selection.tagged)
    let session = try QuerySession(
      try CaseStore.open(path), scope: answering.scope, threads: answering.threads
    ) { Interruption.isRequested }
    let made = try time.map { try SearchTime.bound($0, option: "--time", last: session.reader.lastTime) }
    let chosen = try Selection(selection, session, threads: answering.threads)
    let rows = try IndicatorReading(chosen, choice).table().sorted.filter { !choice.exclude.holds($0.key) }
    try IndicatorExport(form: form, time: made).write(rows, session.reader, sink)
    common.terminal.note("\(NumberText.counted(rows.count, "indicator")) written")
  }
}

extension IndicatorType: ExpressibleByArgument {}
