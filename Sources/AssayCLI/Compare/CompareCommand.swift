import ArgumentParser
import CaseFile
import Completeness
import Evidence
import Integrity
import Pages
import Query

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Is the SIEM's answer whole? Hold an export of a SIEM against the evidence, record by record.",
    discussion: """
      EXAMPLES
        assay compare case.assay splunk.csv
        assay compare case.assay hits.ndjson --scope 'computer:WS01 time:>=2024-05-01'
        assay compare case.assay splunk.csv --show missing
        assay compare case.assay sentinel.csv --export-missing missing.xml
        assay compare case.assay splunk.csv --html answer.html
        assay compare case.assay splunk.csv --format json -o answer.json

      Takes exports of Splunk, Elastic, Microsoft Sentinel and QRadar as CSV or JSON, and any CSV or NDJSON with \
      --map. The export becomes a claim in the case: kept and hashed, asked only by this command and as the table \
      'claims' in SQL. Several files are one export. Exit status 1: the export is not complete. \
      docs/completeness.md has method, words and limits.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "Files that the SIEM wrote.", completion: .file())
  var exports: [String]

  @OptionGroup(title: "Comparing") var comparing: CompareOptions

  @Flag(help: "List intact records too (json, ndjson, csv).")
  var all = false

  @Option(
    help: ArgumentHelp(
      "List the records with this verdict, or extra rows; can be given several times.", valueName: "verdict"))
  var show: [ShownVerdict] = []

  @Option(
    help: ArgumentHelp(
      "Write the raw records that the export lacks, in their original form, to load them again.",
      valueName: "file"), completion: .file())
  var exportMissing: String?

  @Option(
    help: ArgumentHelp(
      "Also make an HTML page that explains the answer, with charts and examples.", valueName: "file"),
    completion: .file())
  var html: String?

  @OptionGroup(title: "Custody") var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard !exports.isEmpty else { throw ValidationError("name at least one export to compare") }
    if all, !show.isEmpty { throw ValidationError("give one of --all and --show") }
    if html == "-" { throw ValidationError("--html takes the name of a file") }
    if exportMissing == "-" { throw ValidationError("--export-missing takes the name of a file") }
  }

  func run() async throws {
    let start = ContinuousClock.now
    let terminal = common.terminal
    let missing = exportMissing.map { MissingFiles(path: $0, isForced: common.force) }
    try missing?.check()
    let inputs = try CompareInputs(comparing)
    let sink = try common.sink()
    let receipt = try ReceiptWriter(
      receipt: comparing.receipt, force: common.force, saving: comparing.saving, casePath: target.path,
      custody: custody.log, threads: common.threads, terminal: terminal)
    let page = try html.map { try OutputSink($0, force: common.force) }
    var isComplete = true
    try await CompareRun(
      casePath: target.path, exports: exports, options: comparing, inputs: inputs, common: common,
      custody: custody.log
    ).answer { answer in
      isComplete = answer.balance.isComplete
      try write(
        answer, to: sink, page: page, missing: missing, receipt: receipt, inputs: inputs, since: start)
    }
    if !isComplete { throw ExitCode(1) }
  }

  private func write(
    _ answer: CompareAnswer, to sink: OutputSink, page: OutputSink?, missing: MissingFiles?,
    receipt: ReceiptWriter?,
    inputs: CompareInputs, since start: ContinuousClock.Instant
  ) throws {
    let terminal = common.terminal
    if let page {
      let texts = try ExportTexts(evidence: answer.reader, claims: answer.claims, maps: inputs.exportMaps())
      try page.write(CompareReport(answer: answer, texts: texts, command: command).html().text)
      try page.finish()
    }
    let output = CompareOutput(answer: answer, terminal: terminal, elapsed: start.duration(to: .now))
    try output.write(sink, common.format, verdicts: verdicts, includesExtra: includesExtra, isList: isList)
    try sink.finish()
    for line in try missing?.write(answer) ?? [] { terminal.note(line) }
    if let receipt {
      let claims = answer.exports.compactMap { $0.source.sha256?.description }
      try CompareReceipt(answer: answer).write(
        receipt, inputs.question(exports, claims: claims, sources: comparing.sources))
    }
  }

  /// What makes the same answer again.
  private var command: [String] {
    func options(_ name: String, _ values: [String]) -> [String] { values.flatMap { [name, $0] } }
    return ["assay", "compare", target.path] + exports
      + options("--scope", comparing.scope.map { [$0] } ?? [])
      + options("--source", comparing.source.map(String.init)) + options("--map", comparing.map)
      + options("--limits", comparing.limits) + (comparing.noStore ? ["--no-store"] : [])
  }

  /// Records that are listed; nil: all.
  private var verdicts: Set<Verdict>? {
    if all { return nil }
    if show.isEmpty { return CompareAnswer.faults }
    return Set(
      show.compactMap { shown in
        if case .verdict(let verdict) = shown { verdict } else { nil }
      })
  }

  private var includesExtra: Bool { show.isEmpty || show.contains(.extra) }
  /// A table has the records and not the summary.
  private var isList: Bool { !show.isEmpty || common.format == .line }
}
