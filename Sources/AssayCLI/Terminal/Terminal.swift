import Foundation
internal import Glibc

/// What the two streams lead to, and what may be written to them. Messages and progress go to standard error,
/// results to standard output through `OutputSink`.
package struct Terminal: Sendable {
  /// Whether results go to a terminal.
  package let outputIsTerminal: Bool
  package let errorIsTerminal: Bool
  /// No progress, no notes; errors are still said.
  package let isQuiet: Bool
  /// Columns of a table; nil where nothing is shortened.
  package let tableWidth: Int?
  package let outputStyle: TextStyle
  package let errorStyle: TextStyle
  /// Columns of a progress line.
  package let progressWidth: Int

  /// - Parameters:
  ///   - toFile: results go to a file (`-o`).
  ///   - width: columns of a table, whatever it goes to.
  ///   - environment: `NO_COLOR`, `FORCE_COLOR`, `TERM`, `COLUMNS`.
  package init(
    quiet: Bool = false, noColor: Bool = false, wide: Bool = false, toFile: Bool = false, width: Int? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    outputIsTerminal = !toFile && isatty(1) == 1
    errorIsTerminal = isatty(2) == 1
    isQuiet = quiet
    let columns = Self.columns(environment)
    tableWidth = width ?? (outputIsTerminal && !wide ? columns : nil)
    progressWidth = columns
    outputStyle = TextStyle(isOn: Self.colour(outputIsTerminal, noColor: noColor, environment) && !toFile)
    errorStyle = TextStyle(isOn: Self.colour(errorIsTerminal, noColor: noColor, environment))
  }

  private static func colour(
    _ isTerminal: Bool, noColor: Bool, _ environment: [String: String]
  ) -> Bool {
    if noColor || environment["NO_COLOR"].map({ !$0.isEmpty }) == true { return false }
    if let forced = environment["FORCE_COLOR"], !forced.isEmpty, forced != "0" { return true }
    return isTerminal && environment["TERM"] != "dumb"
  }

  private static func columns(_ environment: [String: String]) -> Int {
    if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns >= 20 { return columns }
    return screen.columns
  }

  /// The size of the terminal now; 80 by 24 where there is none.
  static var screen: (columns: Int, rows: Int) {
    var size = winsize()
    for descriptor: Int32 in [1, 2]
    where unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col >= 20 {
      return (Int(size.ws_col), max(2, Int(size.ws_row)))
    }
    return (80, 24)
  }

  /// A note for people; not with `--quiet`.
  package func note(_ text: String) {
    if !isQuiet { Self.writeError(text + "\n") }
  }

  /// An error; always.
  package func error(_ text: String) { Self.writeError(text + "\n") }

  static func writeError(_ text: String) { write(text, to: 2) }

  /// What is no result and belongs on the terminal at standard output: the prompt.
  static func writeOutput(_ text: String) { write(text, to: 1) }

  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      // Nothing can be said where the stream is closed.
      _ = unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    }
  }
}
