import CaseFile
import Formats
import Integrity

/// What an answer looked at, and what it could not understand or left out.
struct ReceiptCoverage {
  private var records = 0
  private var notParsed = 0
  private var gaps = 0
  /// Recovered records that did not answer.
  private let recoveredLeftOut: Int
  /// Records that did not answer since they lack the tag that was asked for.
  private let notTagged: Int
  /// Records that were not understood, by the code of their first problem.
  private var codes: [String: Int] = [:]
  private var extractors: Set<Int> = []
  private let sources: [JSONValue]
  private let leftOut: [JSONValue]
  private let custodyEntries: Int?

  /// Counts over the row groups that answer; opens those that have records which were not understood.
  init(_ reader: CaseReader) throws {
    records = reader.recordsConsidered
    notParsed = reader.recordsUnparsed
    recoveredLeftOut = reader.recordsLeftOut
    notTagged = reader.recordsNotTagged
    if reader.tagged != nil {
      gaps = reader.sources.reduce(0) { reader.answering.contains($1.id) ? $0 + $1.gaps : $0 }
    }
    for row in reader.groups {
      // With a tag these are not all groups of the sources.
      if reader.tagged == nil { gaps += row.spanCount - row.recordCount }
      if row.recordCount > 0 { extractors.insert(row.extractor) }
      if row.unparsedCount == 0 { continue }
      let group = try reader.open(row)
      for record in group.layout.unparsed where !reader.leavesOut(group.leaf(ofRecord: record)) {
        codes[try group.problem(ofSpan: group.span(ofRecord: record))?.c ?? "none", default: 0] += 1
      }
    }
    sources = reader.sources.filter { reader.answering.contains($0.id) }.map(Self.source)
    leftOut = reader.sources.filter { !reader.answering.contains($0.id) }.map { source in
      let reason =
        source.kind != reader.scope.kind.sourceKind ? source.kind : source.excluded ? "excluded" : "not asked"
      return ["source_id": .int(Int64(source.id)), "reason": .string(reason)]
    }
    custodyEntries = reader.custodyEntriesRead
  }

  /// A source that answered, and how it is read.
  private static func source(_ row: SourceRow) -> JSONValue {
    [
      "source_id": .int(Int64(row.id)),
      "sha256": row.sha256.map { .string($0.description) } ?? .null,
      "complete": .bool(row.state == .complete),
      "records": .int(Int64(row.records)),
      "not_parsed": .int(Int64(row.unparsed)),
      "format": .string(row.profile.format.rawValue),
      "encoding": .string(row.profile.encoding.rawValue),
      "timezone": row.profile.timezone.map { .string($0) } ?? .null,
      "clock_offset_seconds": .int(row.profile.clockOffsetSeconds),
    ]
  }

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("records_considered", .int(Int64(records))),
      .init("records_not_parsed", .int(Int64(notParsed))),
      .init(
        "not_parsed",
        .array(
          codes.sorted { $0.key < $1.key }.map { code, count in
            ["code": .string(code), "records": .int(Int64(count))]
          })),
      .init("gaps", .int(Int64(gaps))),
      .init("extractors", .array(extractors.sorted().map { .int(Int64($0)) })),
      .init("sources", .array(sources)),
      .init("left_out", .array(leftOut)),
    ]
    if recoveredLeftOut > 0 {
      members.append(.init("recovered_left_out", .int(Int64(recoveredLeftOut))))
    }
    if notTagged > 0 { members.append(.init("not_tagged", .int(Int64(notTagged)))) }
    if let custodyEntries { members.append(.init("custody_entries", .int(Int64(custodyEntries)))) }
    return .object(members)
  }

  /// What an answer without rows says, and what it does not.
  func claim(root: String, partly: String?) -> String {
    let all =
      partly ?? "over all \(records) records under root \(root)"
    let unknown =
      notParsed == 0
      ? "every record could be evaluated"
      : "\(notParsed) records could not be evaluated by their fields, since they were not understood"
    return "this version's evaluation of this question \(all) returned 0 rows; \(unknown). "
      + "Running it again checks that; nothing is said of what is not among these records."
  }
}
