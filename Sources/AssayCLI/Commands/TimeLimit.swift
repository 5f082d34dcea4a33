import ArgumentParser
import Evidence
import Integrity

/// `--timeout`, of commands that ask.
struct TimeLimit: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop after this time, fractions allowed: the rows so far are written, and said not to be all.",
      valueName: "seconds"))
  var timeout: Double?

  func validate() throws {
    guard let timeout else { return }
    guard timeout > 0, timeout.isFinite else { throw ValidationError("--timeout takes a number above 0") }
  }

  /// The time begins.
  func start() {
    if let timeout { Interruption.startTimer(seconds: timeout) }
  }
}

/// What an answer says that was ended before its time.
enum StoppedAnswer {
  /// `timeout` or `interrupted`; nil for an answer that is whole.
  static func word(_ stopped: AssayError?) -> String? { stopped?.code }

  /// For the summary.
  static func members(_ stopped: AssayError?) -> [JSONValue.Member] {
    guard let stopped else { return [] }
    return [.init("complete", .bool(false)), .init("stopped", .string(stopped.code))]
  }

  /// For the closing line, behind the number of rows.
  static func closing(_ stopped: AssayError?) -> String {
    guard let stopped else { return "" }
    return stopped.code == "timeout" ? ", NOT all: stopped by --timeout" : ", NOT all: interrupted"
  }
}
