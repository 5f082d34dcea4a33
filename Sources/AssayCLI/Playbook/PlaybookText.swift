import Evidence

/// A text with places for parameters: `${host}`, `${host:search}` in quotes for a search, `${host:sql}` as a literal of
/// SQL. There is no shell: a value never becomes a second argument.
struct PlaybookText: Sendable {
  enum Part: Equatable, Sendable {
    case text(String)
    case value(String, Quoting)
  }

  enum Quoting: String, CaseIterable, Sendable { case plain, search, sql, like }

  let parts: [Part]

  /// - Parameter names: of the parameters.
  /// - Throws: `playbook.malformed` where a place names no parameter, or is not closed.
  init(_ yaml: PlaybookYAML, names: Set<String>) throws(AssayError) {
    var rest = try yaml.text()[...]
    var parts: [Part] = []
    while let open = rest.firstRange(of: "${") {
      if open.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<open.lowerBound]))) }
      guard let close = rest[open.upperBound...].firstIndex(of: "}") else {
        throw yaml.error("${ is not closed by }")
      }
      let pieces = rest[open.upperBound..<close].split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(pieces[0])
      guard names.contains(name) else {
        let meant = Suggestion.nearest(to: name, in: Array(names)).map { " Did you mean '\($0)'?" } ?? ""
        throw yaml.error("there is no parameter '\(name)'.\(meant)")
      }
      let word = pieces.count > 1 ? String(pieces[1]) : "plain"
      guard let quoting = Quoting(rawValue: word) else {
        throw yaml.error("'\(word)' is no way to quote; there are search, sql and like")
      }
      parts.append(.value(name, quoting))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty || parts.isEmpty { parts.append(.text(String(rest))) }
    self.parts = parts
  }

  /// Names of the parameters that it has places for.
  var names: [String] {
    parts.compactMap { if case .value(let name, _) = $0 { name } else { nil } }
  }

  /// The text with the values.
  func filled(_ values: [String: String]) -> String {
    parts.map { part in
      switch part {
      case .text(let text): return text
      case .value(let name, let quoting): return Self.quoted(values[name] ?? "", quoting)
      }
    }.joined()
  }

  private static func quoted(_ value: String, _ quoting: Quoting) -> String {
    switch quoting {
    case .plain: value
    case .search:
      "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    case .sql: "'" + value.replacing("'", with: "''") + "'"
    case .like:
      // For LIKE '…' ESCAPE '!'.
      value.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
        .replacing("'", with: "''")
    }
  }
}
