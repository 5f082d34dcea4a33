import Evidence
import Hunt
import Pages

/// Processes as lines of a drawn tree. Asked in the order of the forest, since a line shows what is still to come.
struct TreeText {
  /// Steps that are drawn; what lies deeper says its depth in a number, so that a chain of thousands stays readable.
  private static let drawnDepth = 24
  /// Things of one kind that are listed below a process; the rows for programs have all.
  private static let mostAttached = 8

  private let answer: TreeAnswer
  private let style: TextStyle
  private let isForPeople: Bool
  /// Children of each node that are still to come.
  private var remaining: [Int]
  /// Whether a step on the way to the node goes on below it.
  private var goesOn: [Bool] = []
  private var lastHost: UInt32?

  init(_ answer: TreeAnswer, _ output: AnalysisOutput) {
    self.answer = answer
    style = output.style ?? TextStyle(isOn: false)
    isForPeople = output.isForPeople
    remaining = []
    guard isForPeople else { return }
    remaining = [Int](repeating: 0, count: answer.forest.nodes.count)
    for (index, node) in answer.forest.nodes.enumerated()
    where answer.choice.isShown[index] && node.parent >= 0 {
      remaining[node.parent] += 1
    }
  }

  /// The lines of a node.
  mutating func lines(of index: Int) -> [String] {
    guard isForPeople else { return [] }
    let node = answer.forest.nodes[index]
    let event = answer.events.list[node.event]
    if node.parent >= 0 { remaining[node.parent] -= 1 }
    goesOn.removeSubrange(min(node.depth, goesOn.count)...)
    goesOn.append(node.parent >= 0 && remaining[node.parent] > 0)
    var lines: [String] = []
    if node.depth == 0, lastHost != event.host {
      if lastHost != nil { lines.append("") }
      lastHost = event.host
      lines.append(style.bold(Self.shown(answer.events.pool.text(event.host), or: "(no computer named)")))
    }
    let steps = prefix(node.depth, isOwn: true)
    let (left, words) = (margin(index, node, event), words(index, node, event))
    let line = fitted(left + steps + words)
    lines.append(node.isGhost ? style.gray(line) : answer.chosen.contains(index) ? style.bold(line) : line)
    let below =
      String(repeating: " ", count: Self.marginWidth) + prefix(node.depth, isOwn: false)
      + (answer.forest.nodes[index].childCount > 0 && remaining[index] > 0 ? "│ " : "  ")
    for anomaly in answer.anomalies[index] ?? [] {
      lines.append(
        style.yellow(fitted("\(below)! \(anomaly.kind.rawValue): \(DisplayText.escaped(anomaly.reason))")))
    }
    for line in answer.decoded[index].map({ TreeDecoding.lines($0) }) ?? [] {
      lines.append(fitted(below + line))
    }
    return lines + attached(index, below)
  }

  private static let marginWidth = 40

  /// Time and record.
  private func margin(_ index: Int, _ node: ProcessNode, _ event: ProcessEvent) -> String {
    var time = ""
    if !node.isGhost, event.time != ProcessEvent.noTime {
      time = NumberText.time(Timestamp(unixNanoseconds: event.time).text)
    }
    let record = answer.record(index).map { String($0) } ?? ""
    return time + String(repeating: " ", count: max(1, 29 - time.count))
      + String(repeating: " ", count: max(0, 9 - record.count)) + record + "  "
  }

  /// The lines that lead to a node at a depth.
  ///
  /// - Parameter isOwn: to the node itself; else to what stands below it.
  private func prefix(_ depth: Int, isOwn: Bool) -> String {
    if depth == 0 { return "" }
    var text = ""
    let first = max(1, depth - Self.drawnDepth + 1)
    if first > 1 { text += "[\(depth)] " }
    for step in first..<depth { text += goesOn[step] ? "│ " : "  " }
    if isOwn { return text + (goesOn[depth] ? "├─" : "└─") + " " }
    return text + (goesOn[depth] ? "│ " : "  ")
  }

  private func words(_ index: Int, _ node: ProcessNode, _ event: ProcessEvent) -> String {
    if node.isGhost {
      let image = answer.events.pool.text(event.parentImage)
      let pid = event.parentPID == ProcessNumber.none ? "" : " [\(event.parentPID)]"
      let name = ImagePath(Array(image.utf8)) == nil ? "(program not named)" : DisplayText.escaped(image)
      return
        "? \(name)\(pid)  not logged; named by \(NumberText.counted(node.childCount, "process", "processes"))"
    }
    let image = answer.events.pool.text(event.image)
    let name = image.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map { String($0) } ?? image
    var text = "\(DisplayText.escaped(name)) [\(event.pid)]"
    switch node.relation {
    case .process: break
    case .duplicate(let first): text += "  = \(answer.keys.one) \(answer.record(first) ?? -1), logged again"
    case .imageChange(let first): text += "  (new image of \(answer.keys.one) \(answer.record(first) ?? -1))"
    }
    if event.user != 0 {
      let user = answer.events.pool.text(event.user)
      text += (user.allSatisfy(\.isNumber) ? "  uid " : "  ") + DisplayText.escaped(user)
    }
    if node.possibleParent >= 0, let record = answer.record(node.possibleParent) {
      text += "  (parent perhaps \(answer.keys.one) \(record): its process number)"
    }
    let command = answer.events.pool.text(event.command)
    text += "  " + DisplayText.escaped(command.isEmpty ? image : command)
    return text
  }

  private func attached(_ index: Int, _ below: String) -> [String] {
    let list = answer.attached[index] ?? []
    return AttachedKinds.Kind.allCases.flatMap { kind -> [String] in
      let all = list.filter { $0.kind == kind }
      var lines = all.prefix(Self.mostAttached).map { one in
        let times = one.count > 1 ? "  ×\(NumberText.grouped(one.count))" : ""
        return style.gray(
          fitted("\(below)\(kind.rawValue)  \(DisplayText.escaped(one.what))\(times)  record \(one.record)"))
      }
      if all.count > Self.mostAttached {
        let more = all.count - Self.mostAttached
        lines.append(
          style.gray(
            "\(below)\(kind.rawValue)  and \(NumberText.grouped(more)) more (--format ndjson has all)"))
      }
      return lines
    }
  }

  private func fitted(_ line: String) -> String {
    answer.width.map { DisplayText.fitted(line, to: $0) } ?? line
  }

  private static func shown(_ text: String, or other: String) -> String {
    text.isEmpty ? other : DisplayText.escaped(text)
  }
}
