import ArgumentParser
import Evidence
import Foundation
internal import Glibc

/// Options of every command.
struct CommonOptions: ParsableArguments {
  @Option(help: "Form of the results: table, json, ndjson or csv.")
  var format: OutputFormat = .table

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Write the results to a file; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Overwrite an output file that exists.")
  var force = false

  @Flag(help: "No progress and no notes on standard error; errors are still said.")
  var quiet = false

  @Flag(help: "No colour (so do NO_COLOR and TERM=dumb; FORCE_COLOR turns it on).")
  var noColor = false

  @Flag(help: "Do not shorten the cells of a table to fit the terminal.")
  var wide = false

  @Option(help: ArgumentHelp("Work on this many pieces at the same time.", valueName: "n"))
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: ArgumentHelp("Folder for temporary files.", valueName: "dir"), completion: .directory)
  var temp: String?

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads takes a number from 1 to 256") }
  }

  /// Where messages go.
  var terminal: Terminal {
    Terminal(quiet: quiet, noColor: noColor, wide: wide, toFile: output.map { $0 != "-" } ?? false)
  }

  /// Where results go. Opened before any work, so that a wrong name costs no waiting.
  func sink() throws(AssayError) -> OutputSink {
    try prepareTemporaryFolder()
    return try OutputSink(output, force: force)
  }

  private func prepareTemporaryFolder() throws(AssayError) {
    guard let temp else { return }
    guard try FilePath(temp).status().kind == .folder else {
      throw AssayError("file.not-a-folder", subject: temp, reason: "is not a folder")
    }
    _ = unsafe setenv("SQLITE_TMPDIR", temp, 1)
  }
}

/// Options of commands that write a custody entry.
struct CustodyOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Who acts, for the custody log.", valueName: "name"))
  var examiner: String = ""
}
