import Evidence
import Pages
import Query

/// What the shell says of itself and of the tables.
enum ShellText {
  static let greeting =
    "SQL (ends with ;) and searches in one place. .help lists commands, Tab completes, Ctrl-D leaves."

  /// The commands, or those that have `word` in their name or help.
  static func help(_ word: String?) -> [String] {
    let wanted = word?.lowercased() ?? ""
    let commands = DotCommand.all.filter {
      wanted.isEmpty || $0.name.contains(wanted) || $0.help.lowercased().contains(wanted)
    }
    let heads = commands.map { $0.arguments.isEmpty ? $0.name : "\($0.name) \($0.arguments)" }
    let width = heads.map(\.count).max() ?? 0
    let list = zip(heads, commands).map { head, command in
      head + String(repeating: " ", count: width - head.count + 2) + command.help
    }
    guard wanted.isEmpty else {
      return list.isEmpty ? ["no command has '\(DisplayText.escaped(wanted))'"] : list
    }
    return list + [
      "",
      "A line that begins with SELECT, WITH, VALUES, EXPLAIN (or another word of SQL) is SQL, up to a semicolon;",
      "any other line is a search: EventID:4688 \"-enc\" | count by Computer. .sql and .search fix it either way.",
    ]
  }

  /// `CREATE TABLE` of all tables, or of one, a column a line.
  ///
  /// - Throws: `shell.command` where there is no such table.
  static func schema(_ session: QuerySession, table: String?, casePath: String) throws -> [String] {
    let tables = session.tables.filter { table == nil || $0.name == table?.lowercased() }
    guard !tables.isEmpty else {
      throw AssayError(
        "shell.command", subject: casePath, reason: "there is no table '\(table ?? "")'",
        hint: ".tables lists them")
    }
    return tables.flatMap { table in
      let columns = SchemaText.columns(table.declaration)
      let list = columns.map { "  \(DisplayText.escaped($0.text))" }
      return ["CREATE TABLE \(table.name)("] + list.dropLast().map { $0 + "," } + list.suffix(1) + [");"]
    }
  }
}

/// Takes a `CREATE TABLE` text of ours apart.
enum SchemaText {
  /// The columns, each with its name and its whole definition.
  static func columns(_ declaration: String) -> [(name: String, text: String)] {
    var parts: [String] = []
    var part = ""
    var isQuoted = false
    var level = 0
    for scalar in declaration.unicodeScalars {
      if scalar == "\"" { isQuoted.toggle() }
      if !isQuoted {
        if scalar == "(" { level += 1 }
        if scalar == ")" { level -= 1 }
      }
      if !isQuoted, level == 0 || level == 1 && (scalar == "(" || scalar == ",") {
        if scalar == "," || scalar == ")" { parts.append(part) }
        part = ""
      } else {
        part.unicodeScalars.append(scalar)
      }
    }
    return parts.map { $0.drop { $0 == " " } }.filter { $0.first == "\"" }.map { text in
      let inner = text.dropFirst()
      var name = ""
      var rest = inner[...]
      while let quote = rest.firstIndex(of: "\"") {
        name += rest[..<quote]
        rest = rest[rest.index(after: quote)...]
        guard rest.first == "\"" else { break }
        name.append("\"")
        rest = rest.dropFirst()
      }
      return (name, String(text))
    }
  }
}
