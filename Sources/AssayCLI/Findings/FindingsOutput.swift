import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// What `findings` says.
struct FindingsOutput {
  let path: String

  /// Records of a finding that a table shows; machine formats have all numbers.
  private static let recordsShown = 20

  /// All findings, in the order of the report.
  func list(_ sink: OutputSink, _ common: CommonOptions) throws {
    let store = try CaseStore.open(path)
    let findings = try store.findings().inOrder
    let said = try SaidBy(store)
    let columns = [
      Column("finding", heading: "#", .count), Column("name"), Column("included", machineOnly: true),
      Column("order", machineOnly: true), Column("statement"), Column("language", machineOnly: true),
      Column("question"), Column("rows", .count), Column("record_count", heading: "records", .count),
      Column("interpretation", machineOnly: true), Column("alternatives", machineOnly: true),
      Column("tree_size", machineOnly: true), Column("result_hash", machineOnly: true),
      Column("receipt_sha256", machineOnly: true), Column("time", .time), Column("actor", machineOnly: true),
      Column("custody_seq", machineOnly: true),
    ]
    let writer = try RowWriter(sink, common.format, columns: columns, terminal: common.terminal)
    for finding in findings {
      try writer.row([
        .integer(finding.number),
        .text(finding.name + (isForPeople(common) && !finding.included ? " (excluded)" : "")),
        .flag(finding.included), .integer(finding.place), .text(finding.statement),
        .text(finding.language),
        .text(isForPeople(common) ? Self.asked(finding) : finding.question),
        .integer(finding.rows), .integer(finding.records.count), .text(finding.interpretation),
        .text(finding.alternatives), .integer(finding.treeSize), .text(finding.resultHash),
        .text(finding.receiptSHA256), .text(said.time(finding.sequence)),
        .text(said.actor(finding.sequence)), .integer(finding.sequence),
      ])
    }
    let excluded = findings.count { !$0.included }
    var closing = NumberText.counted(findings.count, "finding")
    if excluded > 0 { closing += ", \(NumberText.grouped(excluded)) excluded from the report" }
    closing +=
      findings.isEmpty
      ? ": --save NAME of search, query, grep and other commands makes one"
      : "; not asked again here: assay verify"
    try writer.finish(
      summary: .members(("rows", .number(findings.count)), ("excluded", .number(excluded))),
      closing: [closing])
    try sink.finish()
  }

  private func isForPeople(_ common: CommonOptions) -> Bool {
    common.format == .table || common.format == .line
  }

  /// `search EventID:1102`.
  private static func asked(_ finding: Finding) -> String {
    finding.question.isEmpty ? finding.language : "\(finding.language) \(finding.question)"
  }

  /// Options that change the answer: `order time, tag seen`.
  private static func options(_ finding: Finding) -> String {
    guard case .object(let parameters)? = finding.receipt["question"]?["parameters"] else { return "" }
    return parameters.sorted { $0.name < $1.name }.map { parameter in
      guard let text = parameter.value.string else {
        let bytes = (try? CanonicalJSON.bytes(parameter.value)) ?? []
        return "\(parameter.name) \(String(decoding: bytes, as: UTF8.self))"
      }
      return "\(parameter.name) \(text)"
    }.joined(separator: ", ")
  }

  /// One finding with its records.
  func show(_ number: Int, _ sink: OutputSink, _ common: CommonOptions) throws {
    let store = try CaseStore.open(path)
    let list = try store.findings()
    guard let finding = list.findings.first(where: { $0.number == number }) else {
      throw Finding.missing(number, path: path)
    }
    let said = try SaidBy(store)
    let reader = try CaseReader(store)
    try DocumentWriter.write(
      sink, common.format, document: document(finding, said),
      lines: try lines(finding, said, reader, total: list.findings.count, common.terminal))
  }

  /// The receipt of one finding, as `--receipt` would have written it.
  func receipt(_ number: Int, _ sink: OutputSink) throws {
    let list = try CaseStore.open(path).findings()
    guard let finding = list.findings.first(where: { $0.number == number }) else {
      throw Finding.missing(number, path: path)
    }
    let annex: [JSONValue.Member] = [
      .init("custody", .members(("written", .bool(true)), ("seq", .number(finding.sequence)))),
      .init("prints", .string(Base64Text.of(finding.prints))),
    ]
    try sink.write(ReceiptFile.bytes(finding.receipt, sha256: finding.receiptSHA256, annex: annex))
    try sink.finish()
  }

  private func lines(
    _ finding: Finding, _ said: SaidBy, _ reader: CaseReader, total: Int, _ terminal: Terminal
  ) throws -> [String] {
    let style = terminal.outputStyle
    func line(_ name: String, _ text: String) -> String { name.padding(to: 12) + text }
    func text(_ name: String, _ text: String) -> [String] {
      text.isEmpty
        ? []
        : text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, part in
          line(index == 0 ? name : "", DisplayText.escaped(String(part)))
        }
    }
    let considered = finding.receipt["coverage"]?["records_considered"]?.int ?? 0
    let unparsed = finding.receipt["coverage"]?["records_not_parsed"]?.int ?? 0
    var lines = [
      style.bold("finding \(finding.number)") + "  " + DisplayText.escaped(finding.name)
        + (finding.included ? "" : "  (excluded from the report)"),
      line("order", "\(finding.place) of \(total)"),
    ]
    lines += text("statement", finding.statement)
    lines += text("question", Self.asked(finding))
    lines += text("options", Self.options(finding))
    lines += [
      line(
        "answer",
        "\(NumberText.counted(finding.rows, "row")) of \(NumberText.grouped(Int(considered))) records considered,"
          + " \(NumberText.grouped(Int(unparsed))) of them not parsed, at tree size"
          + " \(NumberText.grouped(finding.treeSize))"),
      line("result", finding.resultHash), line("receipt", finding.receiptSHA256),
      line(
        "saved",
        "\(NumberText.time(said.time(finding.sequence) ?? "")) by \(said.actor(finding.sequence) ?? ""), custody entry"
          + " \(finding.sequence)"),
    ]
    if finding.interpretation.isEmpty {
      lines.append(line("meaning", style.gray("none given (findings edit --interpretation)")))
    }
    lines += text("meaning", finding.interpretation)
    lines += text("or else", finding.alternatives)
    lines += try records(of: finding, reader, style)
    return lines
  }

  private func records(of finding: Finding, _ reader: CaseReader, _ style: TextStyle) throws -> [String] {
    let records = finding.records
    if records.isEmpty { return ["", "no records: the rows of the answer name none"] }
    var lines = ["", style.bold(NumberText.counted(records.count, "record"))]
    for number in records.numbers.prefix(Self.recordsShown) {
      guard number < reader.treeSize else {
        lines.append("  record number \(NumberText.grouped(number)) is not in the case: assay verify")
        continue
      }
      let view = try reader.view(.number(RecordNumber(number)))
      let time = view.time.map { NumberText.time($0) } ?? "no time"
      let excerpt = DisplayText.escaped(
        String(decoding: view.text.prefix(80), as: UTF8.self).replacing("\n", with: " "))
      lines.append("  \("\(view.locator)".padding(to: 10)) \(time)  \(excerpt)")
    }
    let more = records.count - Self.recordsShown
    if more > 0 {
      lines.append("  and \(NumberText.grouped(more)) more: --format json has all their numbers")
    }
    return lines
  }

  private func document(_ finding: Finding, _ said: SaidBy) -> JSONValue {
    .members(
      ("finding", .number(finding.number)), ("name", .string(finding.name)),
      ("included", .bool(finding.included)), ("order", .number(finding.place)),
      ("statement", .string(finding.statement)), ("interpretation", .string(finding.interpretation)),
      ("alternatives", .string(finding.alternatives)), ("language", .string(finding.language)),
      ("question", .string(finding.question)), ("rows", .number(finding.rows)),
      ("record_count", .number(finding.records.count)),
      ("records", .array(finding.records.numbers.map { .number($0) })),
      ("tree_size", .number(finding.treeSize)), ("result_hash", .string(finding.resultHash)),
      ("receipt_sha256", .string(finding.receiptSHA256)), ("receipt", finding.receipt),
      ("time", .text(said.time(finding.sequence))), ("actor", .text(said.actor(finding.sequence))),
      ("custody_seq", .number(finding.sequence)))
  }
}

/// When and by whom things were said: what the custody entries tell.
struct SaidBy {
  private let times: [Int: String]
  private let actors: [Int: String]

  /// - Throws: what reading throws.
  init(_ store: CaseStore) throws {
    var times: [Int: String] = [:]
    var actors: [Int: String] = [:]
    for entry in try store.custody() {
      times[entry.sequence] = entry.time
      actors[entry.sequence] = CustodyText.actor(try? CanonicalJSON.parse(Array(entry.actor.utf8)))
    }
    self.times = times
    self.actors = actors
  }

  /// When the entry was written, by the machine's clock.
  func time(_ sequence: Int) -> String? { times[sequence] }

  /// The examiner as given, or the account.
  func actor(_ sequence: Int) -> String? { actors[sequence] }
}
