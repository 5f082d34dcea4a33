import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// A session at the prompt, or a script: what is asked one after the other, and how it is shown.
final class Shell {
  /// How deep `.read` may call `.read`.
  private static let mostDepth = 8

  let casePath: String
  private let common: CommonOptions
  private let asking: AskingOptions
  private var mode: ShellMode
  private var limit: Int?
  private var isTimed = false
  /// Columns of a table; nil as the terminal has.
  private var width: Int?
  private var isWide: Bool
  /// Where answers go; nil for standard output.
  private var file: OutputSink?
  private var depth = 0
  private(set) var syntax = ShellSyntax()

  /// - Throws: `output.exists`, `output.unwritable` for `-o`.
  init(casePath: String, common: CommonOptions, asking: AskingOptions) throws {
    self.casePath = casePath
    self.common = common
    self.asking = asking
    mode = ShellMode.allCases.first { $0.format == common.format } ?? .table
    isWide = common.wide
    if common.isToFile { file = try common.sink() } else { try common.prepare() }
  }

  /// The output file gets its name.
  func close() throws {
    try file?.finish()
    file = nil
  }

  private var terminal: Terminal {
    Terminal(
      quiet: common.quiet, noColor: common.noColor, wide: isWide, toFile: file != nil, width: width)
  }

  func session() throws -> QuerySession {
    try QuerySession(try CaseStore.open(casePath), scope: asking.scope) { Interruption.isRequested }
  }

  /// Runs what was written. False: leave.
  func run(_ text: String) throws -> Bool {
    switch syntax.input(text) {
    case .nothing: return true
    case .dot(let line): return try command(line)
    case .sql(let statements): for statement in statements { try sql(statement) }
    case .search(let words): try search(words)
    }
    return true
  }

  // MARK: questions

  private func answer(_ body: (OutputSink, Terminal) throws -> Void) throws {
    Interruption.reset()
    asking.timeLimit.start()
    defer { Interruption.reset() }
    let start = ContinuousClock.now
    let sink = file ?? OutputSink(pager: common.pager(mode.format))
    do {
      try body(sink, terminal)
    } catch {
      // An answer that was stopped has closed the file.
      if let error = error as? AssayError, ["timeout", "interrupted"].contains(error.code) { file = nil }
      sink.closePager()
      throw error
    }
    if file == nil { try sink.finish() } else { try sink.flush() }
    if isTimed { terminal.note("run time: \(NumberText.duration(start.duration(to: .now)))") }
  }

  private var answering: Answering {
    var answering = Answering()
    answering.scope = asking.scope
    return answering
  }

  private func sql(_ statement: String) throws {
    try answer { sink, terminal in
      try QueryOutput(casePath: casePath, terminal: terminal, format: mode.format, answering: answering)
        .write(sink, sql: statement, limit: limit)
    }
  }

  private func search(_ words: String, explaining: Bool = false) throws {
    try answer { sink, terminal in
      let session = try session()
      let plan = try SearchTranslator.plan(words, reader: session.reader, from: nil, to: nil, order: .time)
      let output = SearchOutput(
        session: session, terminal: terminal, format: mode.format, answering: answering)
      if explaining || plan.showsSQL {
        try output.explain(sink, plan)
      } else {
        try output.write(sink, plan, question: plan.question(order: .time), limit: limit, notes: [])
      }
    }
  }

  // MARK: dot commands

  private func command(_ line: String) throws -> Bool {
    let words = DotCommand.words(line)
    let name = words.first ?? "."
    let arguments = Array(words.dropFirst())
    let rest = line.dropFirst(name.count).drop(while: \.isWhitespace)
    switch name {
    case ".quit", ".exit", ".q": return false
    case ".help", ".h": try lines(ShellText.help(arguments.first))
    case ".tables": try lines(try session().tables.map(\.name))
    case ".schema": try lines(ShellText.schema(try session(), table: arguments.first, casePath: casePath))
    case ".fields": try fields(arguments.first)
    case ".mode":
      guard let word = arguments.first else { return try say("mode: \(mode.rawValue)") }
      guard let wanted = ShellMode(rawValue: word) else {
        throw usage(
          name,
          "\(word): no such mode; there are \(ShellMode.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      mode = wanted
    case ".output", ".once": try output(arguments)
    case ".limit": limit = try number(name, arguments, atLeast: 0)
    case ".width":
      width = try number(name, arguments, atLeast: 20)
      isWide = width == nil
    case ".timer": isTimed = try isOn(name, arguments)
    case ".explain":
      guard !rest.isEmpty else { throw usage(name, "expected a search or SQL") }
      if syntax.isSQL(rest) { try explain(String(rest)) } else { try search(String(rest), explaining: true) }
    case ".show": try show(arguments)
    case ".read":
      guard let path = arguments.first else { throw usage(name, "expected a file") }
      try read(path)
    case ".sql", ".search", ".auto":
      let mode = ShellSyntax.Mode(rawValue: String(name.dropFirst())) ?? .auto
      guard rest.isEmpty else {
        if mode == .search { try search(String(rest)) } else { return try runAs(mode, String(rest)) }
        return true
      }
      syntax.mode = mode
    default:
      let meant = Suggestion.nearest(to: name, in: DotCommand.all.map(\.name))
      throw usage(name, "no such command" + (meant.map { "; did you mean '\($0)'?" } ?? ""))
    }
    return true
  }

  private func runAs(_ mode: ShellSyntax.Mode, _ text: String) throws -> Bool {
    let before = syntax.mode
    syntax.mode = mode
    defer { syntax.mode = before }
    return try run(text)
  }

  private func usage(_ name: String, _ reason: String) -> AssayError {
    AssayError("shell.command", subject: name, reason: reason, hint: ".help lists the commands")
  }

  private func say(_ text: String) throws -> Bool {
    try lines([text])
    return true
  }

  private func lines(_ lines: [String]) throws {
    try answer { sink, _ in for line in lines { try sink.write(line + "\n") } }
  }

  private func number(_ name: String, _ arguments: [String], atLeast least: Int) throws -> Int? {
    guard let word = arguments.first, word != "off" else { return nil }
    guard let number = Int(word), number >= least else {
      throw usage(name, "\(word): expected a number from \(least), or off")
    }
    return number
  }

  private func isOn(_ name: String, _ arguments: [String]) throws -> Bool {
    switch arguments.first {
    case "on": return true
    case "off": return false
    default: throw usage(name, "expected on or off")
    }
  }

  private func explain(_ statement: String) throws {
    for statement in SQLStatements(statement + ";").complete { try sql("EXPLAIN QUERY PLAN \(statement)") }
  }

  private func fields(_ name: String?) throws {
    let queries = FieldQueries(casePath: casePath, scope: asking.scope)
    let statement = try name.map { try queries.values(of: $0, order: .count) } ?? FieldQueries.list
    try answer { sink, terminal in
      try QueryOutput(casePath: casePath, terminal: terminal, format: mode.format, answering: answering)
        .write(sink, sql: statement, styles: ["records": .count], limit: limit) {
          NumberText.counted($0, name == nil ? "field" : "value")
        }
    }
  }

  private func show(_ arguments: [String]) throws {
    guard let locator = arguments.first.flatMap({ Locator($0) }) else {
      throw usage(".show", "expected a locator: 3:1047, 3:gap-1 or a record number")
    }
    let context = try number(".show", Array(arguments.dropFirst()), atLeast: 0) ?? 0
    try answer { sink, terminal in
      let reader = try CaseReader(try CaseStore.open(casePath), scope: asking.scope)
      let output = try ShowOutput(reader, locator, context: min(context, ShowCommand.mostContext))
      try DocumentWriter.write(
        sink, mode.format, document: output.document, lines: output.lines(terminal), ending: false)
    }
  }

  private func output(_ arguments: [String]) throws {
    try close()
    guard let path = arguments.last else { return }
    file = try OutputSink(path, force: arguments.first == "--force")
  }

  private func read(_ path: String) throws {
    guard depth < Self.mostDepth else {
      throw usage(".read", "\(path): files are read in files more than \(Self.mostDepth) deep")
    }
    depth += 1
    defer { depth -= 1 }
    var reader = ShellScript(syntax: { [unowned self] in syntax })
    for (number, line) in try ShellScript.lines(ofFile: path).enumerated() {
      guard let text = reader.add(line, number: number + 1) else { continue }
      if try !run(text) { return }
    }
    if let text = reader.rest { _ = try run(text) }
  }
}
