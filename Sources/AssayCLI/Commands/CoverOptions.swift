import ArgumentParser
import Evidence
import Report
import Yams

/// What people say on a report's cover: by options, or in a file. An option stands above the file.
struct CoverOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Heading of the report.", valueName: "text"))
  var title: String?

  @Option(help: ArgumentHelp("Number or reference of the report.", valueName: "text"))
  var number: String?

  @Option(help: ArgumentHelp("Who examined.", valueName: "name"))
  var examiner: String?

  @Option(help: ArgumentHelp("For which organisation.", valueName: "name"))
  var organisation: String?

  @Option(help: ArgumentHelp("The order or mandate under which it was done.", valueName: "text"))
  var authority: String?

  @Option(help: ArgumentHelp("What was asked, in the words of who asked.", valueName: "text"))
  var question: String?

  @Option(help: ArgumentHelp("What the examiner answers.", valueName: "text"))
  var answer: String?

  @Option(
    help: ArgumentHelp(
      "All of these in a YAML or JSON file: title, number, examiner, organisation, authority, question, answer.",
      valueName: "file"), completion: .file(extensions: ["yml", "yaml", "json"]))
  var cover: String?

  /// Largest cover file, in bytes.
  private static let fileLimit = 1 << 18

  private var given: [ReportCover.Member: String?] {
    [
      .title: title, .number: number, .examiner: examiner, .organisation: organisation, .authority: authority,
      .question: question, .answer: answer,
    ]
  }

  /// What is said.
  ///
  /// - Throws: `report.cover` where the file is none, and what reading throws.
  func read() throws(AssayError) -> ReportCover {
    var said = ReportCover()
    if let cover { try add(cover, into: &said) }
    for (member, text) in given { if let text { said[member] = text } }
    return said
  }

  private func add(_ path: String, into said: inout ReportCover) throws(AssayError) {
    let bytes = try FileReader.contents(of: RawArguments.path(path), limit: Self.fileLimit)
    let names = ReportCover.Member.allCases.map(\.rawValue).joined(separator: ", ")
    func refused(_ reason: String) -> AssayError {
      AssayError(
        "report.cover", subject: path, reason: reason,
        hint: "write lines such as 'examiner: A. Meier'; known are \(names)"
      )
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw refused("is not UTF-8") }
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch {
      throw refused("is neither YAML nor JSON: \(Self.line(error))")
    }
    guard let mapping = node?.mapping else { throw refused("holds no members") }
    for (key, value) in mapping {
      guard let name = key.scalar?.string, let member = ReportCover.Member(rawValue: name) else {
        throw refused("has a member '\(key.scalar?.string ?? "")' that no cover has")
      }
      guard let content = value.scalar else { throw refused("has a '\(name)' that is not a text") }
      said[member] = content.string
    }
  }

  /// A parser's message without the copy of the text that it shows.
  private static func line(_ error: any Error) -> String {
    String("\(error)".split(separator: "\n").first ?? "")
  }
}
