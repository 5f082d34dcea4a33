import CaseFile
import Evidence
import Formats
import Integrity
import Pages

/// `add --dry-run`: what would be added, and as what.
struct AddPreview {
  let options: AddOptions
  let walk: FolderWalk
  let terminal: Terminal
  /// Of `--expect`.
  let expected: ExpectedFiles?

  private static let columns = [
    Column("name", heading: "source"), Column("kind"), Column("format"), Column("encoding"),
    Column("size", .bytes),
    Column("members", .count), Column("problems", .count), Column("notes", machineOnly: true),
  ]

  /// - Returns: whether nothing was found that `add` would end with exit status 1 for, as far as can be said
  ///   without reading records.
  func write(_ sink: OutputSink, _ format: OutputFormat) throws -> Bool {
    let writer = try RowWriter(sink, format, columns: Self.columns, terminal: terminal)
    let preview = IngestPreview(options: options) { Interruption.isRequested }
    var files = 0
    var bytes: UInt64 = 0
    var containers = 0
    var faults = 0
    var items: [IngestPreview.Item] = []
    var problems: [(name: String, problem: Problem)] = []
    for input in walk.inputs {
      try preview.list(input) { item in
        if expected != nil { items.append(item) }
        let container = item.kind == SourceRow.containerKind ? item.profile.container : nil
        if let container {
          containers += 1
          faults += container.faultCount
          problems += item.problems.map { (item.name, $0) }
        } else {
          files += 1
          bytes += item.size
        }
        try writer.row([
          .text(item.name), .text(item.kind),
          .text(container?.description ?? item.profile.format.rawValue),
          .text(container == nil ? item.profile.encoding.rawValue : nil), .integer(Int(clamping: item.size)),
          .integer(container?.members), .integer(container?.problemCount), .list(item.profile.notes),
        ])
      }
    }
    var closing = problems.prefix(20).map { name, problem in
      DisplayText.escaped(
        "\(name) @ 0x\(String(problem.offset, radix: 16)): \(problem.reason)") + "  [\(problem.code)]"
    }
    if problems.count > 20 {
      closing.append("and \(NumberText.grouped(problems.count - 20)) more problems: --format json lists them")
    }
    closing += LeftOutOutput.lines(walk.leftOut)
    closing.append(
      "would add \(NumberText.counted(files, "log")) of \(NumberText.bytes(bytes))"
        + (containers > 0 ? ", and \(NumberText.counted(containers, "container"))" : "")
        + "; nothing was written")
    let result = expected.map { ExpectedResult($0, items) }
    let output = result.map { ExpectedOutput(result: $0) }
    if let output {
      closing += output.lines
      if format != .table { for line in output.lines { terminal.error(line) } }
    }
    try writer.finish(
      summary: .members(
        ("rows", .number(writer.count)), ("expected", output?.document ?? .null),
        ("bytes", .number(Int(clamping: bytes))),
        (
          "problems",
          .array(
            problems.map { name, problem in
              .members(
                ("name", .string(name)), ("code", .string(problem.code)), ("offset", .number(problem.offset)),
                ("reason", .string(problem.reason)))
            })
        ), ("left_out", LeftOutOutput.json(walk.leftOut))),
      closing: closing)
    try sink.finish()
    return faults == 0 && result?.isSound != false && !walk.leftOut.contains(where: \.isFault)
  }
}
