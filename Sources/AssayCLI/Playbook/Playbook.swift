import Evidence
import Integrity

/// Steps that are written down once and run again: each a command of Assay over the same case, or a writer that turns
/// an answer into what a SIEM takes.
struct Playbook: Sendable {
  /// Most steps.
  static let mostSteps = 100

  var file: String
  /// SHA-256 of its text.
  var digest: Digest256
  var name: String
  var about: String
  var parameters: [PlaybookParameter]
  var steps: [PlaybookStep]

  /// - Throws: `file.…`, `playbook.malformed`, `playbook.refused`.
  init(file: String) throws {
    let bytes = try FileReader.contents(of: FilePath(file), limit: PlaybookYAML.mostBytes)
    try self.init(bytes, file: file)
  }

  /// - Throws: `playbook.malformed`, `playbook.refused`.
  init(_ bytes: [UInt8], file: String) throws(AssayError) {
    let yaml = try PlaybookYAML(bytes, file: file)
    try yaml.only(["name", "about", "parameters", "steps"])
    self.file = file
    digest = Digest256.of(bytes)
    guard let name = try yaml.text("name"), !name.isEmpty else { throw yaml.error("it has no name") }
    self.name = name
    about = try yaml.text("about") ?? ""
    var parameters: [PlaybookParameter] = []
    for (name, value) in try yaml.member("parameters")?.members() ?? [] {
      parameters.append(try PlaybookParameter(name, value))
    }
    self.parameters = parameters
    guard let list = try yaml.member("steps") else { throw yaml.error("it has no steps") }
    var steps: [PlaybookStep] = []
    let names = Set(parameters.map(\.name))
    for element in try list.elements(atMost: Self.mostSteps) {
      let step = try PlaybookStep(element, parameters: names, earlier: steps)
      guard !steps.contains(where: { $0.name == step.name }) else {
        throw element.error("two steps are called '\(step.name)'")
      }
      let written = Set(steps.flatMap(\.files))
      if let twice = step.files.first(where: { written.contains($0) }) {
        throw element.error("two steps write \(twice)")
      }
      steps.append(step)
    }
    guard !steps.isEmpty else { throw list.error("there is no step") }
    self.steps = steps
  }

  /// The values of all parameters.
  ///
  /// - Parameter given: `--set`, by name.
  /// - Throws: `playbook.parameter`.
  func values(_ given: [String: String]) throws(AssayError) -> [String: String] {
    for name in given.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      let meant =
        Suggestion.nearest(to: name, in: parameters.map(\.name)).map { "did you mean '\($0)'? " } ?? ""
      throw AssayError(
        "playbook.parameter", subject: file, reason: "it has no parameter '\(name)'",
        hint: meant
          + (parameters.isEmpty ? "it has none" : "it has \(parameters.map(\.name).joined(separator: ", "))"))
    }
    var values: [String: String] = [:]
    for parameter in parameters {
      values[parameter.name] = try parameter.value(given[parameter.name], playbook: file)
    }
    return values
  }
}
