import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Pages
import Query
import Report

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "The evidence-integrity report: one page to be read in court, and its facts as JSON.",
    discussion: """
      EXAMPLES
        assay report case.assay -o report.html
        assay report case.assay -o report.html --examiner 'A. Meier' --question 'Who logged on to DC01?' --verify
        assay report case.assay -o report.html --cover cover.yml --time 2026-11-24T12:00:00Z --sign ~/keys/case
        assay report case.assay --format json

      Writes report.html (no script, nothing from elsewhere, made to be printed) and report.json with the same facts. \
      It holds sources, custody, questions with their receipts, the findings that 'assay findings' includes, tags, limits, \
      and how to check all of it. Nothing is guessed: what is not given is said to be not stated. The same case with the \
      same options gives the same bytes; without --time the date is that of the last custody entry. Nothing is written into \
      the case. --sign writes report.html.sig and report.json.sig for 'ssh-keygen -Y verify'. Exit status 1: --verify \
      found something wrong, which the report says.
      """)

  @OptionGroup var target: CaseArgument
  @OptionGroup(title: "Cover") var cover: CoverOptions

  @Option(
    help: ArgumentHelp(
      "Date of the report, as ISO 8601 (2026-11-24T12:00:00Z); else the time of the last custody entry.",
      valueName: "time"))
  var time: String?

  @Option(
    help: ArgumentHelp(
      "Show times in this zone (+02:00, Europe/Berlin); the document keeps UTC.", valueName: "zone"))
  var tz: String?

  @Flag(help: "Read the whole case back and hash it again first, and say what came out.")
  var verify = false

  @Option(
    help: ArgumentHelp(
      "Sign page and facts with this Ed25519 key (OpenSSH format, mode 600).", valueName: "key"),
    completion: .file())
  var sign: String?

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard common.isToFile || common.format == .json else {
      throw ValidationError(
        "say where the report is to be written: -o report.html (facts alone: --format json)")
    }
    if sign != nil, !common.isToFile { throw ValidationError("--sign signs files: -o report.html") }
  }

  func run() async throws {
    try common.prepare()
    let files = ReportFiles(common.output ?? "")
    let sinks = common.isToFile ? try files.open(force: common.force) : nil
    let key = try sign.map { argument throws(AssayError) in try SigningKeyFile.read(argument) }
    var request = ReportRequest(
      fileName: target.path.split(separator: "/").last.map(String.init) ?? target.path,
      toolVersion: AssayVersion.text)
    request.cover = try cover.read()
    request.time = try given(time)
    request.zone = try known(tz)
    let executable = ExecutableDigest.sha256()
    request.executable = executable.isEmpty ? nil : executable
    Interruption.stopGracefully()
    if verify { request.verification = try await verified() }
    let store = try CaseStore.open(target.path)
    let document = try ReportDocument(store, request, threads: common.threads) { Interruption.isRequested }
    guard let sinks else {
      let sink = OutputSink()
      try sink.write(document.bytes)
      try sink.write("\n")
      try sink.finish()
      return
    }
    let page = Array(ReportPage(document).html.text.utf8)
    for (sink, bytes) in zip(sinks, [page, document.bytes]) {
      try sink.write(bytes)
      try sink.finish()
    }
    try ReportOutput(files: files, document: document, page: page, request: request)
      .write(OutputSink(), common.format)
    if let key { try sign(files, [page, document.bytes], by: key) }
    if request.verification?.failures.isEmpty == false { throw ExitCode(1) }
  }

  private func sign(_ files: ReportFiles, _ contents: [[UInt8]], by key: OpenSSHPrivateKey) throws {
    let terminal = common.terminal
    terminal.note("signed by \(key.publicKey.fingerprint)")
    for (path, bytes) in zip(files.all, contents) {
      let lines = try SignedFiles.sign(
        bytes, path: path, namespace: SignedFiles.reportNamespace, key: key, force: common.force)
      for line in lines { terminal.note(line) }
    }
  }

  private func verified() async throws -> VerifyReport {
    let progress = ProgressLine(common.terminal)
    defer { progress.erase() }
    var options = VerifyOptions()
    options.threads = common.threads
    options.temporaryFolder = common.temp
    return try await Verifier(path: target.path, options: options) { step in
      progress.update { "verify  \(progress.amount(step.bytesDone, of: step.bytesTotal))" }
    } isCancelled: {
      Interruption.isRequested
    }.run()
  }

  private func given(_ text: String?) throws(AssayError) -> Timestamp? {
    guard let text else { return nil }
    guard let time = SearchTime.instant(text) else {
      throw AssayError(
        "report.time", subject: text, reason: "is no time of ISO 8601", hint: "write 2026-11-24T12:00:00Z")
    }
    return time
  }

  private func known(_ zone: String?) throws(AssayError) -> String? {
    guard let zone else { return nil }
    guard TimeZoneTable.rule(named: zone) != nil else {
      throw AssayError(
        "report.zone", subject: zone, reason: "is no zone that Assay knows",
        hint: "write +02:00, or a name such as Europe/Berlin")
    }
    return zone
  }
}
