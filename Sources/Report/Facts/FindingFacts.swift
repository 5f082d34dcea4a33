import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// The findings of a report, with their records and proofs, as far as there is room.
struct FindingFacts {
  private let reader: CaseReader
  private let questions: QuestionFacts
  private let commands: ReportCommands
  private let note: SignedNote?
  private let annotations: AnnotationList
  private var shownInAll = 0
  private var listedInAll = 0

  /// - Parameter note: the last signed checkpoint; a record that it does not cover is proven of the case as it is.
  init(
    _ reader: CaseReader, _ questions: QuestionFacts, _ commands: ReportCommands, note: SignedNote?,
    annotations: AnnotationList
  ) {
    self.reader = reader
    self.questions = questions
    self.commands = commands
    self.note = note
    self.annotations = annotations
  }

  /// The findings that are set out, in order.
  mutating func json(_ findings: [Finding], leftOut: Int) throws -> JSONValue {
    var listed: [JSONValue] = []
    for (place, finding) in findings.prefix(ReportLimits.findings).enumerated() {
      listed.append(try json(finding, place: place + 1))
    }
    return .members(
      ("total", .number(findings.count)), ("left_out", .number(leftOut)),
      ("command", .string(commands("findings"))), ("listed", .array(listed)))
  }

  private mutating func json(_ finding: Finding, place: Int) throws -> JSONValue {
    let question = finding.receipt["question"]
    let result = finding.receipt["result"]
    let shownCount = min(
      finding.records.count, ReportLimits.recordsShown, ReportLimits.recordsShownInAll - shownInAll)
    let listedCount = min(
      finding.records.count, ReportLimits.recordsListed, ReportLimits.recordsListedInAll - listedInAll)
    shownInAll += shownCount
    listedInAll += listedCount
    let numbers = Array(finding.records.numbers.prefix(max(shownCount, listedCount)))
    let places = try questions.places(numbers)
    let shown = try RecordFacts(reader, note: note, commands: commands, annotations: annotations).json(
      Array(numbers.prefix(shownCount)), places: places)
    return .members(
      ("place", .number(place)), ("number", .number(finding.number)), ("seq", .number(finding.sequence)),
      ("name", .string(finding.name.bounded)), ("statement", Self.words(finding.statement)),
      ("interpretation", Self.words(finding.interpretation)),
      ("alternatives", Self.words(finding.alternatives)),
      ("language", .text(question?["language"]?.string)),
      ("question", .text(question?["text"]?.string?.bounded)),
      ("sql", .text(question?["sql"]?.string?.bounded)),
      ("parameters", question?["parameters"]?.bounded ?? .object([])),
      ("tree_size", finding.receipt["case"]?["tree_size"] ?? .null),
      ("considered", finding.receipt["coverage"]?["records_considered"] ?? .null),
      ("not_parsed", finding.receipt["coverage"]?["records_not_parsed"] ?? .null),
      ("claim", .text(finding.receipt["claim"]?.string?.bounded)),
      ("rows", result?["rows"] ?? .null), ("result_hash", .text(result?["hash"]?.string)),
      ("receipt_sha256", .string(finding.receiptSHA256)),
      ("comparison", finding.receipt["comparison"]?.bounded ?? .null),
      ("records", .number(finding.records.count)),
      ("command", .string(commands("findings", "show \(finding.number)"))),
      ("shown", .array(shown)),
      (
        "locators",
        .array(
          numbers.prefix(listedCount).map { record in
            .members(
              ("record", .number(record)), ("locator", places[record]?[0] ?? .null),
              ("time", places[record]?[1] ?? .null))
          })
      ))
  }

  /// What a person wrote; null where nothing was.
  private static func words(_ text: String) -> JSONValue { text.isEmpty ? .null : .string(text.bounded) }
}
