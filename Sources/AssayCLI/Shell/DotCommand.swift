/// Forms in which the shell shows rows.
package enum ShellMode: String, CaseIterable, Sendable {
  case table, line, json, ndjson, csv

  var format: OutputFormat {
    switch self {
    case .table: .table
    case .line: .line
    case .json: .json
    case .ndjson: .ndjson
    case .csv: .csv
    }
  }
}

/// A command of the shell itself.
package struct DotCommand: Sendable {
  package let name: String
  package let arguments: String
  package let help: String

  package static let all: [DotCommand] = [
    DotCommand(
      name: ".explain", arguments: "SEARCH|SQL", help: "The SQL of a search, or how SQLite runs a statement"),
    DotCommand(name: ".fields", arguments: "[NAME]", help: "Fields of the case, or the values of one"),
    DotCommand(name: ".help", arguments: "[WORD]", help: "This list"),
    DotCommand(name: ".limit", arguments: "N|off", help: "Show at most N rows of an answer"),
    DotCommand(
      name: ".mode", arguments: "MODE", help: "table, line (one column a line), json, ndjson or csv"),
    DotCommand(
      name: ".output", arguments: "[FILE]",
      help: "Write answers to a new file; without a name to the terminal"),
    DotCommand(name: ".quit", arguments: "", help: "Leave (also .exit, Ctrl-D)"),
    DotCommand(name: ".read", arguments: "FILE", help: "Run the lines of a file"),
    DotCommand(name: ".schema", arguments: "[TABLE]", help: "Tables with their columns and types"),
    DotCommand(
      name: ".search", arguments: "[WORDS]", help: "Read every line as a search; with words, run this one"),
    DotCommand(name: ".show", arguments: "LOCATOR [N]", help: "One record, with N neighbours on each side"),
    DotCommand(name: ".sql", arguments: "[SQL]", help: "Read every line as SQL; with SQL, run this one"),
    DotCommand(name: ".auto", arguments: "", help: "Tell SQL and search apart by the first word"),
    DotCommand(name: ".tables", arguments: "", help: "Names of the tables"),
    DotCommand(name: ".timer", arguments: "on|off", help: "Say after each answer how long it took"),
    DotCommand(name: ".width", arguments: "N|off", help: "Fit tables to N columns; off shortens nothing"),
  ]

  /// The words of a command line; a word in quotes may hold blanks.
  package static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    var isWord = false
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isWord = true
      } else if character.isWhitespace {
        if isWord { words.append(word) }
        word = ""
        isWord = false
      } else {
        word.append(character)
        isWord = true
      }
    }
    return isWord ? words + [word] : words
  }
}
