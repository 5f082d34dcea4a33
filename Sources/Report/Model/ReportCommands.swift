/// Command lines as a report prints them: run in the folder that holds the case.
struct ReportCommands {
  private let file: String

  init(file: String) { self.file = Self.quoted(file) }

  /// `assay COMMAND FILE REST`.
  func callAsFunction(_ command: String, _ rest: String = "") -> String {
    "assay \(command) \(file)" + (rest.isEmpty ? "" : " " + rest)
  }

  /// The file, as an argument.
  var caseFile: String { file }

  /// As one word for a POSIX shell.
  static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/")].contains(byte)
    }
    if plain, !word.isEmpty, !word.hasPrefix("-") { return word }
    // A name that begins with a dash would be read as an option.
    let path = word.hasPrefix("-") ? "./" + word : word
    return "'" + path.replacing("'", with: "'\\''") + "'"
  }
}
