import Completeness
import Integrity
import Pages
import Query

/// One raw record with all that is said of it.
struct ComparedRecord {
  let facts: RecordFacts
  let verdict: Verdict
  /// Each verdict that holds, gravest first, with its cause; none of an intact record.
  let differences: [(difference: Difference, explanation: Explanation?)]
  let matchedBy: MatchKind
  /// By what rules its text is equal to the row's, where it is not the same.
  let rules: [String]

  /// Word of the cause of the gravest verdict.
  var why: String? { differences.first?.explanation?.why }
  /// Names of the fields that the gravest verdict is about.
  var fields: [String] { differences.first.map { Self.names($0.difference) } ?? [] }

  /// Positions among the rows of the exports.
  var rows: [Int] {
    let named = differences.flatMap(\.difference.rows)
    let all = named.isEmpty && facts.row >= 0 ? [Int(facts.row)] : named
    return Set(all).sorted()
  }

  private static func names(_ difference: Difference) -> [String] {
    var seen: Set<String> = []
    return difference.fields.map(\.name).filter { seen.insert($0).inserted }
  }

  /// As `--format json` has it.
  var document: JSONValue {
    .members(
      ("record", .number(facts.record)), ("source_id", .number(facts.source)),
      ("index", .number(facts.index)), ("verdict", .string(verdict.word)),
      ("all", .array(differences.map { Self.document($0.difference, $0.explanation) })), ("why", .text(why)),
      ("fields", .array(fields.map { .string($0) })), ("rows", .array(rows.map { .number($0) })),
      ("matched_by", .string(matchedBy.word)), ("equal_after", .array(rules.map { .string($0) })))
  }

  private static func document(_ difference: Difference, _ explanation: Explanation?) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("verdict", .string(difference.verdict.word)), .init("why", .text(explanation?.why)),
      .init("fields", .array(names(difference).map { .string($0) })),
      .init("rows", .array(difference.rows.map { .number($0) })),
    ]
    if let cutAt = difference.cutAt { members.append(.init("cut_at_bytes", .number(cutAt))) }
    if !difference.breaks.isEmpty {
      members.append(.init("breaks", .array(difference.breaks.map { .number($0.bytes) })))
    }
    if difference.shift != 0 { members.append(.init("shift_ns", .int(difference.shift))) }
    if let encoding = difference.encoding { members.append(.init("encoding", .string(encoding))) }
    if !difference.fields.isEmpty {
      members.append(.init("changes", .array(difference.fields.map(change))))
    }
    return .object(members)
  }

  private static func change(_ field: FieldDifference) -> JSONValue {
    .members(
      ("field", .string(field.name)), ("kind", .string("\(field.kind)")), ("raw", .string(field.raw)),
      ("export", field.kind == .lost ? .null : .string(field.exported)),
      ("end_bytes", .number(field.endBytes)), ("end_characters", .number(field.endCharacters)),
      ("declared", .bool(field.isDeclared)))
  }
}

extension MatchKind {
  /// The word in output.
  var word: String {
    switch self {
    case .partialText: "partial_text"
    case .shiftedTime: "shifted_time"
    case .bytes, .canonical, .key, .fields, .none: "\(self)"
    }
  }
}
