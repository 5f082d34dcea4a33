import Completeness

/// Records and rows made by hand: a log as it came, on which tests then do what a SIEM does to it.
struct Sample {
  var comparison: Comparison
  var values: [String: [String?]] = [:]

  /// `count` records, one a second, over two hosts and three channels, all of them in the export.
  init(_ count: Int = 200, product: ExportProduct = .splunk) {
    var words = Words()
    let hosts = ["WS01", "WS02"].map { words.number($0) }
    let channels = ["Security", "System", "Application"].map { words.number($0) }
    let ids = ["4624", "4688", "7036", "1000", "7045"].map { words.number($0) }
    var records: [RecordFacts] = []
    var rows: [RowFacts] = []
    for n in 0..<count {
      let time = (1_600_000_000 + Int64(n)) * 1_000_000_000 + 123_456_700
      let kind = [0, 0, 1, 0, 2, 0, 1][n % 7]
      var facts = RecordFacts(
        record: n + 1, source: 0, index: UInt32(n), text: [UInt8](repeating: 65, count: 800))
      (facts.time, facts.recordID) = (time, Int64(1000 + n))
      facts.computer = hosts[n % 5 == 0 ? 1 : 0]
      facts.channel = channels[kind]
      facts.eventID = ids[[n % 2, 2 + n % 2 * 2, 3][kind]]
      facts.verdicts = VerdictSet(.identical)
      facts.row = Int32(n)
      (facts.keptEndBytes, facts.keptEndCharacters, facts.longestKept) = (780, 780, 200)
      records.append(facts)
      var row = RowFacts(time: time / 1_000_000 * 1_000_000, state: .matched)
      (row.indexTime, row.bytes) = (time + 5_000_000_000, 800)
      rows.append(row)
    }
    comparison = Comparison(records, rows, words, of: product)
  }

  func word(_ number: WordID) -> String { comparison.words[number] }

  func records(where holds: (RecordFacts) -> Bool) -> [Int] {
    comparison.records.indices.filter { holds(comparison.records[$0]) }
  }

  /// Gives records a verdict; missing ones lose their rows.
  mutating func set(
    _ verdict: Verdict, _ records: [Int],
    _ change: (inout Difference, inout RecordFacts) -> Void = { _, _ in }
  ) {
    for record in records {
      var difference = Difference(of: record, verdict)
      var facts = comparison.records[record]
      let old = facts.verdicts.subtracting(VerdictSet(.identical))
      facts.verdicts = old.union(VerdictSet(verdict))
      change(&difference, &facts)
      if verdict == .missing { facts.row = -1 }
      comparison.records[record] = facts
      comparison.differences.append(difference)
    }
    comparison.differences.sort { ($0.record, $0.verdict) < ($1.record, $1.verdict) }
    guard verdict == .missing else { return }
    // Rows that are left, in the order of their records.
    var rows: [RowFacts] = []
    for record in comparison.records.indices where comparison.records[record].row >= 0 {
      let row = Int(comparison.records[record].row)
      comparison.records[record].row = Int32(rows.count)
      rows.append(comparison.rows[row])
    }
    comparison.rows = rows
  }

  /// The causes, by the limits of the program or by `limits`.
  func explained(_ limits: LimitCatalog? = nil) throws -> Explanations {
    let catalog = try limits ?? .builtIn()
    let fields = values.isEmpty ? nil : SampleFields(values: values, count: comparison.records.count)
    return try CauseAnalysis(catalog).explain(comparison, fields: fields)
  }

  /// The words of the causes, and how many records each has.
  func causes(_ limits: LimitCatalog? = nil) throws -> [String: Int] {
    let list = try explained(limits).list.map { ($0.why, $0.records) }
    return Dictionary(list, uniquingKeysWith: +)
  }
}

/// Values of fields by name, one for each record.
struct SampleFields: FieldSource {
  var values: [String: [String?]]
  var count: Int

  var fieldNames: [String] { values.keys.sorted() }

  func forEachRecord(_ names: [String], _ body: (Int, [String?]) throws -> Void) throws {
    for record in 0..<count { try body(record, names.map { values[$0]?[record] ?? nil }) }
  }
}
