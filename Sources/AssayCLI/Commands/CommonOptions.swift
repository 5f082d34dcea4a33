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

  @Flag(help: "Do not show a table that is longer than the screen in a pager (PAGER, else less).")
  var noPager = false

  @Option(help: ArgumentHelp("Work on this many pieces at the same time.", valueName: "n"))
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: ArgumentHelp("Folder for temporary files.", valueName: "dir"), completion: .directory)
  var temp: String?

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads takes a number from 1 to 256") }
  }

  /// Where messages go.
  var terminal: Terminal {
    Terminal(quiet: quiet, noColor: noColor, wide: wide, toFile: isToFile)
  }

  /// Where results go. Opened before any work, so that a wrong name costs no waiting.
  func sink() throws(AssayError) -> OutputSink {
    try prepare()
    return isToFile ? try OutputSink(output, force: force) : OutputSink(pager: pager(format))
  }

  /// Whether results go to a file.
  var isToFile: Bool { output.map { $0 != "-" } ?? false }

  /// What shows results that are longer than the screen; nil where nobody looks at them page by page.
  func pager(_ format: OutputFormat) -> Pager? {
    guard !noPager, format == .table || format == .line, isatty(1) == 1, isatty(0) == 1 else { return nil }
    return Pager(rows: Terminal.screen.rows)
  }

  /// Where temporary files go: `--temp`, what SQLite is told, what the system says.
  var temporaryFolder: FilePath {
    let environment = ProcessInfo.processInfo.environment
    return FilePath(temp ?? environment["SQLITE_TMPDIR"] ?? NSTemporaryDirectory())
  }

  /// Names the folder for temporary files.
  func prepare() throws(AssayError) {
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
