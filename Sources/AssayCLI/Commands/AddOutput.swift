import CaseFile
import Formats
import Integrity
import Pages

/// What `add` says when it is done.
struct AddOutput {
  let casePath: String
  let report: AddReport
  let leftOut: [LeftOut]
  /// Of `--expect`.
  let expected: ExpectedResult?
  let terminal: Terminal
  let progress: ProgressLine

  private var records: Int { report.sources.reduce(0) { $0 + $1.row.records } }
  private var unparsed: Int { report.sources.reduce(0) { $0 + $1.row.unparsed } }
  private var problems: Int { report.sources.reduce(0) { $0 + $1.faultCount } }

  func write(_ sink: OutputSink, _ format: OutputFormat) throws {
    if format == .json {
      try DocumentWriter.write(sink, format, document: document, lines: [])
      return
    }
    let writer = try RowWriter(sink, format, columns: SourceColumns.columns, terminal: terminal)
    if format != .table || !report.sources.isEmpty {
      for source in report.sources { try writer.row(SourceColumns.cells(source.row)) }
      try writer.finish(summary: .null, closing: closing)
    } else {
      for line in closing { try sink.write(line + "\n") }
    }
    try sink.finish()
    // A difference must be seen in every form: rows have no place for it.
    if let expected, format != .table {
      for line in ExpectedOutput(result: expected).lines { terminal.error(line) }
    }
    if format == .table, terminal.outputIsTerminal, !report.interrupted {
      let next = problems > 0 ? "assay sources \(casePath) --problems" : "assay info \(casePath)"
      terminal.note("next: \(DisplayText.escaped(next))")
    }
  }

  private var closing: [String] {
    var lines = report.duplicates.map { duplicate in
      DisplayText.escaped(
        "\(duplicate.name) is in the case already as source \(duplicate.source) (same SHA-256): not added; "
          + "--again adds it")
    }
    let shown = DisplayText.escaped(casePath)
    lines += containerProblems
    lines += LeftOutOutput.lines(leftOut)
    var added =
      "added \(NumberText.counted(report.sources.count, "source")): \(NumberText.counted(records, "record"))."
    if unparsed > 0 {
      added +=
        " \(NumberText.grouped(unparsed)) not parsed: kept and searchable (assay sources \(shown) --problems)"
    } else if problems > 0 {
      added += " \(NumberText.counted(problems, "problem")): assay sources \(shown) --problems"
    }
    lines.append(added)
    let speed = NumberText.bytes(UInt64(progress.rate(report.bytes)))
    lines.append(
      "checkpoint \(report.treeSize)  \(report.root)  \(NumberText.duration(progress.elapsed)), \(speed)/s")
    if let expected { lines += ExpectedOutput(result: expected).lines }
    return lines
  }

  /// What containers could not give, one line a code: the first place, and how many there are.
  private var containerProblems: [String] {
    var lines: [String] = []
    for source in report.sources where source.row.kind == SourceRow.containerKind {
      let counts = source.row.profile.container?.problemCounts ?? [:]
      for code in counts.keys.sorted() {
        guard let first = source.problems.first(where: { $0.c == code }) else { continue }
        let more = counts[code, default: 1] - 1
        lines.append(
          DisplayText.escaped("\(source.row.name) @ 0x\(String(first.o, radix: 16)): \(first.r)")
            + (more > 0 ? ", and \(NumberText.grouped(more)) more" : "") + "  [\(code)]")
      }
    }
    return lines
  }

  /// `stopped: 31,900 records of Security.evtx are safe. …`
  static func interruption(_ report: AddReport) -> String {
    guard
      let source = report.sources.last(where: {
        $0.row.state != .complete && $0.row.kind != SourceRow.containerKind
      })
    else {
      return "stopped: everything that was read is safe. The same command goes on from there."
    }
    let name = DisplayText.escaped(source.row.name)
    let records = NumberText.counted(source.row.records, "record")
    let verb = source.row.records == 1 ? "is" : "are"
    return source.row.modified == nil && source.row.profile.member == nil
      ? "stopped: \(records) of \(name) \(verb) safe. Standard input cannot be read again: give it whole, as a new source."
      : "stopped: \(records) of \(name) \(verb) safe. The same command goes on from there."
  }

  private var document: JSONValue {
    guard case .object(var members) = added else { return added }
    if let expected { members.append(.init("expected", ExpectedOutput(result: expected).document)) }
    return .object(members)
  }

  private var added: JSONValue {
    .members(
      ("case", .string(casePath)),
      ("added", .array(report.sources.map(Self.entry))),
      (
        "duplicates",
        .array(
          report.duplicates.map {
            .members(
              ("name", .string($0.name)), ("source_id", .number($0.source)), ("sha256", .string($0.sha256)))
          })
      ),
      ("left_out", LeftOutOutput.json(leftOut)),
      ("records", .number(records)),
      ("tree_size", .number(report.treeSize)),
      ("root", .string(report.root)))
  }

  private static func entry(_ source: AddReport.Source) -> JSONValue {
    let row = source.row
    var members: [JSONValue.Member] = [
      .init("source_id", .number(row.id)), .init("name", .string(row.name)),
      .init("format", .string(row.profile.format.rawValue)),
      .init("encoding", .string(row.profile.encoding.rawValue)),
      .init("size", .number(row.size ?? row.committed)),
      .init("sha256", .text(row.sha256?.description)),
      .init("records", .number(row.records)), .init("unparsed", .number(row.unparsed)),
      .init("gaps", .number(row.gaps)), .init("gap_bytes", .number(row.gapBytes)),
      .init(
        "problems",
        .array(
          source.problems.map {
            .members(("code", .string($0.c)), ("offset", .number($0.o)), ("reason", .string($0.r)))
          })),
      .init("problem_count", .number(source.problemCount)),
      .init("state", .string(row.state.rawValue)), .init("resumed", .bool(source.resumed)),
      .init("notes", .array(row.profile.notes.map { .string($0) })),
    ]
    members.append(.init("kind", .string(row.kind)))
    if let place = row.profile.member { members.append(.init("container", .number(place.container))) }
    if row.kind == SourceRow.containerKind, let container = row.profile.container {
      members.append(.init("container_kind", .string(container.description)))
      members.append(.init("members", .number(container.members)))
      members.append(.init("folders", .number(container.folders)))
      members.append(.init("kept", .bool(row.holdsBytes)))
    }
    if let sha1 = row.sha1 { members.append(.init("sha1", .string(hexText(sha1)))) }
    if let md5 = row.md5 { members.append(.init("md5", .string(hexText(md5)))) }
    return .object(members)
  }
}
