import Completeness
import Evidence
import Pages

/// How many records have each verdict, and why.
struct VerdictTable {
  let answer: CompareAnswer
  let style: TextStyle

  private struct Line {
    var name: String
    var count: String
    var share: String
    var cause: String
    var isGood: Bool
  }

  func lines() -> [String] {
    let lines = table
    let names = max(7, lines.map(\.name.count).max() ?? 0)
    let counts = max(7, lines.map(\.count.count).max() ?? 0)
    let head = "verdict".padding(to: names) + "  " + "records".leading(to: counts) + "   share  cause"
    return [style.bold(head)]
      + lines.map { line in
        let name = line.name.padding(to: names)
        let text =
          (line.isGood || line.name.isEmpty ? name : style.red(name)) + "  " + line.count.leading(to: counts)
          + "  "
          + line.share.leading(to: 7) + "  " + line.cause
        return text.trimmed
      }
  }

  private var table: [Line] {
    let balance = answer.balance
    var lines: [Line] = []
    for (verdict, records) in balance.shown {
      lines += Self.lines(
        verdict.word.replacing("_", with: " "), records, of: balance.records,
        answer.explanations.list.filter { $0.verdict == verdict }, isGood: verdict.isIntact)
    }
    if balance.extra > 0 {
      lines += Self.lines(
        "extra rows", balance.extra, of: nil, answer.explanations.list.filter { $0.verdict == nil },
        isGood: false)
    }
    return lines
  }

  /// One line where there is one cause; else one for all and one for each.
  private static func lines(
    _ name: String, _ count: Int, of total: Int?, _ causes: [Explanation], isGood: Bool
  ) -> [Line] {
    var first = Line(
      name: name, count: NumberText.grouped(count), share: total.map { share(count, $0) } ?? "", cause: "",
      isGood: isGood)
    if causes.count == 1 {
      first.cause = CauseText.line(causes[0])
      return [first]
    }
    return [first]
      + causes.map { cause in
        Line(
          name: "", count: "", share: "",
          cause: "\(NumberText.grouped(cause.records))  \(CauseText.line(cause))",
          isGood: true)
      }
  }

  /// `97.09 %`; never 0.00 or 100.00 for what is neither.
  static func share(_ count: Int, _ total: Int) -> String {
    guard total > 0 else { return "" }
    var hundredths = (count * 10_000 + total / 2) / total
    if count > 0, hundredths == 0 { return "<0.01 %" }
    if count < total, hundredths == 10_000 { hundredths = 9_999 }
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
  }
}
