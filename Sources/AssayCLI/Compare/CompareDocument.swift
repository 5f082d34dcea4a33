import CaseFile
import Completeness
import Evidence
import Integrity
import Pages
import Query

/// A comparison as one JSON object (docs/json.md, `compare`), written as it comes: a million records are not held as
/// text.
struct CompareDocument {
  let answer: CompareAnswer
  /// Records with these verdicts; nil: all.
  let verdicts: Set<Verdict>?

  func write(_ sink: OutputSink) throws {
    try sink.write("{\"summary\":")
    try value(Self.summary(answer), sink)
    try list(sink, "records") { add in try answer.forEachRecord(verdicts) { try add($0.document) } }
    try list(sink, "extra_rows") { add in for (row, why) in answer.extraRows { try add(extra(row, why)) } }
    try list(sink, "explanations") { add in
      for each in answer.explanations.list { try add(Self.document(each)) }
    }
    try CoverageDocument(answer: answer).write { name, body in try list(sink, name, body) }
    try sink.write("}\n")
  }

  private func value(_ value: JSONValue, _ sink: OutputSink) throws {
    var json = JSONText()
    json.write(value)
    try sink.write(json.bytes)
  }

  private func list(
    _ sink: OutputSink, _ name: String, _ body: ((JSONValue) throws -> Void) throws -> Void
  ) throws {
    try sink.write(",\n\"\(name)\":[")
    var count = 0
    try body { element in
      try sink.write(count == 0 ? "\n" : ",\n")
      count += 1
      try value(element, sink)
    }
    try sink.write(count == 0 ? "]" : "\n]")
  }

  private func extra(_ row: Int, _ explanation: Explanation?) -> JSONValue {
    let place = answer.place(ofRow: row)
    let facts = answer.comparison.rows[row]
    return .members(
      ("row", .number(row)), ("source_id", .number(place?.export.source.id)),
      ("index", .number(place?.index)),
      ("time", .text(Self.time(facts.time))), ("host", .text(Self.word(facts.host, answer))),
      ("why", .text(explanation?.why)))
  }

  // MARK: parts

  /// What stands under `summary`, in every format that has one.
  static func summary(_ answer: CompareAnswer) -> JSONValue {
    let balance = answer.balance
    return .members(
      ("case", .string(answer.casePath)), ("raw_records", .number(balance.rawRecords)),
      ("export_rows", .number(balance.exportRows)),
      ("verdicts", .object(balance.shown.reversed().map { .init($0.verdict.word, .number($0.records)) })),
      ("complete", .bool(balance.isComplete)), ("scope", scope(answer)),
      ("records_out_of_scope", .number(balance.outOfScope.records)),
      (
        "rows",
        .members(
          ("matched", .number(balance.matched)), ("extra", .number(balance.extra)),
          ("fragments", .number(balance.fragments)), ("out_of_scope", .number(balance.outOfScope.rows)))
      ),
      ("balanced", .bool(balance.isBalanced)), ("product", .string(answer.comparison.product.rawValue)),
      ("arrival", CoverageDocument.summary(answer.coverage)),
      ("not_exported", .array(answer.comparison.notExported.map { .string($0) })),
      ("exports", .array(answer.exports.map(export))), ("tree_size", .number(answer.reader.treeSize)),
      ("root", .string(answer.reader.root)))
  }

  private static func scope(_ answer: CompareAnswer) -> JSONValue {
    let inferred = answer.inferred
    return .members(
      ("search", .text(answer.scope?.search)), ("inferred", .bool(answer.scope == nil)),
      ("first_time", .text(inferred.times.flatMap { time($0.lowerBound) })),
      ("last_time", .text(inferred.times.flatMap { time($0.upperBound) })),
      ("computers", .array(inferred.computers.map { .string($0) })),
      ("channels", .array(inferred.channels.map { .string($0) })),
      ("missing_inside", .number(inferred.missingInside)),
      ("missing_outside", .number(inferred.missingOutside)))
  }

  private static func export(_ export: ComparedExport) -> JSONValue {
    .members(
      ("source_id", .number(export.number)), ("name", .string(export.source.name)),
      ("sha256", .text(export.source.sha256?.description)), ("rows", .number(export.source.records)),
      ("first_row", .number(export.firstRow)), ("cut_off", .bool(export.isCutOff)),
      (
        "problems",
        .array(
          export.problems.map { problem in
            .members(
              ("code", .string(problem.code)), ("count", .number(problem.count)),
              ("offset", .number(problem.first.offset)), ("reason", .string(problem.first.reason)))
          })
      ))
  }

  private static func document(_ explanation: Explanation) -> JSONValue {
    .members(
      ("why", .string(explanation.why)), ("verdict", .string(explanation.verdict?.word ?? "extra")),
      ("product", .string(explanation.product)), ("setting", .string(explanation.setting)),
      ("default", .string(explanation.default)), ("parameter", .string(explanation.parameter)),
      ("parameter_low", .number(explanation.interval?.lowerBound)),
      ("parameter_high", .number(explanation.interval?.upperBound)),
      ("known_value", .bool(explanation.isKnownValue)), ("scope", .string(explanation.scope)),
      ("support", .double(explanation.support)), ("records", .number(explanation.records)),
      ("observed", .number(explanation.observed)), ("predicted", .number(explanation.predicted)),
      ("violations", .number(explanation.violations)),
      ("confidence", .string(explanation.confidence.rawValue)), ("trace", .string(explanation.trace)),
      ("rivals", .array(explanation.rivals.map(rival))), ("what", .string(explanation.what)),
      ("check", .string(explanation.check)), ("remedy", .string(explanation.remedy)),
      ("limit", .string(explanation.limitID)))
  }

  private static func rival(_ rival: Explanation.Rival) -> JSONValue {
    .members(
      ("why", .string(rival.why)), ("product", .string(rival.product)), ("setting", .string(rival.setting)))
  }

  /// A time of the comparison; nil where there is none.
  static func time(_ nanoseconds: Int64) -> String? {
    nanoseconds == .min ? nil : Timestamp(unixNanoseconds: nanoseconds).text
  }

  /// A word of the comparison; nil where there is none.
  static func word(_ number: WordID, _ answer: CompareAnswer) -> String? {
    number == 0 ? nil : answer.comparison.words[number]
  }
}
