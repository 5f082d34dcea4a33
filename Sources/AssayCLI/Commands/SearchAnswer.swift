import Evidence
import Integrity
import Pages
import Query

/// What an answer to a search says beside its rows.
struct SearchAnswer {
  let plan: SearchPlan
  let rows: Int
  let considered: Int
  let unparsed: Int
  /// Set only if `--limit` cut the rows.
  let limit: Int?
  var measures = SearchMeasures()
  var notes: [String] = []
  var undecided = 0
  /// What a receipt of an answer without rows says.
  var claim: String?
  /// What ended the search before its time.
  var stopped: AssayError?

  /// `2 records of 70,085 searched · 86 have no fields and were searched as text · nothing cut off`.
  var closing: String {
    var parts: [String] = []
    if plan.rowsAreRecords {
      parts.append("\(NumberText.counted(rows, "record")) of \(NumberText.grouped(considered)) searched")
    } else {
      parts += [NumberText.counted(rows, "row"), "\(NumberText.counted(considered, "record")) searched"]
    }
    if unparsed > 0 {
      let some = "\(NumberText.grouped(unparsed)) \(unparsed == 1 ? "has" : "have") no fields"
      if !plan.fields.isEmpty {
        let names = plan.fields.prefix(2).map { DisplayText.escaped($0) }.joined(separator: ", ")
        parts.append("\(some), so \(names)\(plan.fields.count > 2 ? "…" : "") cannot match there")
      } else if plan.searchesText {
        parts.append("\(some) and \(unparsed == 1 ? "was" : "were") searched as text")
      } else {
        parts.append(some)
      }
    }
    var cutParts = measures.cuts.filter { $0.kept < $0.total }.map { cut in
      "\(NumberText.grouped(cut.kept)) of \(NumberText.counted(cut.total, cut.cut.unit)) kept "
        + "(\(DisplayText.escaped(cut.cut.stage)))"
    }
    if let limit {
      cutParts.append("first \(NumberText.counted(limit, "row")) shown (--limit), there are more")
    }
    parts += cutParts.isEmpty && stopped == nil ? ["nothing cut off"] : cutParts
    return parts.joined(separator: " · ") + StoppedAnswer.closing(stopped)
  }

  /// What was left out without being asked for: one line each.
  var remarks: [String] {
    measures.counts.filter { $0.number > 0 }.map { count, number in
      let subject = DisplayText.escaped(count.subject)
      return switch count.kind {
      case .notNumbers:
        "\(subject): \(NumberText.counted(number, "value")) \(number == 1 ? "is" : "are") no number and "
          + "\(number == 1 ? "was" : "were") left out of comparisons and sums"
      case .withoutTime:
        "\(NumberText.counted(number, "matching record")) \(number == 1 ? "has" : "have") no time and "
          + "\(number == 1 ? "is" : "are") left out (\(subject))"
      case .withoutValue:
        "\(NumberText.counted(number, "row")) \(number == 1 ? "has" : "have") no \(subject) and "
          + "\(number == 1 ? "is" : "are") not counted"
      }
    }
  }

  func summary(_ reader: CaseReader) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("rows", .number(rows)), .init("records_considered", .number(considered)),
      .init("records_unparsed", .number(unparsed)), .init("tree_size", .number(reader.treeSize)),
      .init("root", .string(reader.root)), .init("search", .string(plan.search)),
      .init("sql", .string(plan.sql)),
    ]
    if let from = plan.from { members.append(.init("from", .string(from))) }
    if let to = plan.to { members.append(.init("to", .string(to))) }
    members.append(
      .init(
        "cut",
        .array(
          measures.cuts.map { cut in
            .members(
              ("stage", .string(cut.cut.stage)), ("kept", .number(cut.kept)), ("of", .number(cut.total)))
          })))
    members.append(.init("left_out", .array(measures.notEvaluated)))
    if undecided > 0 { members.append(.init("undecided", .number(undecided))) }
    if let limit { members.append(.init("limit", .number(limit))) }
    if let claim { members.append(.init("claim", .string(claim))) }
    members += StoppedAnswer.members(stopped)
    if !notes.isEmpty { members.append(.init("notes", .array(notes.map { .string($0) }))) }
    return .object(members)
  }
}
