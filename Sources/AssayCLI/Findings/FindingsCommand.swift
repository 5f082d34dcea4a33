import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Pages
import Query

struct FindingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "findings",
    abstract: "List, show and edit saved answers: the fact, the records it points at, what it means.",
    discussion: """
      EXAMPLES
        assay search case.assay 'EventID:1102' --save 'log cleared' --note 'The Security log was cleared once.'
        assay findings case.assay
        assay findings case.assay show 1
        assay findings case.assay edit 1 --interpretation 'Somebody hid what came before.'
        assay findings case.assay edit 2 --exclude
        assay findings case.assay edit 3 --order 1
        assay findings case.assay receipt 1 -o cleared.receipt

      Every command that asks has --save. A finding holds its question, the receipt of the answer and the record \
      numbers of its rows; 'assay verify' asks all of them again. Statement (the fact) and interpretation stand \
      apart. Nothing is deleted: each change is a custody entry, and an excluded finding stays in the case. \
      docs/findings.md tells more.
      """)

  /// What is done with one finding.
  enum Act: String, ExpressibleByArgument, CaseIterable {
    case show, edit, receipt
  }

  @OptionGroup var target: CaseArgument

  @Argument(help: "show, edit or receipt, with the number of a finding; without it all are listed.")
  var act: Act?

  @Argument(help: "Number of the finding.")
  var number: Int?

  @OptionGroup(title: "Editing") var edit: FindingEditOptions
  @OptionGroup(title: "Custody") var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if let act, number == nil { throw ValidationError("\(act.rawValue) takes the number of a finding") }
    if act == .edit, edit.isEmpty {
      throw ValidationError("say what is to change: --statement, --interpretation, --exclude, …")
    }
    if act != .edit, !edit.isEmpty {
      throw ValidationError("that changes a finding: assay findings CASE edit N …")
    }
  }

  func run() throws {
    let sink = try common.sink()
    guard let act, let number else { return try FindingsOutput(path: target.path).list(sink, common) }
    switch act {
    case .show: try FindingsOutput(path: target.path).show(number, sink, common)
    case .edit:
      let entry = try FindingLog(target.path, custody: custody.log).edit(number, edit.edit)
      common.terminal.note("custody entry \(entry.sequence)  \(entry.sha256)")
      try FindingsOutput(path: target.path).show(number, sink, common)
    case .receipt: try FindingsOutput(path: target.path).receipt(number, sink)
    }
  }
}

/// What `findings edit` changes.
struct FindingEditOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The fact, in words.", valueName: "text"))
  var statement: String?

  @Option(help: ArgumentHelp("What you make of it; stands apart from the fact.", valueName: "text"))
  var interpretation: String?

  @Option(help: ArgumentHelp("Other explanations that were considered.", valueName: "text"))
  var alternatives: String?

  @Option(help: ArgumentHelp("Another name.", valueName: "name"))
  var name: String?

  @Flag(help: "Take it into the report again.")
  var include = false

  @Flag(help: "Leave it out of the report; it stays in the case.")
  var exclude = false

  @Option(help: ArgumentHelp("Its place in the report, from 1.", valueName: "n"))
  var order: Int?

  func validate() throws {
    if include, exclude { throw ValidationError("give one of --include and --exclude") }
    if let order, order < 1 { throw ValidationError("--order takes a place, from 1") }
    if let name { try FindingText.check(name, "--name", limit: FindingText.nameBytes) }
    for (option, text) in [
      ("--statement", statement), ("--interpretation", interpretation), ("--alternatives", alternatives),
    ] {
      // An empty text takes back what was said.
      if let text, !text.isEmpty { try FindingText.check(text, option) }
    }
  }

  var isEmpty: Bool {
    [statement, interpretation, alternatives, name].allSatisfy { $0 == nil } && !include && !exclude
      && order == nil
  }

  var edit: FindingEdit {
    var edit = FindingEdit()
    edit.name = name
    edit.statement = statement
    edit.interpretation = interpretation
    edit.alternatives = alternatives
    edit.included = include ? true : exclude ? false : nil
    edit.place = order
    return edit
  }
}
