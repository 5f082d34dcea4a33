import ArgumentParser
import CaseFile
import Evidence
import Pages

/// `--save`, of every command that asks: the answer is kept in the case as a finding.
struct SavingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Save the answer in the case as a finding of this name, with its receipt ('assay findings').",
      valueName: "name"))
  var save: String?

  @Option(help: ArgumentHelp("With --save: the fact, in words.", valueName: "text"))
  var note: String?

  func validate() throws {
    if let save { try FindingText.check(save, "--save", limit: FindingText.nameBytes) }
    if let note {
      guard save != nil else {
        throw ValidationError("--note states the fact of a finding: it goes with --save")
      }
      try FindingText.check(note, "--note")
    }
  }
}

/// Texts that people give to tags and findings.
enum FindingText {
  /// Most bytes of a name or a tag, and of any other text.
  static let nameBytes = 200
  static let textBytes = 1 << 16

  /// - Throws: a sentence for a text that is empty, too long, or, as a name, not on one line.
  static func check(_ text: String, _ option: String, limit: Int = textBytes) throws {
    if text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) { throw ValidationError("\(option) takes a text") }
    guard text.utf8.count <= limit else {
      throw ValidationError("\(option) takes at most \(NumberText.grouped(limit)) bytes")
    }
    guard limit == nameBytes else { return }
    guard text.utf8.first != UInt8(ascii: " "), text.utf8.last != UInt8(ascii: " "),
      !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw ValidationError("\(option) takes a text on one line, without blanks around it")
    }
  }
}
