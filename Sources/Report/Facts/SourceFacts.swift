import CaseFile
import Evidence
import Formats
import Integrity
import Pages

/// The sources of a case, and the sums over them. Counted is what answers: sources that were excluded, and exports of
/// SIEMs, are listed and not counted.
struct SourceFacts {
  let all: [SourceRow]
  private let bounds: [Int: (first: Int64, last: Int64)]
  private let imports: [Int: CustodyFacts.Entry]

  /// Logs that answer.
  let answering: [SourceRow]
  let evidence: [SourceRow]
  let claims: [SourceRow]

  init(_ store: CaseStore, imports: [Int: CustodyFacts.Entry]) throws(AssayError) {
    all = try store.sources()
    bounds = try store.timeBounds()
    self.imports = imports
    evidence = all.evidence
    answering = evidence.filter { !$0.excluded }
    claims = all.filter(\.isClaim)
  }

  private func sum(_ value: KeyPath<SourceRow, Int>) -> Int {
    answering.reduce(0) { $0 + $1[keyPath: value] }
  }
  var records: Int { sum(\.records) }
  var unparsed: Int { sum(\.unparsed) }
  var gaps: Int { sum(\.gaps) }
  var gapBytes: Int { sum(\.gapBytes) }
  var rawBytes: Int { evidence.reduce(0) { $0 + $1.committed } }
  var incomplete: Int { evidence.count { $0.state != .complete } }
  var firstTime: Timestamp? {
    answering.compactMap { bounds[$0.id]?.first }.min().map { Timestamp(unixNanoseconds: $0) }
  }
  var lastTime: Timestamp? {
    answering.compactMap { bounds[$0.id]?.last }.max().map { Timestamp(unixNanoseconds: $0) }
  }

  func json(command: String) -> JSONValue {
    FactList.json(
      total: all.count, all.prefix(ReportLimits.sources).map { source($0) }, command: command)
  }

  private func source(_ row: SourceRow) -> JSONValue {
    let times = bounds[row.id]
    let entry = imports[row.id]
    return .members(
      ("source_id", .number(row.id)), ("name", .string(row.name.bounded)), ("kind", .string(row.kind)),
      ("format", .string(row.profile.format.rawValue)), ("encoding", .string(row.profile.encoding.rawValue)),
      ("state", .string(row.state.rawValue)), ("excluded", .bool(row.excluded)),
      ("held", .bool(row.holdsBytes)), ("size", .number(row.size ?? row.committed)),
      ("sha256", .text(row.sha256?.description)), ("sha1", .text(row.sha1.map { hexText($0) })),
      ("md5", .text(row.md5.map { hexText($0) })), ("modified", .text(row.modified?.text)),
      ("records", .number(row.records)), ("unparsed", .number(row.unparsed)), ("gaps", .number(row.gaps)),
      ("gap_bytes", .number(row.gapBytes)), ("first_leaf", .number(entry?.number("first_leaf"))),
      ("leaf_count", .number(entry?.number("leaf_count"))),
      ("first_time", .text(times.map { Timestamp(unixNanoseconds: $0.first).text })),
      ("last_time", .text(times.map { Timestamp(unixNanoseconds: $0.last).text })),
      ("timezone", .text(row.profile.timezone)), ("assumed_year", .number(row.profile.assumedYear)),
      ("clock_offset_seconds", .number(row.profile.clockOffsetSeconds)),
      ("notes", .array(row.profile.notes.prefix(20).map { .string($0.bounded) })),
      ("container", container(row)), ("imported", imported(entry)))
  }

  /// From the source's own container to the outermost.
  private func container(_ row: SourceRow) -> JSONValue {
    var chain: [JSONValue] = []
    var place = row.profile.member
    var seen: Set = [row.id]
    while let here = place, seen.insert(here.container).inserted {
      let parent = all.first { $0.id == here.container }
      chain.append(
        .members(
          ("source_id", .number(here.container)), ("name", .text(parent?.name.bounded)),
          ("entry", .number(here.entry)), ("sha256", .text(parent?.sha256?.description))))
      place = parent?.profile.member
    }
    return .array(chain)
  }

  private func imported(_ entry: CustodyFacts.Entry?) -> JSONValue {
    guard let entry else { return .null }
    return .object(entry.members)
  }

  /// Sources whose times rest on an assumption, in words.
  var timeAssumptions: [JSONValue] {
    var sources: [String: [Int]] = [:]
    var order: [String] = []
    for row in answering {
      var said: [String] = []
      if let zone = row.profile.timezone { said.append("times without a zone are read as \(zone)") }
      if let year = row.profile.assumedYear {
        said.append("times without a year begin in \(year), which is assumed")
      }
      if row.profile.clockOffsetSeconds != 0 {
        said.append("\(row.profile.clockOffsetSeconds) s are added to each time: the clock was wrong")
      }
      for text in (said + row.profile.notes.prefix(20)).map(\.bounded) {
        if sources[text] == nil { order.append(text) }
        sources[text, default: []].append(row.id)
      }
    }
    return order.prefix(ReportLimits.sources).map { text in
      let numbers = sources[text] ?? []
      return .members(
        ("text", .string(text)), ("sources", .number(numbers.count)),
        ("source_ids", .array(numbers.prefix(50).map { .number($0) })))
    }
  }

  /// Limits that imports ran under, each set once, with the sources it held for.
  var limitsInForce: [JSONValue] {
    var sets: [(limits: JSONValue, text: [UInt8], sources: [JSONValue])] = []
    for row in all {
      guard let entry = imports[row.id] else { continue }
      for name in ["limits", "container_limits"] {
        guard let limits = entry.details?[name]?.bounded, let text = try? CanonicalJSON.bytes(limits) else {
          continue
        }
        if let index = sets.firstIndex(where: { $0.text == text }) {
          sets[index].sources.append(.number(row.id))
        } else if sets.count < 20 {
          sets.append((limits, text, [.number(row.id)]))
        }
      }
    }
    return sets.map { set in
      .members(
        ("limits", set.limits), ("sources", .number(set.sources.count)),
        ("source_ids", .array(Array(set.sources.prefix(50)))))
    }
  }
}
