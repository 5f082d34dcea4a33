import ArgumentParser
import Evidence
import Pages
import Query

/// The program: reads the command line, runs the command, and turns what went wrong into words and an exit
/// status.
package enum Assay {
  /// Runs the command line of this process; returns its exit status.
  package static func main() async -> Int32 {
    Interruption.install()
    QueryLimits.limitMemory()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try checkCommandName(arguments)
      var command = try AssayCommand.parseAsRoot(SearchCommand.protected(arguments))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch {
      return status(of: error, arguments)
    }
  }

  /// Errors that say what a check found: it was done, and failed.
  private static let failedChecks: Set<String> = [
    "checkpoint.not-verified", "checkpoint.rolled-back", "checkpoint.forked", "checkpoint.other-case",
    "checkpoint.signature", "key.last-seen", "proof.damaged", "proof.other", "timestamp.refused",
  ]

  private static func status(of error: any Error, _ arguments: [String]) -> Int32 {
    switch error {
    case is ClosedPipe: return 0
    case let error as ExitCode: return error.rawValue
    case let error as AssayError:
      if error.code == "interrupted" {
        Terminal.writeError("stopped" + (error.hint.map { ": " + DisplayText.escaped($0) } ?? "") + "\n")
        return 130
      }
      Terminal.writeError("assay: " + ErrorText.describe(error) + "\n")
      return failedChecks.contains(error.code) ? 1 : 2
    default: break
    }
    let code = AssayCommand.exitCode(for: error)
    if code == .success {
      return printed(AssayCommand.fullMessage(for: error))
    }
    if code == .validationFailure {
      Terminal.writeError(UsageText.describe(error, arguments))
    } else {
      Terminal.writeError("assay: \(DisplayText.escaped("\(error)"))\n")
    }
    return 2
  }

  /// Help, version and completion scripts are results.
  private static func printed(_ text: String) -> Int32 {
    do {
      let sink = OutputSink()
      try sink.write(text.hasSuffix("\n") ? text : text + "\n")
      try sink.finish()
      return 0
    } catch {
      return error is ClosedPipe ? 0 : 2
    }
  }

  /// ArgumentParser suggests for options, not for commands.
  private static func checkCommandName(_ arguments: [String]) throws {
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return }
    let commands = AssayCommand.commands
    guard commands[word] == nil else { return }
    var message = "'\(word)' is not a command."
    if let meant = Suggestion.nearest(to: word, in: Array(commands.keys)) {
      message += " Did you mean '\(meant)'?"
    }
    throw ValidationError(message)
  }
}
