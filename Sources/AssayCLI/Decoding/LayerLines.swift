import Decode
import Evidence
import Integrity
import Pages

/// Layers as people read them: a line that says what was found, indented by depth, and the text below it.
struct LayerLines {
  private let style: TextStyle
  /// Columns of a line; nil where nothing is shortened.
  private let width: Int?
  private let isForPeople: Bool
  /// Lines of a text that are shown without `--wide`.
  private static let shownLines = 6

  init(_ output: AnalysisOutput) {
    style = output.style ?? TextStyle(isOn: false)
    width = output.tableWidth
    isForPeople = output.isForPeople
  }

  /// The lines of a text's layers below a heading.
  func lines(_ heading: String, _ text: [UInt8], _ layers: [Layer]) -> [String] {
    guard isForPeople else { return [] }
    var lines = [
      style.bold(DisplayText.escaped(heading)) + "  " + fitted(DisplayText.escaped(text), heading.count + 2)
    ]
    for layer in layers { append(layer, &lines) }
    return lines + [""]
  }

  private func append(_ layer: Layer, _ lines: inout [String]) {
    let indent = String(repeating: "  ", count: min(layer.depth, 20))
    lines.append(style.gray(fitted("\(indent)└ \(head(layer))", 0)))
    switch layer.kind {
    case .text:
      let all = layer.utf8.split(separator: 10, omittingEmptySubsequences: true)
      let shown = width == nil ? all.count : min(all.count, Self.shownLines)
      for line in all.prefix(shown) {
        lines.append(
          indent + "    "
            + fitted(DisplayText.escaped(Array(line.last == 13 ? line.dropLast() : line)), indent.count + 4))
      }
      if all.count > shown {
        lines.append(
          style.gray("\(indent)    … \(NumberText.counted(all.count - shown, "line")) more (--wide)"))
      }
    case .file, .binary:
      lines.append(
        "\(indent)    \(layer.fileType ?? "bytes"), \(NumberText.bytes(UInt64(layer.bytes.count))), sha256 \(layer.sha256)"
      )
    }
    for child in layer.children { append(child, &lines) }
  }

  private func head(_ layer: Layer) -> String {
    var words = [layer.decoder]
    if let encoding = layer.encoding, encoding != "utf-8" { words[0] += ", \(encoding)" }
    if let name = layer.name { words.append("'\(DisplayText.escaped(name))'") }
    if let key = layer.key { words.append("key \(DisplayText.escaped(key))") }
    if let type = layer.fileType, layer.kind == .text { words.append(type) }
    words.append(
      "at \(NumberText.grouped(layer.range.lowerBound)), \(NumberText.bytes(UInt64(layer.range.count)))")
    words.append("\(Int((layer.confidence * 100).rounded())) %")
    words.append(layer.reason)
    return words.joined(separator: " · ")
  }

  private func fitted(_ line: String, _ taken: Int) -> String {
    width.map { DisplayText.fitted(line, to: max(16, $0 - taken)) } ?? line
  }
}
