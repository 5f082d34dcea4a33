import ArgumentParser
import CaseFile

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check everything: structure, bytes, tree, custody, views. Writes nothing into the case.",
    discussion: """
      EXAMPLES
        assay verify case.assay
        assay verify case.assay --quick
        assay verify case.assay --format json -o verify.json

      Exit status 0: nothing wrong found. 1: damage or alteration, with its place. 3: --quick found nothing \
      wrong in what it checked. 'views' extracts every field again from the raw bytes and compares.
      """)

  @OptionGroup var target: CaseArgument

  @Flag(help: "Structure, stored frames, custody and the tree's right edge only.")
  var quick = false

  @OptionGroup(title: "Common") var common: CommonOptions

  func run() async throws {
    let sink = try common.sink()
    let terminal = common.terminal
    let progress = ProgressLine(terminal)
    Interruption.stopGracefully()
    var options = VerifyOptions()
    options.quick = quick
    options.threads = common.threads
    let verifier = Verifier(path: target.path, options: options) { step in
      progress.update { "verify  \(progress.amount(step.bytesDone, of: step.bytesTotal))" }
    } isCancelled: {
      Interruption.isRequested
    }
    let report: VerifyReport
    do {
      report = try await verifier.run()
    } catch {
      progress.erase()
      throw error
    }
    progress.erase()
    let output = VerifyOutput(path: target.path, report: report, elapsed: progress.elapsed)
    try output.write(sink, common.format, terminal)
    try sink.finish()
    if !report.failures.isEmpty { throw ExitCode(report.verdict == "not a case" ? 2 : 1) }
    if report.checks.contains(where: { !$0.done }) { throw ExitCode(3) }
  }
}
