import ArgumentParser
import CaseFile
import Evidence
import Foundation
internal import Glibc
import Pages
import Query

struct ShellCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shell",
    abstract: "A prompt for SQL and searches, with completion of fields and values.",
    discussion: """
      EXAMPLES
        assay shell case.assay
        assay shell case.assay --history
        assay shell case.assay --format csv < questions.sql
        echo 'EventID:4688 | count by Computer' | assay shell case.assay

      A line that begins with a word of SQL is SQL and ends with a semicolon; one that begins with a dot is a \
      command (.help); any other line is a search. Where standard input is no terminal, its lines are run as a \
      script that ends at the first error with exit status 1. docs/shell.md has the keys and the commands.
      """)

  @OptionGroup var target: CaseArgument

  @Flag(
    inversion: .prefixedNo,
    help: "Keep what was typed in $XDG_STATE_HOME/assay/history, for you alone to read.")
  var history = false

  @Flag(help: "A script goes on after an error; the exit status is 1 all the same.")
  var keepGoing = false

  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if asking.isKept {
      throw ValidationError("--receipt and --save belong to one question: ask it with query, search or grep")
    }
  }

  func run() throws {
    Interruption.stopInSession()
    let shell = try Shell(casePath: target.path, common: common, asking: asking)
    // Whether the case can be read is said before anything is asked.
    let session = try shell.session()
    let isTerminal = isatty(0) == 1 && isatty(1) == 1
    if isTerminal { try prompt(shell, session) } else { try script(shell) }
    try shell.close()
  }

  // MARK: at a terminal

  private func prompt(_ shell: Shell, _ session: QuerySession) throws {
    let file = history ? HistoryFile() : nil
    if !common.quiet { Terminal.writeOutput(greeting(session)) }
    let vocabulary = ShellVocabulary(session)
    // The mode can change between two texts, but not within one.
    let syntax = SyntaxBox()
    let prompt = Prompt(history: file?.read() ?? History(), isComplete: { syntax.value.isComplete($0) }) {
      text, cursor in
      let isSQL = syntax.value.isSQL(Substring(String(text).drop(while: \.isWhitespace)))
      return Completion(text, cursor: cursor, isSQL: isSQL, vocabulary: vocabulary)
    }
    while let text = prompt.next() {
      do {
        if try !shell.run(text) { break }
      } catch is ClosedPipe {
        // The pager was left before the end.
      } catch let error as AssayError {
        report(error)
      }
      syntax.value = shell.syntax
    }
    try file?.write(prompt.history)
  }

  private func greeting(_ session: QuerySession) -> String {
    let reader = session.reader
    let records = NumberText.counted(reader.recordsConsidered, "record")
    let sources = NumberText.counted(reader.answering.count, "source")
    return "\(DisplayText.escaped(target.path)): \(records) of \(sources)\n\(ShellText.greeting)\n"
  }

  private func report(_ error: AssayError) {
    if error.code == "interrupted" { return Terminal.writeError("stopped\n") }
    Terminal.writeError(ErrorText.describe(error) + "\n")
  }

  // MARK: as a script

  private func script(_ shell: Shell) throws {
    var script = ShellScript(syntax: { shell.syntax })
    var number = 0
    var hasFailed = false
    /// False: the script ends.
    func run(_ text: String) throws -> Bool {
      do {
        return try shell.run(text)
      } catch let error as AssayError where error.code != "interrupted" {
        Terminal.writeError("assay: line \(script.firstLine): " + ErrorText.describe(error) + "\n")
        hasFailed = true
        return keepGoing
      }
    }
    var goesOn = true
    while goesOn, let line = readLine(strippingNewline: true) {
      number += 1
      if let text = script.add(line, number: number) { goesOn = try run(text) }
    }
    if goesOn, let text = script.rest { _ = try run(text) }
    if hasFailed {
      try shell.close()
      throw ExitCode(1)
    }
  }
}
