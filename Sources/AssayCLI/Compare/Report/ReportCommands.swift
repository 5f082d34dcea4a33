import Completeness
import Evidence
import Pages

/// Commands that give the same answer again, and the lists that a page has no room for.
struct ReportCommands {
  let answer: CompareAnswer
  let command: [String]

  var html: HTML {
    let compare = Self.line(command)
    let caseName = Self.quoted(answer.casePath)
    var lines = [
      ("nothing was changed in the case since", "assay verify \(caseName)"), ("the same comparison", compare),
      ("every record that is not as it was logged", "\(compare) --format csv -o records.csv"),
      ("all of this page’s numbers, whole", "\(compare) --format json -o comparison.json"),
    ]
    let missing = answer.comparison.records.first { $0.verdicts.gravest == .missing }
    if missing != nil {
      lines.append(
        ("the missing records as logged, to be loaded again", "\(compare) --export-missing missing.log"))
    }
    let shown = missing ?? answer.comparison.records.first { !($0.verdicts.gravest?.isIntact ?? true) }
    if let shown {
      lines.append(
        ("one record: its bytes, fields and hash", "assay show \(caseName) \(shown.source):\(shown.index)"))
    }
    if answer.exports.allSatisfy(\.isStored) {
      lines.append(("a receipt that anyone can check against the case", "\(compare) --receipt receipt.json"))
    }
    return """
      <table class="wide"><thead><tr><th scope="col">for</th><th scope="col">command</th></tr></thead>
      <tbody>
      \(lines.map { "<tr><td>\($0.0)</td><td><code>\($0.1)</code></td></tr>\n" })</tbody></table>

      """
  }

  /// Arguments as a shell takes them.
  static func line(_ arguments: [String]) -> String { arguments.map(quoted).joined(separator: " ") }

  private static func quoted(_ argument: String) -> String {
    let isPlain = argument.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "-_./:=,@%+".unicodeScalars.contains($0)
    }
    return isPlain && !argument.isEmpty ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
  }
}
