import CaseFile
import Decode
import Evidence
import Integrity
import Pages
import Query

/// Indicators of the chosen rows: counted, or each occurrence.
struct IocsAnalysis: Analysis {
  static let name = "iocs"

  let choice: IndicatorChoice
  /// Each occurrence is a row.
  let each: Bool

  init(choice: IndicatorChoice, each: Bool) {
    self.choice = choice
    self.each = each
  }

  init(_ question: Question) throws {
    choice = IndicatorChoice(question)
    each = question[parameter: "each"] != nil
  }

  var parameters: [JSONValue.Member] { choice.parameters + (each ? [.init("each", true)] : []) }

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    let reading = IndicatorReading(selection, choice)
    let locators = LocatorLookup(selection.session.reader)
    if each {
      try output.begin(IndicatorColumns.each)
      try reading.run(listsOccurrences: true) { part in
        for occurrence in part.occurrences where !choice.exclude.holds(occurrence.key) {
          try output.row(IndicatorColumns.cells(occurrence, locators), record: Int64(occurrence.record))
        }
      }
    } else {
      let table = try reading.table()
      let rows = table.sorted.filter { !choice.exclude.holds($0.key) }
      try locators.prepare(rows.compactMap(\.firstRecord))
      try output.begin(IndicatorColumns.counted)
      for row in rows {
        try output.row(IndicatorColumns.cells(row, locators), record: row.firstRecord.map { Int64($0) })
      }
      if !choice.exclude.isEmpty {
        output.remark(
          "\(NumberText.counted(table.rows.count - rows.count, "indicator")) left out as --exclude says")
      }
    }
    reading.tell(output)
  }
}

extension IndicatorOccurrence {
  /// What identifies its indicator.
  var key: IndicatorKey { IndicatorKey(type: indicator.type, value: indicator.value) }
}
