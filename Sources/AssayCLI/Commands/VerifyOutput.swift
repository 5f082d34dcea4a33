import CaseFile
import Integrity
import Pages

/// What `verify` says.
struct VerifyOutput {
  let path: String
  let report: VerifyReport
  let elapsed: Duration

  /// Failures of one check that a person is shown; JSON has all that were listed.
  private static let failuresShown = 5

  func write(_ sink: OutputSink, _ format: OutputFormat, _ terminal: Terminal) throws {
    switch format {
    case .json, .ndjson: try DocumentWriter.write(sink, format, document: document, lines: [])
    case .table, .line: for line in lines(terminal.outputStyle) { try sink.write(line + "\n") }
    case .csv: try writeFailures(sink, terminal)
    }
  }

  private func lines(_ style: TextStyle) -> [String] {
    var lines: [String] = []
    for check in report.checks {
      let name = check.check.padding(to: 10)
      if !check.done, check.ok {
        lines.append("\(name)  \(style.yellow("--"))   not checked")
        continue
      }
      lines.append("\(name)  \(check.ok ? style.green("ok") + " " : style.red("BAD"))  \(counts(check))")
      for failure in check.failures.prefix(Self.failuresShown) {
        lines.append(
          String(repeating: " ", count: 17) + place(failure) + DisplayText.escaped(failure.reason)
            + "  [\(failure.code)]")
      }
      let more = check.counts["failures", default: check.failures.count] - Self.failuresShown
      if more > 0 {
        lines.append(
          String(repeating: " ", count: 17) + "and \(NumberText.grouped(more)) more: --format json lists them"
        )
      }
    }
    lines += report.notes.map { "note: " + DisplayText.escaped($0) }
    let wrong = report.checks.filter { !$0.ok }.map {
      $0.check == "against" ? "signature or checkpoint" : $0.check
    }
    let end =
      wrong.isEmpty
      ? (report.verdict == "partial" ? "nothing wrong in what was checked" : "nothing wrong found")
      : "wrong: \(wrong.joined(separator: ", "))"
    let verdict = wrong.isEmpty ? style.green(report.verdict) : style.red(report.verdict)
    return lines + ["\(verdict), in \(NumberText.duration(elapsed)): \(end)"]
  }

  private func place(_ failure: VerifyReport.Failure) -> String {
    var parts: [String] = []
    if let source = failure.source { parts.append("source \(source)") }
    if let record = failure.record { parts.append("record number \(NumberText.grouped(record))") }
    if let offset = failure.offset { parts.append("@ 0x" + String(offset, radix: 16)) }
    return parts.isEmpty ? "" : parts.joined(separator: " ") + ": "
  }

  /// `66.2 MB unpacked` and so on, from the check's own counts.
  private func counts(_ check: VerifyReport.Check) -> String {
    let shown = check.counts.filter { $0.key != "failures" || $0.value > 0 }.sorted { $0.key < $1.key }
    var parts = shown.map { key, value in
      let isSize = key.hasSuffix("bytes") && value >= 1000
      let number = isSize ? NumberText.bytes(value) : NumberText.grouped(value)
      return number + " " + words(key, value)
    }
    if check.check == "tree", let root = report.root { parts.append("root \(root)") }
    return parts.joined(separator: ", ")
  }

  /// `sources_matched` as words; one of it is a `source matched`.
  private func words(_ key: String, _ count: Int) -> String {
    if key == "bytes" { return "unpacked" }
    var words = key.split(separator: "_").map(String.init)
    if count == 1, let first = words.first, first.hasSuffix("s") { words[0].removeLast() }
    return words.joined(separator: " ")
  }

  private func writeFailures(_ sink: OutputSink, _ terminal: Terminal) throws {
    let names = ["check", "ok", "code", "source_id", "record", "offset", "expected", "found", "reason"]
    let writer = try RowWriter(sink, .csv, columns: names.map { Column($0) }, terminal: terminal)
    for check in report.checks {
      if check.ok {
        try writer.row([.text(check.check), .flag(true)] + Array(repeating: .null, count: 7))
      }
      for failure in check.failures {
        try writer.row([
          .text(check.check), .flag(false), .text(failure.code), .integer(failure.source),
          .integer(failure.record), .integer(failure.offset.map { Int(clamping: $0) }),
          .text(failure.expected), .text(failure.found), .text(failure.reason),
        ])
      }
    }
    try writer.finish(summary: .null, closing: [])
  }

  private var document: JSONValue {
    .members(
      ("verdict", .string(report.verdict)),
      ("checks", .array(report.checks.map(Self.entry))),
      ("notes", .array(report.notes.map { .string($0) })),
      ("case", .string(path)),
      ("tree_size", .number(report.treeSize)),
      ("root", .text(report.root)),
      (
        "states",
        .array(
          report.states.map {
            .members(("state", .string($0.state)), ("verdict", .string($0.verdict)))
          })
      ))
  }

  private static func entry(_ check: VerifyReport.Check) -> JSONValue {
    let counts = check.counts.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .number($0.value)) }
    return .members(
      ("check", .string(check.check)), ("ok", .bool(check.ok)), ("done", .bool(check.done)),
      ("counts", .object(counts)),
      (
        "failures",
        .array(
          check.failures.map { failure in
            .members(
              ("code", .string(failure.code)), ("source_id", .number(failure.source)),
              ("record", .number(failure.record)), ("offset", .number(failure.offset)),
              ("expected", .text(failure.expected)), ("found", .text(failure.found)),
              ("reason", .string(failure.reason)))
          })
      ))
  }
}

extension String {
  /// With spaces behind it up to `width`.
  func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
