import Integrity
package import Pages
import Query

/// Lays rows out in columns. The widths come from the first rows; all further rows are written as they come, so
/// that a result of any size needs little memory. Rows are never dropped.
package struct TableText {
  /// Rows that decide the widths.
  private static let sampleRows = 1000
  /// No column is made narrower than this.
  private static let leastWidth = 8

  private let columns: [Column]
  /// Columns of the terminal; nil where nothing is shortened.
  private let limit: Int?
  private let style: TextStyle
  private var sample: [[String]] = []
  private var widths: [Int] = []
  private var rightAligned: [Bool]
  /// Columns of which a value was seen.
  private var hasValue: [Bool]
  /// Whether a cell was cut.
  package private(set) var shortened = false
  /// What was written and not yet taken.
  package var text = ""

  package init(_ columns: [Column], limit: Int?, style: TextStyle) {
    self.columns = columns
    self.limit = limit
    self.style = style
    rightAligned = columns.map { [.count, .bytes, .decimal].contains($0.style) }
    hasValue = columns.map { _ in false }
  }

  package mutating func row(_ cells: [Cell]) {
    let shown = zip(cells, columns).map { Self.text($0, $1.style) }
    guard widths.isEmpty else {
      layOut(shown)
      return
    }
    for (index, cell) in cells.enumerated() where columns[index].style == .plain {
      switch cell {
      case .sql(.integer), .sql(.real): if !hasValue[index] { rightAligned[index] = true }
      case .sql(.null): continue
      default: rightAligned[index] = false
      }
      hasValue[index] = true
    }
    sample.append(shown)
    if sample.count == Self.sampleRows { settle() }
  }

  /// All rows were given.
  package mutating func finish() { if widths.isEmpty { settle() } }

  private mutating func settle() {
    widths = columns.map { DisplayText.width($0.heading) }
    for row in sample {
      for (index, text) in row.enumerated() { widths[index] = max(widths[index], DisplayText.width(text)) }
    }
    if let limit { fit(limit) }
    var heading = line(columns.map { DisplayText.escaped($0.heading) })
    while heading.last == " " { heading.removeLast() }
    text += style.bold(heading) + "\n"
    for row in sample { layOut(row) }
    sample = []
  }

  /// Digests are cut first, to 8 digits; then the widest columns, until the row fits.
  private mutating func fit(_ limit: Int) {
    func total() -> Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }
    for (index, column) in columns.enumerated() where column.style == .digest && total() > limit {
      widths[index] = min(widths[index], max(9, DisplayText.width(column.heading)))
    }
    while total() > limit {
      let cuttable = widths.indices.filter { !rightAligned[$0] && widths[$0] > Self.leastWidth }
      guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] = max(Self.leastWidth, widths[widest] - max(1, (total() - limit) / 4))
    }
  }

  private mutating func layOut(_ cells: [String]) { text += line(cells) + "\n" }

  private mutating func line(_ cells: [String]) -> String {
    var out = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { out += "  " }
      var shown = cell
      if limit != nil, DisplayText.width(cell) > widths[index], !rightAligned[index] {
        shown = DisplayText.fitted(cell, to: widths[index])
        shortened = true
      }
      let padding = String(repeating: " ", count: max(0, widths[index] - DisplayText.width(shown)))
      if rightAligned[index] {
        out += padding + shown
      } else {
        out += index == cells.count - 1 ? shown : shown + padding
      }
    }
    return out
  }

  /// A value as people read it, in one line.
  static func text(_ cell: Cell, _ style: Column.Style) -> String {
    switch cell {
    case .sql(.null), .json(.null): return ""
    case .sql(.integer(let number)):
      switch style {
      case .count: return NumberText.grouped(number)
      case .bytes: return NumberText.bytes(number)
      case .plain, .digest, .time, .decimal: return String(number)
      }
    case .sql(.real(let number)): return style == .decimal ? NumberText.threeDecimals(number) : "\(number)"
    case .sql(.text(let bytes)):
      let text = DisplayText.escaped(bytes)
      return style == .time || looksLikeTime(bytes) ? NumberText.time(text) : text
    case .sql(.blob(let bytes)):
      let isText = !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
      return isText ? DisplayText.escaped(bytes) : "x'" + hexText(bytes) + "'"
    case .json(.string(let text)): return DisplayText.escaped(text)
    case .json(.bool(let flag)): return flag ? "yes" : "no"
    case .json(.array(let values)):
      return values.map { text(.json($0), style) }.joined(separator: ", ")
    case .json(let value):
      var json = JSONText()
      json.write(value)
      return DisplayText.escaped(json.bytes)
    }
  }

  /// Whether the text is a time as `events` writes it.
  private static func looksLikeTime(_ bytes: [UInt8]) -> Bool {
    bytes.count == 30 && bytes[29] == UInt8(ascii: "Z") && bytes[10] == UInt8(ascii: "T")
      && bytes[19] == UInt8(ascii: ".") && bytes[4] == UInt8(ascii: "-")
  }
}
