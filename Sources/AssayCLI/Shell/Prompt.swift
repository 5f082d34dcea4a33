internal import Glibc
import Pages

/// Reads one text after another from the person at the terminal.
final class Prompt {
  private static let prompt = "assay> "
  private static let continuation = "  ...> "
  /// Candidates of a completion that are listed.
  private static let mostCandidates = 60

  private var editor: LineEditor
  private var keys = KeyReader()
  private var painter = LinePainter()
  private let complete: ([Character], Int) -> Completion

  /// - Parameters:
  ///   - isComplete: whether Enter asks a text.
  ///   - complete: what could stand at the cursor.
  init(
    history: History, isComplete: @escaping @Sendable (String) -> Bool,
    complete: @escaping ([Character], Int) -> Completion
  ) {
    editor = LineEditor(history: history, isComplete: isComplete)
    self.complete = complete
  }

  var history: History { editor.history }

  /// The next text; nil at the end (Ctrl-D). The terminal is in raw mode only in here.
  func next() -> String? {
    guard TerminalMode.enterRaw() else { return nil }
    defer { TerminalMode.restore() }
    editor.clear()
    painter = LinePainter()
    paint()
    while let key = keys.next() {
      switch editor.apply(key) {
      case .edited: paint()
      case .submit(let text):
        finish(showing: Array(text))
        return text
      case .cancel:
        finish(showing: editor.text, "^C")
        editor.clear()
        paint()
      case .endOfInput:
        finish(showing: editor.text)
        return nil
      case .complete: completeAtCursor()
      case .clearScreen:
        write(painter.clearScreen())
        paint()
      case .suspend:
        finish(showing: editor.text)
        TerminalMode.restore()
        raise(SIGTSTP)
        _ = TerminalMode.enterRaw()
        paint()
      }
    }
    return nil
  }

  private func layout(_ text: [Character], _ cursor: Int) -> LineLayout {
    var prompt = Self.prompt
    if let search = editor.search {
      prompt =
        (search.hasFailed ? "(nothing has '" : "(history: '") + DisplayText.escaped(search.text) + "') "
    }
    return LineLayout(
      prompt: prompt, continuation: Self.continuation, text: text, cursor: cursor,
      columns: Terminal.screen.columns)
  }

  private func paint() {
    write(painter.paint(layout(editor.text, editor.cursor), height: Terminal.screen.rows))
  }

  private func finish(showing text: [Character], _ mark: String = "") {
    write(painter.finish(layout(text + Array(mark), text.count), height: Terminal.screen.rows))
  }

  private func completeAtCursor() {
    let found = complete(editor.text, editor.cursor)
    guard !found.candidates.isEmpty else { return write("\u{7}") }
    let written = String(editor.text[found.range])
    let common = found.common
    if found.candidates.count == 1 || common.count > written.count {
      editor.replace(found.range, with: common)
    } else {
      list(found.candidates)
    }
    paint()
  }

  /// The candidates below the text, in columns.
  private func list(_ candidates: [String]) {
    let shown = candidates.prefix(Self.mostCandidates).map {
      DisplayText.fitted(DisplayText.escaped($0), to: 60)
    }
    let width = 2 + (shown.map { DisplayText.width($0) }.max() ?? 0)
    let perRow = max(1, Terminal.screen.columns / width)
    var out = painter.finish(layout(editor.text, editor.cursor), height: Terminal.screen.rows)
    for row in stride(from: 0, to: shown.count, by: perRow) {
      let cells = shown[row..<min(row + perRow, shown.count)]
      out += cells.map { $0 + String(repeating: " ", count: width - DisplayText.width($0)) }.joined() + "\r\n"
    }
    if candidates.count > shown.count {
      out += "and \(NumberText.grouped(candidates.count - shown.count)) more\r\n"
    }
    write(out)
  }

  private func write(_ text: String) { Terminal.writeOutput(text) }
}
