import ArgumentParser
import CaseFile
import Evidence
import Integrity

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Check everything: structure, bytes, tree, custody, views, findings. Writes nothing into the case.",
    discussion: """
      EXAMPLES
        assay verify case.assay
        assay verify case.assay --key ~/keys/case.pub
        assay verify case.assay --against kept.checkpoint --key "$VKEY"
        assay verify case.assay --quick
        assay verify case.assay --format json -o verify.json

      Exit status 0: nothing wrong found. 1: damage, alteration or roll-back, with its place; or no good signature \
      although --key was given. 3: --quick found nothing wrong in what it checked. 'views' extracts every field \
      again from the raw bytes and compares; 'findings' asks the questions of saved findings again. A journal beside the case is applied to a copy only (--temp says \
      where), and both states are told. docs/verify.py checks a case without Assay.
      """)

  @OptionGroup var target: CaseArgument

  @Flag(help: "Structure, stored frames, custody and the tree's right edge only.")
  var quick = false

  @Option(
    help: ArgumentHelp(
      "A checkpoint kept outside the case, of its evidence or its custody: has the case only grown since? Several"
        + " times for several.", valueName: "checkpoint"),
    completion: .file())
  var against: [String] = []

  @Option(
    help: ArgumentHelp(
      "Trust this public key, which came from outside the case: a verifier key, or a .pub file. Several times for"
        + " several.", valueName: "key"), completion: .file())
  var key: [String] = []

  @Flag(help: "Tell the custody log of the outcome: the only thing that verify ever writes.")
  var record = false

  @OptionGroup(title: "Custody") var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func run() async throws {
    let sink = try common.sink()
    let terminal = common.terminal
    let progress = ProgressLine(terminal)
    let options = try options()
    Interruption.stopGracefully()
    let verifier = Verifier(path: target.path, options: options) { step in
      progress.update { "verify  \(progress.amount(step.bytesDone, of: step.bytesTotal))" }
    } isCancelled: {
      Interruption.isRequested
    }
    var report: VerifyReport
    do {
      report = try await verifier.run()
      try await VerifyFindings(path: target.path, options: options, terminal: terminal).add(to: &report)
    } catch {
      progress.erase()
      throw error
    }
    progress.erase()
    let output = VerifyOutput(path: target.path, report: report, elapsed: progress.elapsed)
    try output.write(sink, common.format, terminal)
    try sink.finish()
    if record { try tell(report, options, terminal) }
    if !report.failures.isEmpty { throw ExitCode(report.verdict == "not a case" ? 2 : 1) }
    if report.checks.contains(where: { !$0.done }) { throw ExitCode(3) }
  }

  private func options() throws(AssayError) -> VerifyOptions {
    var options = VerifyOptions()
    options.quick = quick
    options.threads = common.threads
    options.temporaryFolder = common.temp
    for path in against { options.against.append(try KeptCheckpoint(argument: path)) }
    for argument in key {
      switch try TrustedKey(argument).parsed() {
      case .named(let key): options.keys.append(key)
      case .nameless(let key): options.namelessKeys.append(key)
      }
    }
    return options
  }

  /// After the report: what cannot be written must not hide what was found.
  private func tell(_ report: VerifyReport, _ options: VerifyOptions, _ terminal: Terminal) throws {
    guard report.verdict != "not a case", report.states.isEmpty else {
      terminal.error(
        "note: the outcome was not recorded: writing into the case would apply the journal that lies beside it"
      )
      return
    }
    let entry = try custody.log.record(
      target.path, action: VerifyRecord.action, details: VerifyRecord(report, options).details)
    terminal.note("recorded in custody entry \(entry.sequence)  \(entry.sha256)")
  }
}
