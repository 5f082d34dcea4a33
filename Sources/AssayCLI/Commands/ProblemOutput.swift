import CaseFile
import Evidence
import Formats
import Integrity
import Pages

/// `sources --problems`: every problem with its place. A log that lost chunks has few faults of its own and many records
/// recovered from them, each with the same one: in a table those are counted by code, behind the log's own.
struct ProblemOutput {
  let store: CaseStore
  let terminal: Terminal

  private static let columns = [
    Column("source_id", heading: "#", .count), Column("source"), Column("locator"),
    Column("record", machineOnly: true), Column("recovered", machineOnly: true), Column("offset", .count),
    Column("code"), Column("reason"),
  ]

  /// Problems of one code in the recovered records of a source.
  private struct Repeated {
    var count = 0
    var first: LocatedProblem
  }

  func write(_ sink: OutputSink, _ format: OutputFormat) throws {
    let writer = try RowWriter(sink, format, columns: Self.columns, terminal: terminal)
    var codes: [String: Int] = [:]
    var unlisted = 0
    var recovered = 0
    for source in try store.sources() {
      if source.kind == SourceRow.containerKind, let container = source.profile.container {
        // All are counted; those beyond the limit of the list have no row.
        codes.merge(container.problemCounts) { $0 + $1 }
        unlisted += container.problemCount - container.problems.count
        for problem in container.problems {
          try writer.row([
            .integer(source.id), .text(source.name), .null, .null, .flag(false),
            .integer(Int(clamping: problem.offset)), .text(problem.code), .text(problem.reason),
          ])
        }
      }
      var repeated: [String: Repeated] = [:]
      try ProblemList.forEach(store, source: source.id) { found in
        codes[found.problem.code, default: 0] += 1
        recovered += found.isRecovered ? 1 : 0
        if format == .table, found.isRecovered {
          repeated[found.problem.code, default: Repeated(first: found)].count += 1
        } else {
          try writer.row(Self.cells(source, found, found.problem.reason))
        }
      }
      for group in repeated.values.sorted(by: { $0.first.record < $1.first.record }) {
        let records =
          group.count == 1
          ? "of a recovered record"
          : "of \(NumberText.counted(group.count, "recovered record")), here the first"
        try writer.row(Self.cells(source, group.first, "\(records): \(group.first.problem.reason)"))
      }
    }
    let total = codes.values.reduce(0, +)
    let ranked = codes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let byCode = ranked.map { "\(DisplayText.escaped($0.key)) \(NumberText.grouped($0.value))" }
    var closing =
      total == 0
      ? "no problems: everything was understood"
      : "\(NumberText.counted(total, "problem")): \(byCode.joined(separator: " · "))"
    if unlisted > 0 { closing += " (\(NumberText.grouped(unlisted)) of containers are counted, not listed)" }
    if recovered > 0 {
      closing += "; \(NumberText.grouped(recovered)) of recovered records, by code: --format json has each"
    }
    try writer.finish(
      summary: .members(
        ("rows", .number(writer.count)), ("unlisted", .number(unlisted)), ("recovered", .number(recovered)),
        ("codes", .object(ranked.map { .init($0.key, .number($0.value)) }))),
      closing: [closing])
  }

  private static func cells(_ source: SourceRow, _ found: LocatedProblem, _ reason: String) -> [Cell] {
    [
      .integer(source.id), .text(source.name), .text(found.locator.description), .integer(found.record),
      .flag(found.isRecovered), .integer(Int(clamping: found.problem.offset)), .text(found.problem.code),
      .text(reason),
    ]
  }
}
