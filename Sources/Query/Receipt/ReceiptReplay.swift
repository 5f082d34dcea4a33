import CaseFile
import Evidence
import Integrity

/// Asks the question of a receipt again, of the case as it was at that tree size and of the same sources.
struct ReceiptReplay {
  let receipt: Receipt
  let store: CaseStore
  let threads: Int
  /// Questions that are answered elsewhere.
  let others: [OtherQuestion]
  let isCancelled: @Sendable () -> Bool

  /// An answer, given again.
  struct Answer {
    var draft: ReceiptDraft
    var result: RecordedResult
    /// Keeps the rows.
    var recorder: ResultRecorder
    var reader: CaseReader
    /// The SQL that ran; nil for raw search.
    var sql: String?
  }

  /// The part of the case that was asked. A source that was excluded since answers as it did.
  private var scope: CaseScope {
    var scope = CaseScope(treeSize: receipt.treeSize, sources: receipt.sources)
    scope.includesExcluded = true
    if case .bool(let recovered) = receipt.question[parameter: "recovered"] {
      scope.includesRecovered = recovered
    }
    scope.custodyEntries = receipt.custodyEntries
    scope.tag = receipt.question[parameter: "tag"]?.string
    return scope
  }

  /// - Throws: `receipt.question` for a question of an unknown kind, and what asking throws.
  func run() async throws -> Answer {
    switch receipt.question.language {
    case "grep":
      guard let grep = GrepQuestion(receipt.question) else { throw unknown() }
      return try await search(grep)
    case "search": return try search()
    case "sql": return try ask(receipt.question.text, receipt.question, session())
    default:
      if let other = others.first(where: { $0.language == receipt.question.language }) {
        return try await ask(other)
      }
      guard let sql = receipt.question.sql else { throw unknown() }
      return try ask(sql, receipt.question, session())
    }
  }

  private func unknown() -> AssayError {
    AssayError(
      "receipt.question", subject: "question",
      reason: "this Assay cannot ask '\(receipt.question.language)' again",
      hint: "a newer one may")
  }

  private func session() throws -> QuerySession {
    try QuerySession(store, scope: scope, threads: threads, isCancelled: isCancelled)
  }

  private func recorder(_ question: Question) throws -> ResultRecorder {
    try ResultRecorder(
      isOrdered: question.isOrdered, keepsRows: true, prints: RowPrints())
  }

  private func ask(_ sql: String, _ question: Question, _ session: QuerySession) throws -> Answer {
    let recorder = try recorder(question)
    var rows = 0
    var isCut = false
    try session.run(sql, onColumns: { recorder.begin($0) }) { row in
      if let limit = receipt.limit, rows >= limit {
        isCut = true
        return false
      }
      rows += 1
      try recorder.add(row)
      return true
    }
    let result = try recorder.finish()
    var draft = ReceiptDraft(question, session.reader, result)
    draft.note(session, limit: isCut ? receipt.limit : nil)
    return Answer(draft: draft, result: result, recorder: recorder, reader: session.reader, sql: sql)
  }

  private func ask(_ other: OtherQuestion) async throws -> Answer {
    let recorder = try recorder(receipt.question)
    let answer = try await other.answer(receipt.question, store, scope, recorder, isCancelled)
    let result = try recorder.finish()
    var draft = ReceiptDraft(receipt.question, answer.reader, result)
    draft.details = answer.details
    draft.limits = answer.limits
    draft.notEvaluated = answer.notEvaluated
    return Answer(draft: draft, result: result, recorder: recorder, reader: answer.reader, sql: nil)
  }

  private func search() throws -> Answer {
    let session = try session()
    func time(_ name: String) throws -> Timestamp? {
      guard let text = receipt.question[parameter: name]?.string else { return nil }
      return try SearchTime.bound(text, option: name, last: session.reader.lastTime)
    }
    let order = receipt.question[parameter: "order"]?.string.flatMap(SearchOrder.init) ?? .time
    let plan = try SearchTranslator.plan(
      receipt.question.text, reader: session.reader, from: time("from"), to: time("to"), order: order)
    var question = receipt.question
    question.sql = plan.sql
    question.isOrdered = plan.isOrdered
    var answer = try ask(plan.sql, question, session)
    let measures = try SearchMeasures(plan, session)
    answer.draft.limits += measures.limits
    answer.draft.notEvaluated = measures.notEvaluated
    return answer
  }

  private func search(_ grep: GrepQuestion) async throws -> Answer {
    let reader = try CaseReader(store, scope: scope)
    let pattern = try Pattern(grep.pattern, options: grep.options)
    let recorder = try recorder(receipt.question)
    recorder.begin(grep.columns)
    var counts = MatchCounts()
    var rows = 0
    let summary = try await RawSearch(
      reader, pattern: pattern, threads: threads, usesFilter: grep.usesFilter, isCancelled: isCancelled
    ).run(firstPerSpan: false) { matches in
      if grep.rows == .matches {
        for match in matches {
          if let limit = receipt.limit, rows >= limit { return false }
          rows += 1
          try recorder.add(match.values(sourceName: reader.source(match.source)?.name))
        }
      } else {
        counts.add(matches)
      }
      return !isCancelled() && receipt.limit.map { rows < $0 } ?? true
    }
    if isCancelled() { throw AssayError("interrupted", subject: store.path, reason: "stopped") }
    if grep.rows != .matches { for row in counts.rows(grep.rows, reader) { try recorder.add(row) } }
    let result = try recorder.finish()
    var draft = ReceiptDraft(receipt.question, reader, result)
    draft.note(summary, limit: receipt.limit.flatMap { rows >= $0 ? $0 : nil })
    return Answer(draft: draft, result: result, recorder: recorder, reader: reader, sql: nil)
  }
}
