import Evidence
import Yams

/// A piece of a playbook's YAML with the path to it, so that an error can say where.
///
/// Playbooks come from other people: size and depth are bounded, anchors, aliases and merge keys are refused, and
/// only the members that are known are looked at.
struct PlaybookYAML {
  /// Longest playbook.
  static let mostBytes = 256 << 10

  let node: Node
  /// Where it stands: `steps[2].arguments`.
  let place: String
  let file: String

  private init(_ node: Node, place: String, file: String) throws(AssayError) {
    self.node = node
    self.place = place
    self.file = file
    // An alias gives the node of its anchor again.
    guard node.anchor == nil else { throw error("anchors and aliases are not read in a playbook") }
  }

  /// The whole text.
  ///
  /// - Throws: `playbook.malformed`.
  init(_ text: [UInt8], file: String) throws(AssayError) {
    func malformed(_ reason: String) -> AssayError {
      AssayError(
        "playbook.malformed", subject: file, reason: reason, hint: "docs/playbooks.md describes the form")
    }
    guard text.count <= Self.mostBytes else { throw malformed("is longer than \(Self.mostBytes) bytes") }
    guard let yaml = String(validating: text, as: UTF8.self) else { throw malformed("is not UTF-8") }
    if let line = YAMLAnchors.firstLine(in: text) {
      throw malformed("line \(line) has an anchor or alias (& or *); a text that begins so stands in quotes")
    }
    let node: Node?
    do {
      node = try compose(yaml: yaml)
    } catch {
      throw malformed("is no YAML: \(Self.reason(error))")
    }
    guard let node, case .mapping = node else {
      throw malformed("is no mapping of name, parameters and steps")
    }
    try self.init(node, place: "", file: file)
  }

  /// What the library says, without the text that it quotes: that may be a whole file in one line.
  private static func reason(_ error: any Error) -> String {
    let said =
      switch error {
      case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
        YamlError.composer(_, let problem, let mark, _):
        "line \(mark.line): \(problem)"
      default: "\(error)"
      }
    return String(said.split(separator: "\n").first?.prefix(200) ?? "")
  }

  /// An error about this place.
  func error(_ reason: String) -> AssayError {
    let line = node.mark.map { "line \($0.line)" } ?? ""
    let where_ = [line, place].filter { !$0.isEmpty }.joined(separator: ", ")
    return AssayError(
      "playbook.malformed", subject: file, reason: where_.isEmpty ? reason : "\(where_): \(reason)",
      hint: "docs/playbooks.md describes the form")
  }

  private func named(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

  // MARK: members

  /// Members of a mapping, in order; each name once.
  func members() throws(AssayError) -> [(name: String, value: PlaybookYAML)] {
    guard case .mapping(let mapping) = node else { throw error("a mapping is expected") }
    var members: [(String, PlaybookYAML)] = []
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else { throw error("a name is expected, not a list or mapping") }
      members.append((scalar.string, try PlaybookYAML(value, place: named(scalar.string), file: file)))
    }
    return members
  }

  /// Refuses members that mean nothing: a misspelled one must not go unnoticed.
  func only(_ known: [String]) throws(AssayError) {
    for (name, value) in try members() where !known.contains(name) {
      let meant = Suggestion.nearest(to: name, in: known).map { " Did you mean '\($0)'?" } ?? ""
      throw value.error("'\(name)' is not known here.\(meant)")
    }
  }

  func member(_ name: String) throws(AssayError) -> PlaybookYAML? {
    try members().first { $0.name == name }?.value
  }

  /// Elements of a list.
  func elements(atMost limit: Int) throws(AssayError) -> [PlaybookYAML] {
    guard case .sequence(let sequence) = node else { throw error("a list is expected") }
    guard sequence.count <= limit else { throw error("has \(sequence.count) elements, \(limit) are read") }
    var elements: [PlaybookYAML] = []
    for (index, value) in sequence.enumerated() {
      elements.append(try PlaybookYAML(value, place: "\(place)[\(index)]", file: file))
    }
    return elements
  }

  /// True for a list.
  var isList: Bool { if case .sequence = node { true } else { false } }

  /// A text, as it is written: no value becomes a number or a date.
  func text() throws(AssayError) -> String {
    guard case .scalar(let scalar) = node else { throw error("a text is expected") }
    return scalar.string
  }

  /// A text of a member; nil where it is not there.
  func text(_ name: String) throws(AssayError) -> String? {
    guard let value = try member(name) else { return nil }
    return try value.text()
  }
}

/// Finds anchors and aliases before a YAML library unfolds them: few bytes could stand for any number of nodes.
enum YAMLAnchors {
  /// The first line, from 1, on which a token begins with `&` or `*` outside quotes and comments.
  static func firstLine(in text: [UInt8]) -> Int? {
    var line = 1
    var quote: UInt8?
    // At a place where a token may begin.
    var begins = true
    var index = 0
    while index < text.count {
      let byte = text[index]
      defer { index += 1 }
      if byte == 10 {
        line += 1
        if quote == nil { begins = true }
        continue
      }
      if let open = quote {
        if open == UInt8(ascii: "\""), byte == UInt8(ascii: "\\") {
          index += 1
          if index < text.count, text[index] == 10 { line += 1 }
        } else if byte == open {
          // A doubled quote opens the next at once.
          quote = nil
          begins = index + 1 < text.count && text[index + 1] == open
        }
        continue
      }
      switch byte {
      case 32, 9, 13: break
      case UInt8(ascii: "&"), UInt8(ascii: "*"):
        if begins { return line }
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        if begins { quote = byte }
        begins = false
      case UInt8(ascii: "#"):
        if begins || index > 0 && text[index - 1] == 32 {
          while index + 1 < text.count, text[index + 1] != 10 { index += 1 }
        }
      case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","): begins = true
      case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
        // These begin a token only with a blank behind them.
        let next = index + 1 < text.count ? text[index + 1] : 32
        if next == 32 || next == 9 || next == 10 || next == 13 {
          begins = true
        } else if !begins {
          begins = false
        }
      case UInt8(ascii: "!"):
        // What follows a tag begins a token.
        if begins {
          while index + 1 < text.count, text[index + 1] > 32 { index += 1 }
        }
      default: begins = false
      }
    }
    return nil
  }
}
