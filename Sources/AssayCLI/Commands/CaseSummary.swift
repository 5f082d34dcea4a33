import CaseFile
import Evidence
import Formats
import Integrity
import Pages
import Query
import Report

/// What `info` says of a case.
struct CaseSummary {
  private let path: String
  private let identity: CaseIdentity
  private let formatVersion: Int
  private let sources: [SourceRow]
  /// Exports that were held against the sources.
  private let claims: [SourceRow]
  private let bounds: [Int: (first: Int64, last: Int64)]
  private let head: (size: Int, root: Digest256)
  private let fileBytes: Int
  private let hosts: [(name: String, records: Int)]
  /// Records recovered from what binary logs no longer use.
  private let recovered: Int

  /// What was handed over, held against the lists that came with it.
  private let comparisons: [ListComparison]

  /// Hosts that are named; all are in JSON.
  private static let hostsShown = 8

  init(_ path: String) throws {
    self.path = path
    let store = try CaseStore.open(path)
    identity = try store.identity()
    formatVersion = try store.formatVersion()
    let all = try store.sources()
    sources = all.evidence
    claims = all.filter(\.isClaim)
    bounds = try store.timeBounds()
    head = try store.treeHead()
    comparisons = try store.custody(action: ListComparison.action).compactMap { ListComparison($0) }
    fileBytes = Int(clamping: try FilePath(path).status().size)
    let session = try QuerySession(store)
    hosts = try Self.hosts(session)
    recovered = session.reader.recovered.count
  }

  private static func hosts(_ session: QuerySession) throws -> [(name: String, records: Int)] {
    var hosts: [(name: String, records: Int)] = []
    try session.run(
      "SELECT computer, count(*) FROM events WHERE computer IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1",
      onColumns: { _ in }
    ) { row in
      if case .text(let name) = row[0], case .integer(let count) = row[1] {
        hosts.append((String(decoding: name, as: UTF8.self), Int(count)))
      }
      return true
    }
    return hosts
  }

  private var answering: [SourceRow] { sources.filter { !$0.excluded } }
  private var records: Int { answering.reduce(0) { $0 + $1.records } }
  private var unparsed: Int { answering.reduce(0) { $0 + $1.unparsed } }
  private var gaps: Int { answering.reduce(0) { $0 + $1.gaps } }
  private var gapBytes: Int { answering.reduce(0) { $0 + $1.gapBytes } }
  private var rawBytes: Int { sources.reduce(0) { $0 + $1.committed } }
  private var claimRows: Int { claims.reduce(0) { $0 + $1.records } }
  private var claimBytes: Int { claims.reduce(0) { $0 + $1.committed } }
  private var interrupted: [SourceRow] { sources.filter { $0.state != .complete } }
  private var first: Int64? { answering.compactMap { bounds[$0.id]?.first }.min() }
  private var last: Int64? { answering.compactMap { bounds[$0.id]?.last }.max() }

  private var formats: [(name: String, sources: Int)] {
    Dictionary(grouping: answering) { $0.profile.format.rawValue }
      .map { ($0.key, $0.value.count) }.sorted { ($1.sources, $0.name) < ($0.sources, $1.name) }
  }

  /// The command that is most likely wanted next.
  var next: String {
    if let source = interrupted.first { return "assay add \(path) \(source.name)" }
    if sources.isEmpty { return "assay add \(path) LOGS…" }
    if unparsed > 0 { return "assay sources \(path) --problems" }
    return "assay fields \(path)"
  }

  func lines(_ terminal: Terminal) -> [String] {
    let style = terminal.outputStyle
    func line(_ name: String, _ text: String) -> String {
      style.bold(name.padding(to: 12)) + text
    }
    let excluded = sources.count - answering.count
    var sourceText = NumberText.grouped(sources.count)
    sourceText += interrupted.isEmpty ? ", all complete" : ", \(interrupted.count) not complete"
    if excluded > 0 { sourceText += ", \(excluded) excluded and not counted below" }
    var lines = [
      line("case", DisplayText.escaped(identity.name) + "  " + DisplayText.escaped(path)),
      line(
        "created",
        "\(NumberText.time(DisplayText.escaped(identity.created))) by Assay \(DisplayText.escaped(identity.toolVersion))"
      ),
      line("sources", sourceText),
      line("records", "\(NumberText.grouped(records)), \(NumberText.grouped(unparsed)) of them not parsed"),
    ]
    if recovered > 0 {
      lines.append(
        line(
          "recovered",
          "\(NumberText.grouped(recovered)) of them, from what logs no longer use: left out of answers (--recovered)"
        ))
    }
    lines += [
      line("gaps", "\(NumberText.grouped(gaps)) (\(NumberText.bytes(gapBytes)) that are no record)"),
      line("times", timeText),
      line("formats", list(formats.map { ($0.name, $0.sources) }, limit: formats.count)),
      line(
        "hosts",
        hosts.isEmpty ? "none named" : list(hosts.map { ($0.name, $0.records) }, limit: Self.hostsShown)),
      line("size", sizeText),
      line("checkpoint", "\(head.size)  \(head.root)"),
    ]
    if !claims.isEmpty {
      lines.insert(
        line(
          "claims",
          "\(NumberText.counted(claims.count, "export")) with \(NumberText.counted(claimRows, "row")), in no answer above"
        ), at: lines.count - 2)
    }
    let failed = comparisons.filter { !$0.isSound }
    if let last = failed.last {
      let rest = failed.count > 1 ? " (and \(NumberText.grouped(failed.count - 1)) more: assay custody)" : ""
      lines.insert(
        line(
          "handed over",
          "NOT as listed by \(DisplayText.escaped(last.name)): \(DisplayText.escaped(last.outcome)), "
            + "custody entry \(last.sequence)\(rest)"), at: 3)
    }
    if !interrupted.isEmpty {
      let names = interrupted.map { DisplayText.escaped($0.name) }.joined(separator: ", ")
      lines.insert(line("interrupted", "\(names): the same add goes on from there"), at: 3)
    }
    return lines
  }

  private var timeText: String {
    guard let first, let last else { return "none" }
    let assumed = answering.filter { !$0.profile.notes.isEmpty }.count
    let range = "\(Self.text(first)) – \(Self.text(last))"
    return assumed == 0
      ? range : "\(range) (\(NumberText.counted(assumed, "source")) with assumptions: assay sources)"
  }

  private var sizeText: String {
    let ratio = fileBytes > 0 ? Double(rawBytes + claimBytes) / Double(fileBytes) : 0
    let exports = claims.isEmpty ? "" : " and \(NumberText.bytes(claimBytes)) of exports"
    return "\(NumberText.bytes(fileBytes)) for \(NumberText.bytes(rawBytes)) of evidence\(exports)"
      + " (1/\(NumberText.oneDecimal(ratio)))"
  }

  private func list(_ items: [(String, Int)], limit: Int) -> String {
    var parts = items.prefix(limit).map { "\(DisplayText.escaped($0.0)) \(NumberText.grouped($0.1))" }
    if items.count > limit { parts.append("and \(items.count - limit) more") }
    return parts.joined(separator: " · ")
  }

  private static func text(_ ns: Int64) -> String { NumberText.time(Timestamp(unixNanoseconds: ns).text) }

  var document: JSONValue {
    .members(
      ("case", .string(path)), ("name", .string(identity.name)), ("uuid", .string(identity.uuid)),
      ("created", .string(identity.created)), ("tool_version", .string(identity.toolVersion)),
      ("format_version", .number(formatVersion)),
      ("sources", .number(sources.count)), ("sources_excluded", .number(sources.count - answering.count)),
      ("sources_incomplete", .number(interrupted.count)),
      ("records", .number(records)), ("unparsed", .number(unparsed)), ("recovered", .number(recovered)),
      ("gaps", .number(gaps)), ("gap_bytes", .number(gapBytes)),
      ("first_time", .text(first.map { Timestamp(unixNanoseconds: $0).text })),
      ("last_time", .text(last.map { Timestamp(unixNanoseconds: $0).text })),
      (
        "formats",
        .array(formats.map { .members(("format", .string($0.name)), ("sources", .number($0.sources))) })
      ),
      (
        "hosts",
        .array(hosts.map { .members(("computer", .string($0.name)), ("records", .number($0.records))) })
      ),
      ("list_comparisons", .number(comparisons.count)),
      ("list_comparisons_not_ok", .number(comparisons.count { !$0.isSound })),
      ("claims", .number(claims.count)), ("claim_rows", .number(claimRows)),
      ("claim_bytes", .number(claimBytes)), ("raw_bytes", .number(rawBytes)),
      ("case_bytes", .number(fileBytes)),
      ("tree_size", .number(head.size)), ("root", .string(head.root.description)),
      ("next", .string(next)))
  }
}
