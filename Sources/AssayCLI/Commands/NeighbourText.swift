import Evidence
import Pages
import Query

/// The lists of `show --context`: a line each, the record itself marked in its place.
struct NeighbourText {
  private let view: RecordView
  private let terminal: Terminal

  init(_ view: RecordView, terminal: Terminal) {
    self.view = view
    self.terminal = terminal
  }

  /// - Parameter count: how many were asked for on each side; 0 for no lists.
  func lines(_ count: Int, _ inSource: Neighbours, _ inTime: Neighbours?) -> [String] {
    guard count > 0 else { return [] }
    var lines = ["", terminal.outputStyle.bold("in its source")] + list(inSource)
    lines += ["", terminal.outputStyle.bold("in time, all sources")]
    if let inTime {
      lines += list(inTime)
    } else {
      lines.append(
        view.time == nil
          ? "  none: the \(view.isGap ? "gap" : "record") has no time"
          : "  none: its time is out of range, or its source is not asked")
    }
    return lines
  }

  private func list(_ neighbours: Neighbours) -> [String] {
    let own = (view.locator.description, view.time, view.text, view.isGap)
    let rows =
      neighbours.before.map { (Self.row($0), false) } + [(own, true)]
      + neighbours.after.map { (Self.row($0), false) }
    let times = rows.map { $0.0.1.map { NumberText.time($0) } ?? ($0.0.3 ? "gap" : "") }
    let locatorWidth = rows.map { $0.0.0.count }.max() ?? 0
    let timeWidth = times.map(\.count).max() ?? 0
    return zip(rows, times).map { row, time in
      let line =
        (row.1 ? "> " : "  ") + Self.padded(row.0.0, locatorWidth) + "  " + Self.padded(time, timeWidth)
        + "  "
        + DisplayText.escaped(row.0.2)
      let fitted = terminal.tableWidth.map { DisplayText.fitted(line, to: $0) } ?? line
      return row.1 ? terminal.outputStyle.bold(fitted) : fitted
    }
  }

  private static func row(_ neighbour: Neighbour) -> (String, String?, [UInt8], Bool) {
    (neighbour.locator.description, neighbour.time?.text, neighbour.text, neighbour.isGap)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
