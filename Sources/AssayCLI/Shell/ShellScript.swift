import CaseFile
import Evidence

/// Lines of a script put together to what can be run: a dot command, a search, statements up to a semicolon.
struct ShellScript {
  private let syntax: () -> ShellSyntax
  private var text = ""
  /// Line on which the text begins, from 1.
  private(set) var firstLine = 1

  init(syntax: @escaping () -> ShellSyntax) { self.syntax = syntax }

  /// Takes a line without its end; gives the text that it completes.
  mutating func add(_ line: String, number: Int) -> String? {
    if text.isEmpty { firstLine = number }
    text += (text.isEmpty ? "" : "\n") + line
    guard syntax().isComplete(text) else { return nil }
    defer { text = "" }
    return text
  }

  /// What the script ends with, without a semicolon: run as it is, as the sqlite3 shell does.
  var rest: String? { text.allSatisfy(\.isWhitespace) ? nil : text }

  /// Lines of a file.
  ///
  /// - Throws: `file.missing`, `file.unreadable`.
  static func lines(ofFile path: String) throws -> [String] {
    let file = FileSource(try FileReader(FilePath(path)))
    var bytes: [UInt8] = []
    while try !file.read(1 << 16, into: &bytes) {}
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0.last == "\r" ? $0.dropLast() : $0) }
  }
}
