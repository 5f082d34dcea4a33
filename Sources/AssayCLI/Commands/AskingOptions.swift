import ArgumentParser
import CaseFile
import Evidence
import Foundation
import Integrity
import Pages
import Query

/// Options of every command that asks the evidence something.
struct AskingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask the case as it was at this tree size ('assay custody' lists them).", valueName: "tree-size"))
  var at: Int?

  @Option(help: ArgumentHelp("Ask this source only; can be given several times.", valueName: "n"))
  var source: [Int] = []

  @Flag(help: "Records recovered from what a binary log no longer uses answer too.")
  var recovered = false

  @Option(
    help: ArgumentHelp(
      "Write a receipt of question and answer: 'assay check-receipt' asks again and compares.",
      valueName: "file"),
    completion: .file())
  var receipt: String?

  @OptionGroup var saving: SavingOptions
  @OptionGroup var timeLimit: TimeLimit
  @OptionGroup var custody: CustodyOptions

  func validate() throws {
    if let at, at < 0 { throw ValidationError("--at takes a tree size, from 0") }
    if let negative = source.first(where: { $0 < 0 }) {
      throw ValidationError("--source takes the number of a source, not \(negative)")
    }
    if receipt == "-" { throw ValidationError("--receipt takes the name of a file") }
  }

  /// Whether the answer is to be told by a receipt, in a file or in a finding.
  var isKept: Bool { receipt != nil || saving.save != nil }

  /// Whether any of these options speaks of a case.
  var isGiven: Bool { isKept || at != nil || !source.isEmpty || recovered }

  /// Which part of the case is asked.
  var scope: CaseScope {
    var scope = CaseScope(treeSize: at, sources: source.isEmpty ? nil : Set(source))
    scope.includesRecovered = recovered
    return scope
  }

  /// How the command answers. Opens the receipt's file before any work; the time of `--timeout` begins.
  ///
  /// - Parameter tag: only records with it answer.
  func answering(
    _ casePath: String, _ common: CommonOptions, tag: TagOption? = nil
  ) throws(AssayError) -> Answering {
    var answering = Answering()
    answering.scope = scope
    answering.scope.tag = tag?.tag
    answering.threads = common.threads
    answering.receipt = try ReceiptWriter(
      receipt: receipt, force: common.force, saving: saving, casePath: casePath, custody: custody.log,
      threads: common.threads, terminal: common.terminal)
    timeLimit.start()
    return answering
  }
}

/// `--tag`, of commands that ask records.
struct TagOption: ParsableArguments {
  @Option(help: ArgumentHelp("Ask only records that have this tag ('assay tag').", valueName: "tag"))
  var tag: String?
}

/// From which part of the case a command answers, and whether with a receipt.
struct Answering {
  var scope = CaseScope()
  /// How many unpack row groups at the same time; no answer depends on it.
  var threads = ProcessInfo.processInfo.activeProcessorCount
  var receipt: ReceiptWriter?

  /// What is recorded of the rows; nil without a receipt.
  func recorder(_ question: Question) throws -> ResultRecorder? {
    try receipt?.recorder(isOrdered: question.isOrdered)
  }

  /// The question with what holds for every command.
  func complete(_ question: Question, limit: Int?) -> Question {
    question
      .with("limit", limit.map { .number($0) })
      .with("recovered", scope.includesRecovered ? .bool(true) : nil)
      .with("tag", scope.tag.map { .string($0) })
      .with("sources", scope.sources.map { .array($0.sorted().map { .number($0) }) })
  }
}
