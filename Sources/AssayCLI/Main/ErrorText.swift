import ArgumentParser
import Evidence
import Pages

/// An error in the form: what, where, why; then what to do next, and the code.
enum ErrorText {
  static func describe(_ error: AssayError) -> String {
    var text = DisplayText.escaped(error.subject)
    if let offset = error.offset {
      let digits = String(offset, radix: 16)
      text += " @ 0x" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }
    text += (text.isEmpty ? "" : ": ") + DisplayText.escaped(error.reason)
    guard let hint = error.hint else { return text + "  [\(error.code)]" }
    // A hint may show a place in what was typed with a caret below it: its lines stay lines.
    let lines = hint.split(separator: "\n", omittingEmptySubsequences: false)
    return text + "\n  " + lines.map { DisplayText.escaped(String($0)) }.joined(separator: "\n  ")
      + "  [\(error.code)]"
  }
}

/// Wrong usage, in the words of ArgumentParser and the form of ours.
enum UsageText {
  static func describe(_ error: any Error, _ arguments: [String]) -> String {
    var message = AssayCommand.message(for: error)
    if let first = message.first, message.dropFirst().first?.isLowercase == true {
      message = first.lowercased() + message.dropFirst()
    }
    let word = arguments.first ?? ""
    let command = AssayCommand.commands[word]
    var usage = command.map { AssayCommand.usageString(for: $0) } ?? "assay <command> <case> …"
    if usage.hasPrefix("Usage: ") { usage.removeFirst(7) }
    // All options are in the help.
    if usage.count > 100, let options = usage.firstRange(of: " [--") {
      usage = usage[..<options.lowerBound] + " [options]"
    }
    let help = command == nil ? "assay --help" : "assay \(word) --help"
    let lines = message.split(separator: "\n").map { DisplayText.escaped(String($0)) }
    return "assay: " + lines.joined(separator: "\n  ")
      + "\n  usage: \(usage.split(separator: "\n").first ?? "")      see: \(help)\n"
  }
}
