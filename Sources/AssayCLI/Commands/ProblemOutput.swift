import CaseFile
import Evidence
import Formats
import Integrity

/// `sources --problems`: every problem with its place.
struct ProblemOutput {
  let store: CaseStore
  let terminal: Terminal

  private static let columns = [
    Column("source_id", heading: "#", .count), Column("source"), Column("locator"),
    Column("record", machineOnly: true), Column("offset", .count), Column("code"), Column("reason"),
  ]

  func write(_ sink: OutputSink, _ format: OutputFormat) throws {
    let writer = try RowWriter(sink, format, columns: Self.columns, terminal: terminal)
    var codes: [String: Int] = [:]
    var unlisted = 0
    for source in try store.sources() {
      if source.kind == SourceRow.containerKind, let container = source.profile.container {
        // All are counted; those beyond the limit of the list have no row.
        codes.merge(container.problemCounts) { $0 + $1 }
        unlisted += container.problemCount - container.problems.count
        for problem in container.problems {
          try writer.row([
            .integer(source.id), .text(source.name), .null, .null, .integer(Int(clamping: problem.offset)),
            .text(problem.code), .text(problem.reason),
          ])
        }
      }
      try ProblemList.forEach(store, source: source.id) { found in
        codes[found.problem.code, default: 0] += 1
        try writer.row([
          .integer(source.id), .text(source.name), .text(found.locator.description), .integer(found.record),
          .integer(Int(clamping: found.problem.offset)), .text(found.problem.code),
          .text(found.problem.reason),
        ])
      }
    }
    let ranked = codes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let byCode = ranked.map { "\(DisplayText.escaped($0.key)) \(NumberText.grouped($0.value))" }
    try writer.finish(
      summary: .members(
        ("rows", .number(writer.count)), ("unlisted", .number(unlisted)),
        ("codes", .object(ranked.map { .init($0.key, .number($0.value)) }))),
      closing: [
        writer.count == 0
          ? "no problems: everything was understood"
          : "\(NumberText.counted(writer.count + unlisted, "problem")): \(byCode.joined(separator: " · "))"
            + (unlisted > 0 ? " (\(NumberText.grouped(unlisted)) of containers are counted, not listed)" : "")
      ])
  }
}
