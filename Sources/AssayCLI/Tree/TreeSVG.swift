import Evidence
import Hunt
import Pages

/// The drawing of a tree: a line a process, steps to the right for children, lifetimes on a common axis of time.
struct TreeSVG {
  static let style = """
    .proc{fill:#0072b2}.ghost{fill:none;stroke:var(--soft);stroke-dasharray:2 2}.odd{fill:#d55e00}
    .life{fill:#0072b2;opacity:.55}.open{opacity:.22}.chosen{font-weight:700}.twig{fill:none;stroke:var(--line)}

    """
  private static let width = 1100
  private static let lineHeight = 20
  private static let top = 46
  private static let axisLeft = 700
  private static let stepWidth = 16
  /// Steps that are drawn to the right.
  private static let mostSteps = 20

  private let answer: TreeAnswer
  private let nodes: [Int]
  private let first: Int64
  private let last: Int64

  init(_ answer: TreeAnswer, _ nodes: [Int]) {
    self.answer = answer
    self.nodes = nodes
    let times = nodes.flatMap { index -> [Int64] in
      let node = answer.forest.nodes[index]
      if node.isGhost { return [] }
      return [node.event, node.end].filter { $0 >= 0 }.map { answer.events.list[$0].time }
    }.filter { $0 != ProcessEvent.noTime }
    first = times.min() ?? 0
    last = times.max() ?? 0
  }

  var markup: HTML {
    var lines: HTML = ""
    var place: [Int: Int] = [:]
    for (line, index) in nodes.enumerated() {
      place[index] = line
      lines += self.line(index, at: line, parent: place[answer.forest.nodes[index].parent])
    }
    let height = Self.top + nodes.count * Self.lineHeight + 8
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(at: Self.width) \(at: height)" role="img" \
      aria-labelledby="tree-title tree-desc" class="chart">
      <title id="tree-title">Process tree</title>
      <desc id="tree-desc">\(NumberText.counted(nodes.count, "process", "processes")); the table below has the same data.</desc>
      <rect class="ground" width="\(at: Self.width)" height="\(at: height)"/>
      \(axis)\(lines)</svg>

      """
  }

  /// From when to when the lifetimes go.
  private var axis: HTML {
    if first >= last { return "" }
    let (from, to) = (Timestamp(unixNanoseconds: first).text, Timestamp(unixNanoseconds: last).text)
    let bottom = Self.top + nodes.count * Self.lineHeight
    return """
      <text class="soft" x="\(at: Self.axisLeft)" y="16">\(NumberText.time(from))</text>\
      <text class="soft" x="\(at: Self.width - 10)" y="32" text-anchor="end">\(NumberText.time(to))</text>\
      <line class="line" x1="\(at: Self.axisLeft)" x2="\(at: Self.axisLeft)" y1="\(at: Self.top - 6)" y2="\(at: bottom)"/>

      """
  }

  private func x(_ time: Int64) -> Double {
    let share = last > first ? (Double(time) - Double(first)) / (Double(last) - Double(first)) : 0
    return Double(Self.axisLeft) + share * Double(Self.width - 10 - Self.axisLeft)
  }

  private func left(_ depth: Int) -> Int { 12 + min(depth, Self.mostSteps) * Self.stepWidth }

  private func line(_ index: Int, at line: Int, parent: Int?) -> HTML {
    let node = answer.forest.nodes[index]
    let event = answer.events.list[node.event]
    let middle = Self.top + line * Self.lineHeight + Self.lineHeight / 2
    let x = left(node.depth)
    var drawn: HTML = ""
    if let parent, node.depth <= Self.mostSteps {
      let from = Self.top + parent * Self.lineHeight + Self.lineHeight / 2 + 5
      drawn += """
        <path class="twig" d="M\(at: x - Self.stepWidth) \(at: from)V\(at: middle)H\(at: x - 5)"/>
        """
    }
    let image = answer.events.pool.text(node.isGhost ? event.parentImage : event.image)
    let name =
      image.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map { String($0) } ?? "(not named)"
    let pid = node.isGhost ? event.parentPID : event.pid
    let odd = answer.anomalies[index] != nil
    let command = answer.events.pool.text(node.isGhost ? event.parentCommand : event.command)
    let label = "\(name)\(pid == ProcessNumber.none ? "" : " [\(pid)]")\(odd ? " !" : "")"
    let room = max(12, (Self.axisLeft - x - 30) / (answer.chosen.contains(index) ? 8 : 7))
    let rest = max(0, room - DisplayText.width(label) - 2)
    let title =
      "\(image) [\(pid)] \(command)" + (answer.anomalies[index] ?? []).map { "; \($0.reason)" }.joined()
    drawn += """
      <g><title>\(title)</title>\
      <circle class="\(node.isGhost ? "ghost" : odd ? "odd" : "proc")" cx="\(at: x)" cy="\(at: middle)" r="4"/>\
      <text class="\(answer.chosen.contains(index) ? "chosen" : node.isGhost ? "soft" : "name")" x="\(at: x + 9)" \
      y="\(at: middle + 4)">\(DisplayText.fitted(label, to: room))\
      <tspan class="soft" dx="8">\(rest > 8 ? DisplayText.fitted(command, to: rest) : "")</tspan></text></g>
      """
    drawn += life(node, event, middle)
    return drawn
  }

  /// When a process ran.
  private func life(_ node: ProcessNode, _ event: ProcessEvent, _ middle: Int) -> HTML {
    if node.isGhost || event.time == ProcessEvent.noTime || first >= last { return "\n" }
    let end = node.end >= 0 ? answer.events.list[node.end].time : last
    let (from, to) = (x(event.time), x(max(event.time, end)))
    return """
      <rect class="life\(node.end >= 0 ? "" : " open")" x="\(at: from)" y="\(at: middle - 4)" \
      width="\(at: max(1.5, to - from))" height="8"/>

      """
  }
}
