import Evidence
import Integrity

/// Files that take an answer back to a SIEM by hand.
enum HandBackForm: String, CaseIterable, Sendable {
  /// A lookup table of Splunk: CSV with a header row.
  case splunkLookup = "splunk-lookup"
  /// Events for Splunk's HTTP Event Collector, one JSON object a line.
  case splunkHEC = "splunk-hec"
  /// Elasticsearch's _bulk: an action line and a document line for each row.
  case elasticBulk = "elastic-bulk"
  /// A custom table of Microsoft Sentinel, for the Logs Ingestion API: arrays of objects.
  case sentinelTable = "sentinel-table"

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// What the SIEM calls the rows.
struct HandBackOptions: Sendable {
  /// Index (Splunk, Elasticsearch) or nothing.
  var index: String?
  /// Source type of Splunk.
  var sourcetype: String?
  /// Columns to write, in order; empty: all that any row has.
  var columns: [String] = []
  /// The column that holds the row's time.
  var time: String?
  /// The column that holds the computer.
  var host: String?

  /// - Throws: `playbook.malformed`.
  init(_ yaml: PlaybookYAML?) throws(AssayError) {
    guard let yaml else { return }
    try yaml.only(["index", "sourcetype", "columns", "time", "host"])
    index = try yaml.text("index")
    sourcetype = try yaml.text("sourcetype")
    time = try yaml.text("time")
    host = try yaml.text("host")
    for column in try yaml.member("columns")?.elements(atMost: 500) ?? [] {
      columns.append(try column.text())
    }
  }

  /// In a receipt.
  var json: JSONValue {
    var members: [JSONValue.Member] = []
    for (name, value) in [("index", index), ("sourcetype", sourcetype), ("time", time), ("host", host)] {
      if let value { members.append(.init(name, .string(value))) }
    }
    if !columns.isEmpty { members.append(.init("columns", .array(columns.map { .string($0) }))) }
    return .object(members)
  }
}

/// Rows of an answer, for writers.
struct HandBackRows {
  let rows: [RawObject]
  let options: HandBackOptions
  /// Names the rows where the options do not: the step.
  let step: String
  /// Where they come from: the case.
  let source: String

  /// - Parameter ndjson: a row a line.
  /// - Throws: `playbook.step` for a line that is no object.
  init(ndjson: [UInt8], options: HandBackOptions, step: String, source: String, file: String)
    throws(AssayError)
  {
    var rows: [RawObject] = []
    for line in ndjson.split(separator: 10) {
      guard var row = try? RawObject(Array(line)) else {
        throw AssayError(
          "playbook.step", subject: file, reason: "line \(rows.count + 1) is no JSON object",
          hint: "the step before must write rows as .ndjson")
      }
      if !options.columns.isEmpty { row.keep(options.columns) }
      rows.append(row)
    }
    self.rows = rows
    self.options = options
    self.step = step
    self.source = source
  }

  /// Names of the columns, in the order in which they come.
  var columns: [String] {
    if !options.columns.isEmpty { return options.columns }
    var seen: Set<String> = []
    return rows.flatMap(\.members).map(\.name).filter { seen.insert($0).inserted }
  }

  /// The time of a row as ISO 8601; nil where it has none.
  func time(_ row: RawObject) -> String? {
    for name in options.time.map({ [$0] }) ?? ["time", "first", "first_seen", "begin"] {
      if case .string(let text) = row[name]?.value,
        let time = Array(text.utf8).span.isoTime(at: 0)
      {
        return time.utc().text
      }
    }
    return nil
  }

  /// The computer of a row.
  func host(_ row: RawObject) -> String? {
    for name in options.host.map({ [$0] }) ?? ["computer", "host"] {
      if case .string(let text) = row[name]?.value, !text.isEmpty { return text }
    }
    return nil
  }
}
