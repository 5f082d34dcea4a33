import CaseFile
import Evidence
import Formats

/// What was counted of one source.
struct SourceTally {
  let source: SourceRow
  var records = 0
  var unparsed = 0
  var unparsedExamples = Examples()
  var withoutTime = 0
  var withoutTimeExamples = Examples()
  /// Records after `latest`.
  var future = 0
  var futureExamples = Examples()
  /// By code: records with it.
  var problems: [String: (count: Int, reason: String, examples: Examples)] = [:]
  var fields = FieldTallies()
  /// No record can be later than this, but for clocks and zones.
  let latest: Timestamp?
  /// Where `latest` comes from.
  let latestName: String

  /// Clocks and unknown zones are forgiven this much.
  static let futureTolerance: Int64 = 86_400

  init(_ source: SourceRow, imported: Timestamp?) {
    self.source = source
    latest = source.modified ?? imported
    latestName = source.modified != nil ? "the file's own time" : "the time of the last import"
  }

  mutating func add(_ group: GroupAccess, commons: Set<Int>) throws {
    records += group.row.recordCount
    unparsed += group.row.unparsedCount
    for record in group.layout.unparsed where !unparsedExamples.isFull {
      unparsedExamples.add(group.leaf(ofRecord: record))
    }
    try addTimes(group)
    for span in try group.spansWithProblems() {
      guard let record = group.record(ofSpan: span) else { continue }
      for problem in try group.problems(ofSpan: span) {
        problems[problem.c, default: (0, problem.r, Examples())].count += 1
        problems[problem.c]?.examples.add(group.leaf(ofRecord: record))
      }
    }
    try fields.add(group, commons: commons)
  }

  private mutating func addTimes(_ group: GroupAccess) throws {
    let times = try group.times()
    let bound = latest.flatMap { Timestamp(seconds: $0.seconds + Self.futureTolerance).unixNanoseconds }
    for record in 0..<times.kinds.count {
      switch times.kinds[record] {
      case 0:
        if group.layout.isUnparsed(record) { continue }
        withoutTime += 1
        withoutTimeExamples.add(group.leaf(ofRecord: record))
      case 1:
        guard let bound, times.nanoseconds[record] > bound else { continue }
        future += 1
        futureExamples.add(group.leaf(ofRecord: record), Array((times.time(record)?.text ?? "").utf8))
      default: continue
      }
    }
  }
}

/// The longest records of a source, without what separates them.
struct LongestRecords {
  private(set) var length = 0
  private(set) var count = 0
  private(set) var examples = Examples()

  mutating func add(_ length: Int, record: Int) {
    guard length >= self.length else { return }
    if length > self.length { (self.length, count, examples) = (length, 0, Examples()) }
    count += 1
    examples.add(record)
  }
}
