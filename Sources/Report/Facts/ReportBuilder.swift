import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// Puts the facts of a report together.
struct ReportBuilder {
  let request: ReportRequest
  let commands: ReportCommands
  let store: CaseStore
  let custody: CustodyFacts
  let sources: SourceFacts
  let session: QuerySession
  let questions: QuestionFacts
  let integrity: IntegrityFacts
  private var numbers = ReportNumbers()

  init(
    request: ReportRequest, commands: ReportCommands, store: CaseStore, custody: CustodyFacts,
    sources: SourceFacts, session: QuerySession, questions: QuestionFacts, integrity: IntegrityFacts
  ) {
    self.request = request
    self.commands = commands
    self.store = store
    self.custody = custody
    self.sources = sources
    self.session = session
    self.questions = questions
    self.integrity = integrity
  }

  mutating func document() throws -> JSONValue {
    let identity = try store.identity()
    let caseFacts: JSONValue = .members(
      ("name", .string(identity.name.bounded)), ("file", .string(request.fileName)),
      ("uuid", .string(identity.uuid)), ("origin", .string(identity.origin)),
      ("created", .string(identity.created)), ("created_with", .string(identity.toolVersion)),
      ("format_version", .number(Schema.version)))
    let totals = try totals()
    let findings = try findings()
    let records = try recordFacts()
    return .members(
      ("v", .string(ReportDocument.version)), ("time", time), ("zone", .text(request.zone)),
      ("cover", request.cover.json),
      ("case", caseFacts), ("tool", tool), ("totals", totals),
      ("integrity", integrityFacts()),
      ("sources", sourceFacts()), ("hosts", records.hosts), ("timeline", records.timeline),
      ("log_gaps", records.logGaps),
      ("list_comparisons", custody.comparisonsJSON(command: commands("custody", "--format json"))),
      ("acts", custody.actsJSON(command: commands("custody"))),
      ("questions", custody.questionsJSON(command: commands("custody"))),
      ("findings", findings), ("annotations", try annotations()),
      ("problems", records.problems), ("time_assumptions", .array(sources.timeAssumptions)),
      ("limits", limits), ("known_defects", .array(KnownDefects.list.map { .string($0) })),
      ("verify_script", VerifyScript.json), ("numbers", numbers.json))
  }

  private var time: JSONValue {
    if let time = request.time {
      return .members(
        ("value", .string(time.text)), ("source", .string("given")),
        ("before_last_entry", .bool(isBeforeLastEntry(time))))
    }
    return .members(
      ("value", .text(custody.entries.last?.time)), ("source", .string("last custody entry")))
  }

  /// A date before acts of which the report tells.
  private func isBeforeLastEntry(_ time: Timestamp) -> Bool {
    guard let last = custody.entries.last?.time,
      let lastTime = Array(last.utf8).span.isoTime(at: 0)?.utc()
    else { return false }
    return time < lastTime
  }

  private var tool: JSONValue {
    .members(
      ("name", .string("assay")), ("version", .string(request.toolVersion)),
      ("executable", .text(request.executable)), ("extractor", .number(Schema.extractorVersion)),
      ("sqlite", .string(QuerySession.sqliteVersion)))
  }

  // MARK: sums

  private mutating func totals() throws -> JSONValue {
    let info = commands("info", "--format json")
    let recovered = session.reader.recovered.count
    numbers.add("sources of evidence", sources.evidence.count, info)
    numbers.add("sources excluded", sources.evidence.count - sources.answering.count, info)
    numbers.add("sources not complete", sources.incomplete, info)
    numbers.add("records", sources.records, info)
    numbers.add("records not parsed", sources.unparsed, info)
    numbers.add("records recovered", recovered, info)
    numbers.add("gaps", sources.gaps, info)
    numbers.add("bytes of gaps", sources.gapBytes, info)
    numbers.add("bytes of evidence", sources.rawBytes, info)
    numbers.add("exports of SIEMs", sources.claims.count, info)
    if let first = sources.firstTime, let last = sources.lastTime {
      numbers.add("first time", first.text, info)
      numbers.add("last time", last.text, info)
    }
    return .members(
      ("sources", .number(sources.evidence.count)),
      ("sources_excluded", .number(sources.evidence.count - sources.answering.count)),
      ("sources_incomplete", .number(sources.incomplete)), ("records", .number(sources.records)),
      ("unparsed", .number(sources.unparsed)), ("recovered", .number(recovered)),
      ("gaps", .number(sources.gaps)), ("gap_bytes", .number(sources.gapBytes)),
      ("raw_bytes", .number(sources.rawBytes)), ("claims", .number(sources.claims.count)),
      ("claim_rows", .number(sources.claims.reduce(0) { $0 + $1.records })),
      ("first_time", .text(sources.firstTime?.text)), ("last_time", .text(sources.lastTime?.text)),
      ("command", .string(info)))
  }

  private mutating func integrityFacts() -> JSONValue {
    let checkpoint = commands("checkpoint")
    numbers.add("leaves of the evidence tree", Int(clamping: integrity.evidence.size), checkpoint)
    numbers.add("root of the evidence tree", integrity.evidence.root.description, commands("info"))
    numbers.add(
      "entries of the custody log", Int(clamping: integrity.custody.size),
      commands("checkpoint", "--custody"))
    return integrity.json(custody, verification: request.verification, commands: commands)
  }

  private mutating func sourceFacts() -> JSONValue {
    let command = commands("sources", "--format json")
    for source in sources.all.prefix(ReportLimits.sources) {
      numbers.add("records of source \(source.id)", source.records, command)
      numbers.add("not parsed of source \(source.id)", source.unparsed, command)
      numbers.add("bytes of source \(source.id)", source.size ?? source.committed, command)
      if let digest = source.sha256 {
        numbers.add("SHA-256 of source \(source.id)", digest.description, command)
      }
    }
    return sources.json(command: commands("sources"))
  }

  // MARK: records

  private mutating func recordFacts() throws -> (
    hosts: JSONValue, timeline: JSONValue, logGaps: JSONValue, problems: JSONValue
  ) {
    func query(_ sql: String) -> String { commands("query", ReportCommands.quoted(sql) + " --format json") }
    let hosts = try questions.hosts()
    for host in hosts.prefix(ReportLimits.hosts) {
      numbers.add("records of \(host.name.string ?? "a host")", host.records, query(QuestionFacts.hostsSQL))
    }
    let gaps = try questions.logGaps()
    let gapCommand = commands("gaps", "--log --format json")
    for gap in gaps.listed {
      if let count = gap["count"]?.int {
        numbers.add(Self.name(of: gap), count, gapCommand)
      }
    }
    let timeline = try questions.timeline()
    let timelineCommand = commands("timeline", "--bin \(timeline.width) --format json")
    for bin in timeline.bins { numbers.add("records from \(bin.begin)", bin.records, timelineCommand) }
    var problems: [JSONValue] = []
    for (sql, what) in [
      (QuestionFacts.problemsSQL, "records"), (QuestionFacts.gapProblemsSQL, "gaps"),
    ] {
      for problem in try questions.problems(sql) {
        numbers.add("\(what) with \(problem.code)", problem.count, query(sql))
        problems.append(
          .members(
            ("of", .string(what)), ("code", .string(problem.code.bounded)), ("count", .number(problem.count)),
            ("command", .string(query(sql)))))
      }
    }
    return (
      FactList.json(
        total: hosts.count,
        hosts.prefix(ReportLimits.hosts).map {
          .members(("computer", $0.name), ("records", .number($0.records)))
        }, command: query(QuestionFacts.hostsSQL)),
      .members(
        ("width", .string(timeline.width)),
        (
          "bins",
          .array(
            timeline.bins.map { .members(("begin", .string($0.begin)), ("records", .number($0.records))) })
        ),
        ("without_time", .number(timeline.withoutTime)), ("command", .string(timelineCommand))),
      .members(
        ("total", .number(gaps.total)), ("not_judged", .number(gaps.notJudged)),
        ("command", .string(commands("gaps", "--log"))), ("listed", .array(gaps.listed))),
      .array(problems)
    )
  }

  /// Which observation of a log a number is of: kind, log, and where in it.
  private static func name(of gap: JSONValue) -> String {
    func text(_ names: String...) -> String? { names.lazy.compactMap { gap[$0]?.string }.first }
    let log = [text("computer"), text("channel")].compactMap { $0 }.joined(separator: " · ")
    let place = [text("after_locator", "before_locator"), text("after_time", "before_time")].compactMap { $0 }
    return "\(text("kind") ?? "") of \(log.isEmpty ? "a log" : log)"
      + (place.isEmpty ? "" : " at \(place.joined(separator: ", "))")
  }

  private mutating func findings() throws -> JSONValue {
    let all = try store.findings().inOrder
    let included = all.filter(\.included)
    for finding in included.prefix(ReportLimits.findings) {
      let command = commands("findings", "show \(finding.number) --format json")
      numbers.add("rows of finding \(finding.number)", finding.rows, command)
      numbers.add("records of finding \(finding.number)", finding.records.count, command)
      numbers.add("result hash of finding \(finding.number)", finding.resultHash, command)
    }
    var facts = FindingFacts(
      session.reader, questions, commands, note: try store.signedCheckpoints().last,
      annotations: try store.annotations())
    return try facts.json(included, leftOut: all.count - included.count)
  }

  /// Tags and notes that people put on records and sources.
  private func annotations() throws -> JSONValue {
    let all = try store.annotations().annotations
    return FactList.json(
      total: all.count,
      all.prefix(ReportLimits.annotations).map { annotation in
        .members(
          ("seq", .number(annotation.sequence)), ("tag", .text(annotation.tag?.bounded)),
          ("note", .text(annotation.note?.bounded)), ("records", .number(annotation.records.count)),
          ("first_records", .array(annotation.records.numbers.prefix(20).map { .number($0) })),
          ("sources", .array(annotation.sources.prefix(20).map { .number($0) })))
      }, command: commands("query", "'SELECT * FROM annotations'"))
  }

  /// Limits that held, of imports and of this report.
  private var limits: JSONValue {
    .members(
      ("imports", .array(sources.limitsInForce)),
      (
        "report",
        .members(
          ("sources", .number(ReportLimits.sources)), ("acts", .number(ReportLimits.acts)),
          ("list_comparisons", .number(ReportLimits.comparisons)),
          ("questions", .number(ReportLimits.questions)), ("findings", .number(ReportLimits.findings)),
          ("records_shown", .number(ReportLimits.recordsShown)),
          ("records_shown_in_all", .number(ReportLimits.recordsShownInAll)),
          ("records_listed", .number(ReportLimits.recordsListed)),
          ("records_listed_in_all", .number(ReportLimits.recordsListedInAll)),
          ("text_characters", .number(ReportLimits.textCharacters)),
          ("raw_bytes", .number(ReportLimits.rawBytes)), ("log_gaps", .number(ReportLimits.logGaps)),
          ("hosts", .number(ReportLimits.hosts)))
      ))
  }
}
