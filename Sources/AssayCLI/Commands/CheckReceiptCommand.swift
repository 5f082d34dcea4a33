import ArgumentParser
import CaseFile
import Query

struct CheckReceiptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-receipt",
    abstract: "Ask the question of a receipt again and say whether, and where, the answer differs.",
    discussion: """
      EXAMPLES
        assay search case.assay 'EventID:1102' --receipt cleared.receipt
        assay check-receipt case.assay cleared.receipt
        assay check-receipt case.assay cleared.receipt --format json

      The case is asked as it was at the receipt's tree size: one that only grew since gives the same answer. \
      Exit status 0: equal. 1: the answer differs, or the receipt or the case was altered. 3: it differs because \
      the evidence is extracted otherwise now, which is no sign of alteration. 2: it cannot be checked. \
      docs/receipts.md says what a receipt binds.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "The receipt.", completion: .file())
  var receipt: String

  @OptionGroup(title: "Common") var common: CommonOptions

  func run() async throws {
    let sink = try common.sink()
    let start = ContinuousClock.now
    let receipt = try Receipt(path: receipt)
    Interruption.stopAsking()
    let check = ReceiptCheck(
      receipt, path: self.receipt, store: try CaseStore.open(target.path), threads: common.threads,
      toolVersion: AssayVersion.text,
      others: [CompareReceipt.again(target.path, threads: common.threads, terminal: common.terminal)]
        + AnalysisRegistry.questions(threads: common.threads)
    ) { Interruption.isRequested }
    let report = try await check.run()
    try CheckReceiptOutput(
      casePath: target.path, receiptPath: self.receipt, report: report, elapsed: start.duration(to: .now)
    ).write(sink, common.format, common.terminal)
    try sink.finish()
    switch report.verdict {
    case .equal: break
    case .differs: throw ExitCode(1)
    case .extractedOtherwise: throw ExitCode(3)
    }
  }
}
