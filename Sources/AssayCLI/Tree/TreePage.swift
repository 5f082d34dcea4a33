import Evidence
import Hunt
import Pages

/// A tree as a page: a drawing with the lifetimes of the processes, and a table of all that is known of them.
struct TreePage {
  /// Processes that are drawn; the table has all.
  private static let mostDrawn = 400

  private let answer: TreeAnswer
  private let shown: [Int]

  init(_ answer: TreeAnswer) {
    self.answer = answer
    shown = answer.forest.order.filter { answer.choice.isShown[$0] }
  }

  /// - Parameter title: the case or file.
  func html(title: String) -> HTML {
    let drawn = Array(shown.prefix(Self.mostDrawn))
    let note: HTML =
      drawn.count < shown.count
      ? "<p class=\"soft\">Drawn are the first \(drawn.count) of \(shown.count) processes; the table has all.</p>"
      : ""
    return HTMLPage.html(
      title: "Processes of \(title)",
      body: """
        <p class="soft">Who started whom. A dashed circle is a parent that no record tells of; the bar shows when a \
        process ran, and fades out where no record tells of its end. An anomaly is a place to look at, not a verdict.</p>
        <style>\(HTML(markup: ChartStyle.sheet + TreeSVG.style))</style>
        <figure>
        \(TreeSVG(answer, drawn).markup)</figure>
        \(note)\(table)
        """)
  }

  private var table: HTML {
    var rows: HTML = ""
    for index in shown { rows += row(index) }
    return """
      <h2>All processes</h2>
      <table class="wide">
      <caption>In the order of the drawing. Times are UTC.</caption>
      <thead><tr><th scope="col">\(answer.keys.one)</th><th scope="col">parent</th><th scope="col">by</th>\
      <th scope="col">time</th><th scope="col">process</th><th scope="col">user</th><th scope="col">command line</th>\
      </tr></thead>
      <tbody>
      \(rows)</tbody></table>

      """
  }

  private func row(_ index: Int) -> HTML {
    let node = answer.forest.nodes[index]
    let event = answer.events.list[node.event]
    let pool = answer.events.pool
    let time =
      node.isGhost || event.time == ProcessEvent.noTime
      ? "" : NumberText.time(Timestamp(unixNanoseconds: event.time).text)
    let image = pool.text(node.isGhost ? event.parentImage : event.image)
    let pid = node.isGhost ? event.parentPID : event.pid
    var notes: HTML = ""
    for anomaly in answer.anomalies[index] ?? [] {
      notes += "<br><mark>\(anomaly.kind.rawValue)</mark> \(anomaly.reason)"
    }
    for line in answer.decoded[index].map({ TreeDecoding.lines($0) }) ?? [] { notes += "<br>\(line)" }
    for one in answer.attached[index] ?? [] {
      notes +=
        "<br><span class=\"soft\">\(one.kind.rawValue)</span> \(one.what) ×\(one.count), record \(at: one.record)"
    }
    let record = answer.record(index).map { String($0) } ?? "not logged"
    let parent = answer.record(node.parent).map { String($0) } ?? ""
    let name = "\(image)\(pid == ProcessNumber.none ? "" : " [\(pid)]")"
    return """
      <tr><td class="n">\(record)</td><td class="n">\(parent)</td><td>\(node.match?.rawValue ?? "")</td>\
      <td class="mono">\(time)</td><td class="mono">\(name)</td>\
      <td>\(node.isGhost ? "" : pool.text(event.user))</td>\
      <td class="mono">\(pool.text(node.isGhost ? event.parentCommand : event.command))\(notes)</td></tr>

      """
  }
}
