package import Integrity

/// All that the body of a receipt is made from. The same question of the same case at the same tree size by the
/// same version gives the same body, on any machine, with any number of threads.
package struct ReceiptDraft {
  /// Name of the form of receipts: the member `v` of each.
  package static let version = "assay/receipt/v1"
  /// Version of the meaning of questions: changed when the same question would give another answer.
  package static let engineVersion: Int64 = 1

  private let question: Question
  private let reader: CaseReader
  private let result: RecordedResult
  /// Derived tables that the answer rests on.
  package var views = ["column_chunk", "field", "row_group"]
  /// What parts of the case were passed over by; empty where all was read.
  package var filters: [String] = []
  /// Limits that were met: objects with `limit`, and what it did.
  package var limits: [JSONValue] = []
  /// What could not be evaluated or was left out: objects with `reason`, `subject`, `count`.
  package var notEvaluated: [JSONValue] = []
  /// Of an answer that stopped before its end: what it covered.
  package var searched: JSONValue?
  /// Members of the body that only this kind of question has.
  package var details: [JSONValue.Member] = []
  /// Says in a claim what was searched, where that is not every record.
  package var searchedInWords: String?

  /// A draft of a question's answer.
  package init(_ question: Question, _ reader: CaseReader, _ result: RecordedResult) {
    self.question = question
    self.reader = reader
    self.result = result
  }

  /// Adds what an answer in SQL met and used.
  ///
  /// - Parameters:
  ///   - session: that gave the answer.
  ///   - limit: `--limit`, if it cut the answer.
  package mutating func note(_ session: QuerySession, limit: Int?) {
    if session.asksSearchFilter {
      filters = ["search_filter"]
      views = (views + filters).sorted()
    }
    note(limit: limit, undecided: session.undecided)
  }

  /// Adds limits that were met.
  ///
  /// - Parameters:
  ///   - limit: `--limit`, if it cut the answer.
  ///   - undecided: how often a regular expression met its limit of steps.
  mutating func note(limit: Int?, undecided: Int) {
    if let limit { limits.append(["limit": "--limit", "kept": .int(Int64(limit))]) }
    if undecided > 0 {
      limits.append(["limit": "steps of an expression", "met": .int(Int64(undecided))])
    }
  }

  /// The prints of the rows, for the annex.
  package var prints: [UInt8] { result.prints }

  /// The body, ready to be hashed.
  ///
  /// - Parameters:
  ///   - origin: of the case.
  ///   - toolVersion: of this program.
  package func body(origin: String, toolVersion: String) throws -> JSONValue {
    let coverage = try ReceiptCoverage(reader)
    var covered = coverage.json
    if let searched, case .object(let members) = covered {
      covered = .object(members + [.init("searched", searched)])
    }
    var members: [JSONValue.Member] = [
      .init("v", .string(Self.version)),
      .init("question", question.json),
      .init(
        "case",
        [
          "origin": .string(origin), "tree_size": .int(Int64(reader.treeSize)), "root": .string(reader.root),
        ]),
      .init(
        "tool",
        ["name": "assay", "version": .string(toolVersion), "engine": .int(Self.engineVersion)]),
      .init("coverage", covered),
      .init("views", .array(views.map { .string($0) })),
      .init("filters", .array(filters.map { .string($0) })),
      .init("limits", .array(limits)),
      .init("not_evaluated", .array(notEvaluated)),
      .init("result", result.json),
    ]
    members += details
    if result.rows == 0 {
      members.append(
        .init("claim", .string(coverage.claim(root: reader.root, partly: searchedInWords))))
    }
    return .object(members)
  }
}
