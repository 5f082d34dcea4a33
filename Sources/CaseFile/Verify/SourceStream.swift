import Evidence
import Formats
import Integrity

/// What is checked of a source in the order of its bytes: its digest, its counters, and where it is cut.
struct SourceStream {
  private let row: SourceRow
  private let limits: Limits
  private var hasher = SHA256Hasher()
  private var recutter: Recutter?
  /// Row groups whose spans the cutter has not reached yet.
  private var waiting: [ViewResult] = []
  private var bytes: UInt64 = 0
  private var records = 0
  private var gaps = 0
  private var gapBytes = 0
  /// A block was damaged: digests and counters of the source cannot be had.
  private var isBroken = false

  init(_ row: SourceRow, limits: Limits, recuts: Bool) {
    self.row = row
    self.limits = limits
    if recuts { recutter = Recutter(profile: row.profile, limits: limits) }
  }

  /// Takes the next block of the source.
  mutating func append(_ block: ContentResult.Block, _ logs: inout VerifyLogs) {
    func compare(_ what: String, _ recorded: Int, _ counted: Int) {
      if recorded == counted || isBroken { return }
      logs.structure.add(
        VerifyReport.Failure(
          "structure.counters", source: row.id, record: block.row.firstLeaf, expected: "\(counted)",
          found: "\(recorded)",
          reason: "block \(block.row.id) counts \(recorded) \(what) before it, there are \(counted)"))
    }
    compare("records", block.row.firstRecord, records)
    compare("gaps", block.row.firstGap, gaps)
    for span in block.spans ?? [] {
      if span.kind == .record {
        records += 1
      } else {
        gaps += 1
        gapBytes += span.length
      }
    }
    guard let content = block.bytes, block.isSound, block.row.sourceOffset == bytes else {
      isBroken = true
      recutter = nil
      waiting.removeAll()
      return
    }
    bytes += UInt64(content.count)
    if isBroken { return }
    hasher.update(content)
    let atEnd = row.state == .complete && bytes == UInt64(row.committed)
    recutter?.feed(content, atEnd: atEnd)
  }

  /// Takes a row group whose blocks were all appended.
  mutating func append(_ view: ViewResult, _ logs: inout VerifyLogs) {
    guard recutter != nil else { return }
    waiting.append(view)
    compareWaiting(&logs)
  }

  private mutating func compareWaiting(_ logs: inout VerifyLogs) {
    while let next = waiting.first, let available = recutter?.available, next.spans.count <= available,
      let cut = recutter?.take(next.spans.count)
    {
      waiting.removeFirst()
      let comparison = CutComparison(view: next, cut: cut)
      let isSame = comparison.compare(&logs)
      if !isSame {
        recutter = nil
        waiting.removeAll()
      }
    }
  }

  /// Row groups that the cutter never reached: it sees no end of an unfinished source's last record, and makes
  /// fewer spans of a complete one only if it cuts elsewhere.
  private mutating func compareLast(_ logs: inout VerifyLogs) {
    guard let last = waiting.first, let available = recutter?.available,
      let cut = recutter?.take(min(available, last.spans.count))
    else { return }
    let comparison = CutComparison(view: last, cut: cut)
    if comparison.compareSpans(&logs), row.state == .complete, !last.group.isStale {
      logs.views.add(comparison.endsSooner)
    }
  }

  /// The source's end.
  mutating func finish(_ logs: inout VerifyLogs, _ notes: inout [String]) {
    compareLast(&logs)
    if !waiting.isEmpty, row.state != .complete {
      notes.append(
        "source \(row.id) (\(row.name)) is unfinished: where its last \(waiting.count) row group ends was not"
          + " checked again")
    }
    guard !isBroken else {
      logs.bytes.count("sources_damaged")
      return
    }
    func compare(_ what: String, _ recorded: Int, _ counted: Int) {
      guard recorded != counted else { return }
      logs.structure.add(
        VerifyReport.Failure(
          "structure.counters", source: row.id, expected: "\(counted)", found: "\(recorded)",
          reason: "\(what) of source \(row.id): \(recorded) recorded, \(counted) there"))
    }
    compare("records", row.records, records)
    compare("gaps", row.gaps, gaps)
    compare("bytes in gaps", row.gapBytes, gapBytes)
    guard row.holdsBytes else {
      logs.bytes.count("containers_not_kept")
      return
    }
    let digest = hasher.digest
    logs.bytes.count("sources")
    if bytes == UInt64(row.committed), digest == row.expectedSHA256 {
      logs.bytes.count("sources_matched")
      return
    }
    logs.bytes.add(
      VerifyReport.Failure(
        row.state == .complete ? "bytes.source" : "bytes.prefix", source: row.id,
        expected: (row.expectedSHA256).description, found: digest.description,
        reason: "source \(row.id) (\(row.name)): SHA-256 of its \(bytes) bytes is \(digest),"
          + " recorded \(row.expectedSHA256)"))
  }
}

/// The checks' findings in the making.
struct VerifyLogs {
  var structure = FailureLog("structure")
  var bytes = FailureLog("bytes")
  var tree = FailureLog("tree")
  var custody = FailureLog("custody")
  var views = FailureLog("views")
  /// Nil where nothing from outside was given.
  var against: FailureLog?

  var checks: [VerifyReport.Check] {
    [structure.check, bytes.check, tree.check, custody.check, views.check]
      + (against.map { [$0.check] } ?? [])
  }
}
