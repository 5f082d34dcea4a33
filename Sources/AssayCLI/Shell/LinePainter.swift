import Evidence
import Pages

/// Rows of a terminal that show a text being written.
package struct LineLayout: Equatable, Sendable {
  package var rows: [String] = [""]
  package var cursorRow = 0
  package var cursorColumn = 0

  /// - Parameters:
  ///   - prompt: before the first line; `continuation` before each further one, of the same width.
  ///   - columns: of the terminal.
  package init(
    prompt: String, continuation: String, text: [Character], cursor: Int, columns: Int
  ) {
    rows = [prompt]
    var column = TextWidth.of(prompt)
    for (index, character) in text.enumerated() {
      if index == cursor { (cursorRow, cursorColumn) = (rows.count - 1, column) }
      if character == "\n" {
        rows.append(continuation)
        column = TextWidth.of(continuation)
        continue
      }
      let shown = DisplayText.escaped(String(character))
      let width = TextWidth.of(shown)
      if column + width > columns {
        rows.append("")
        column = 0
        if index == cursor { (cursorRow, cursorColumn) = (rows.count - 1, 0) }
      }
      rows[rows.count - 1] += shown
      column += width
    }
    if cursor == text.count {
      // The cursor cannot stand behind the last column.
      if column >= columns {
        rows.append("")
        column = 0
      }
      (cursorRow, cursorColumn) = (rows.count - 1, column)
    }
  }
}

/// Redraws a text in place, with as little of a terminal's language as will do: CR, LF, cursor up and right, erase
/// below.
package struct LinePainter: Sendable {
  /// Row of what was painted on which the cursor stands.
  private var cursorRow = 0

  package init() {}

  /// What to write to the terminal. Of more rows than `height`, those around the cursor are shown.
  package mutating func paint(_ layout: LineLayout, height: Int) -> String {
    let most = max(1, height - 1)
    let first = max(0, min(layout.cursorRow - most / 2, layout.rows.count - most))
    let rows = layout.rows.dropFirst(first).prefix(most)
    let row = layout.cursorRow - first
    var out = start + rows.joined(separator: "\r\n")
    let below = rows.count - 1 - row
    if below > 0 { out += "\u{1b}[\(below)A" }
    out += "\r"
    if layout.cursorColumn > 0 { out += "\u{1b}[\(layout.cursorColumn)C" }
    cursorRow = row
    return out
  }

  /// Goes below what was painted and forgets it.
  package mutating func finish(_ layout: LineLayout, height: Int) -> String {
    var end = layout
    end.cursorRow = layout.rows.count - 1
    end.cursorColumn = 0
    let out = paint(end, height: height) + "\r\n"
    cursorRow = 0
    return out
  }

  /// Clears the screen; what follows is painted at its top.
  package mutating func clearScreen() -> String {
    cursorRow = 0
    return "\u{1b}[H\u{1b}[2J"
  }

  private var start: String { (cursorRow > 0 ? "\u{1b}[\(cursorRow)A" : "") + "\r\u{1b}[J" }
}
