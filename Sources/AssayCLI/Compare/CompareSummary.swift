import CaseFile
import Completeness
import Evidence
import Integrity
import Pages

/// What a comparison comes to, on one screen.
struct CompareSummary {
  let answer: CompareAnswer
  let style: TextStyle

  private var balance: Balance { answer.balance }
  private var comparison: Comparison { answer.comparison }

  func lines() -> [String] {
    inputs + [""] + VerdictTable(answer: answer, style: style).lines() + [""] + [sums] + causes
      + CompareMeaning(answer: answer, style: style).lines()
  }

  // MARK: what was compared

  private var inputs: [String] {
    let width = max(4, answer.exports.map { TextWidth.of(name($0)) }.max() ?? 0)
    var lines = [
      style.bold("case".padding(to: width)) + "  "
        + NumberText.counted(balance.rawRecords, "record") + "   "
        + (Timestamp.period(comparison.records.map(\.time).filter { $0 != .min }) ?? "no times")
    ]
    for export in answer.exports {
      lines.append(
        style.bold(name(export)) + String(repeating: " ", count: width - TextWidth.of(name(export))) + "  "
          + NumberText.counted(export.source.records, "row") + "   " + comparison.product.words
          + (export.number.map { ", claim \($0)" } ?? ", not kept in the case"))
      if export.isCutOff {
        lines.append(
          String(repeating: " ", count: width + 2)
            + style.yellow("the file ends in the middle of a row: what is missing may stand behind the cut"))
      }
      lines += export.problems.map { problem in
        String(repeating: " ", count: width + 2) + style.yellow("not all understood: ")
          + DisplayText.escaped(
            "\(NumberText.counted(problem.count, "time")) \(problem.code), first @ \(problem.first.offset): \(problem.first.reason)"
          )
      }
    }
    lines.append(style.bold("scope".padding(to: width)) + "  " + scope)
    return lines
  }

  private func name(_ export: ComparedExport) -> String {
    DisplayText.escaped(ReportInputs.shortName(export.source))
  }

  private func text(_ time: Int64) -> String { NumberText.time(Timestamp(unixNanoseconds: time).text) }

  /// What the search behind the export asks for, or that nobody said it.
  var scope: String {
    if let scope = answer.scope {
      return "\(DisplayText.escaped(scope.search)): \(NumberText.counted(balance.records, "record"))"
        + ", \(NumberText.grouped(balance.outOfScope.records)) out of scope"
    }
    let inferred = answer.inferred
    guard let times = inferred.times else {
      return "not given: all records of the case (--scope SEARCH narrows it)"
    }
    let within =
      "\(NumberText.counted(inferred.computers.count, "host")) and "
      + "\(NumberText.counted(inferred.channels.count, "channel")), \(text(times.lowerBound)) – \(text(times.upperBound))"
    return "not given: all records of the case. The export holds records of \(within)"
  }

  // MARK: what was found

  /// Both sums, as they add up.
  var sums: String {
    var records = balance.shown.map { NumberText.grouped($0.records) }
    if balance.outOfScope.records > 0 {
      records.append("\(NumberText.grouped(balance.outOfScope.records)) out of scope")
    }
    if records.isEmpty { records = ["0"] }
    var rows = ["\(NumberText.grouped(balance.matched)) matched"]
    if balance.fragments > 0 { rows.append("\(NumberText.grouped(balance.fragments)) further pieces") }
    if balance.outOfScope.rows > 0 {
      rows.append("\(NumberText.grouped(balance.outOfScope.rows)) out of scope")
    }
    rows.append("\(NumberText.grouped(balance.extra)) extra")
    let balanced =
      balance.isBalanced
      ? "every record has a verdict" : style.red("the sums do not add up: a fault of Assay")
    return "records \(records.joined(separator: " + ")) = \(NumberText.grouped(balance.rawRecords))"
      + " · rows \(rows.joined(separator: " + ")) = \(NumberText.grouped(balance.exportRows)) · \(balanced)"
  }

  /// The causes in full: what each does, what else it could be, what would decide.
  private var causes: [String] {
    let known = answer.explanations.list.filter {
      !$0.what.isEmpty || !$0.check.isEmpty || !$0.rivals.isEmpty
    }
    if known.isEmpty { return [] }
    return ["", style.bold("causes")] + known.flatMap(CauseText.paragraph)
  }

  /// The last line: the answer.
  func verdict() -> String {
    if !balance.isComplete { return style.red("The export is NOT complete.") }
    let extra =
      balance.extra == 0
      ? ""
      : " \(NumberText.counted(balance.extra, "row")) of it \(balance.extra == 1 ? "is" : "are") not in the case."
    return style.green("The export is complete.") + extra
  }
}

extension ExportProduct {
  /// As people call it.
  var words: String {
    switch self {
    case .splunk: "Splunk"
    case .elastic: "Elastic"
    case .sentinel: "Microsoft Sentinel"
    case .qradar: "QRadar"
    case .other: "mapped columns"
    }
  }
}
