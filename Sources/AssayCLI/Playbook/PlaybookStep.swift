import Evidence

/// One step of a playbook.
struct PlaybookStep: Sendable {
  /// What it does.
  enum Work: Sendable {
    /// A command of Assay, with the case in its place.
    case command([String], arguments: [Argument])
    /// A file for a SIEM, of the rows that an earlier step wrote.
    case handBack(HandBackForm, of: String, options: HandBackOptions)
  }

  /// Arguments that stand or fall together: a list in the list is left out where a parameter in it has no value.
  struct Argument: Sendable {
    var texts: [PlaybookText]
    var isOptional: Bool
  }

  /// An option of a command that writes a page: its name, and the file in the folder.
  struct Page: Sendable, Equatable {
    var option: String
    var file: String
  }

  /// Commands that read a case and change nothing in it but what a receipt notes. `compare` takes the export into the
  /// case, and `findings` edits: neither is one of them.
  static let allowed: Set<String> = [
    "query", "search", "grep", "timeline", "fields", "info", "sources", "quality", "gaps", "show", "rare",
    "tree", "decode", "iocs", "intel match", "intel list", "entity", "cluster", "sequences", "series",
    "outliers", "beacons", "verify",
  ]
  /// Options that the run sets itself, or that write elsewhere or into the case.
  private static let refused: Set<String> = [
    "--output", "--receipt", "--force", "--format", "--temp", "--save", "--note", "--html", "--svg",
    "--save-model", "--threads", "--quiet", "--examiner", "--record",
  ]

  /// The option that a word of a command line would set although a step must not; nil for another word.
  static func refusedOption(_ word: String) -> String? {
    // `-o` takes its value in the same word, too.
    if word.hasPrefix("-o") { return "-o" }
    let option = String(word.prefix { $0 != "=" })
    return refused.contains(option) ? option : nil
  }

  var name: String
  var about: String
  var work: Work
  /// File in the folder. Its ending tells the form: `.csv`, `.json`, `.ndjson`, or text.
  var output: String
  var pages: [Page]
  /// Parameters that must have a value, or the step is left out.
  var when: [String]

  /// - Throws: `playbook.malformed`, `playbook.refused`.
  init(_ yaml: PlaybookYAML, parameters: Set<String>, earlier: [PlaybookStep]) throws(AssayError) {
    try yaml.only([
      "name", "about", "command", "arguments", "write", "of", "options", "output", "pages", "when",
    ])
    guard let name = try yaml.text("name"), !name.isEmpty else { throw yaml.error("a step has a name") }
    self.name = name
    about = try yaml.text("about") ?? ""
    guard let output = try yaml.text("output") else {
      throw yaml.error("a step names its output, a file in the folder")
    }
    self.output = try Self.fileName(output, yaml)
    when = []
    if let list = try yaml.member("when") {
      for element in list.isList ? try list.elements(atMost: 20) : [list] {
        let parameter = try element.text()
        guard parameters.contains(parameter) else {
          throw element.error("there is no parameter '\(parameter)'")
        }
        when.append(parameter)
      }
    }
    pages = []
    for (option, value) in try yaml.member("pages")?.members() ?? [] {
      guard ["html", "svg"].contains(option) else { throw value.error("pages are html and svg") }
      pages.append(Page(option: option, file: try Self.fileName(try value.text(), value)))
    }
    if let command = try yaml.text("command") {
      work = try Self.command(command, yaml, parameters)
    } else if let form = try yaml.text("write") {
      work = try Self.handBack(form, yaml, earlier)
    } else {
      throw yaml.error("a step has a command, or writes something for a SIEM")
    }
  }

  private static func command(
    _ text: String, _ yaml: PlaybookYAML, _ parameters: Set<String>
  ) throws(AssayError) -> Work {
    let words = text.split(separator: " ").map { String($0) }
    guard allowed.contains(words.joined(separator: " ")) else {
      throw AssayError(
        "playbook.refused", subject: yaml.file, reason: "\(yaml.place): a playbook does not run '\(text)'",
        hint: "it runs \(allowed.sorted().joined(separator: ", "))")
    }
    var arguments: [Argument] = []
    for element in try yaml.member("arguments")?.elements(atMost: 200) ?? [] {
      var texts: [PlaybookText] = []
      for part in element.isList ? try element.elements(atMost: 50) : [element] {
        let text = try PlaybookText(part, names: parameters)
        if case .text(let begin) = text.parts.first, let option = refusedOption(begin) {
          throw refusal(option, file: yaml.file, place: part.place)
        }
        texts.append(text)
      }
      arguments.append(Argument(texts: texts, isOptional: element.isList))
    }
    return .command(words, arguments: arguments)
  }

  /// - Parameter place: in the playbook.
  static func refusal(_ option: String, file: String, place: String) -> AssayError {
    AssayError(
      "playbook.refused", subject: file, reason: "\(place): a step does not set \(option)",
      hint: "output, pages and receipts are the run's own")
  }

  private static func handBack(
    _ word: String, _ yaml: PlaybookYAML, _ earlier: [PlaybookStep]
  ) throws(AssayError) -> Work {
    guard let form = HandBackForm(rawValue: word) else {
      throw yaml.error("'\(word)' is nothing to write; there are \(HandBackForm.names)")
    }
    guard let of = try yaml.text("of"), let source = earlier.first(where: { $0.name == of }) else {
      throw yaml.error("'of' names an earlier step")
    }
    guard source.output.hasSuffix(".ndjson"), case .command = source.work else {
      throw yaml.error("step '\(of)' must write rows as .ndjson")
    }
    return .handBack(form, of: of, options: try HandBackOptions(try yaml.member("options")))
  }

  /// A name in the folder, and nothing else.
  private static func fileName(_ name: String, _ yaml: PlaybookYAML) throws(AssayError) -> String {
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    guard isPlain, !name.isEmpty, !name.hasPrefix("."), name.count <= 100, name != PlaybookReceipt.fileName,
      !name.hasSuffix(".receipt.json")
    else { throw yaml.error("'\(name)' is no name for a file: letters, digits, '.', '-', '_'") }
    return name
  }

  /// All files that it writes, but receipts.
  var files: [String] { [output] + pages.map(\.file) }

  /// How the output is written.
  var format: String {
    if output.hasSuffix(".csv") { return "csv" }
    if output.hasSuffix(".ndjson") { return "ndjson" }
    return output.hasSuffix(".json") ? "json" : "table"
  }

  /// Why the step is left out with these values; nil where it runs.
  func skipReason(_ values: [String: String]) -> String? {
    let missing = when.filter { values[$0]?.isEmpty ?? true }
    return missing.isEmpty ? nil : "no value of \(missing.joined(separator: ", "))"
  }

  /// The words of its command line, without `assay`; nil for a writer.
  ///
  /// - Parameter casePath: stands behind the command.
  func commandLine(_ values: [String: String], casePath: String) -> [String]? {
    guard case .command(let words, let arguments) = work else { return nil }
    var line = words + [casePath]
    for argument in arguments {
      let names = argument.texts.flatMap(\.names)
      if argument.isOptional, names.contains(where: { values[$0]?.isEmpty ?? true }) { continue }
      line += argument.texts.map { $0.filled(values) }
    }
    return line
  }
}
