import Evidence
import Integrity
import Pages

/// Writes rows in a SIEM's form. The same rows give the same bytes.
enum HandBackWriter {
  /// Most bytes of one call of the Logs Ingestion API (Microsoft: service limits of Azure Monitor, 1 MB).
  static let sentinelBytes = 1_000_000

  /// - Returns: what stands in the file, and in further files where one call of the SIEM does not take all.
  static func files(_ rows: HandBackRows, _ form: HandBackForm) -> [[UInt8]] {
    switch form {
    case .splunkLookup: [splunkLookup(rows)]
    case .splunkHEC: [splunkHEC(rows)]
    case .elasticBulk: [elasticBulk(rows)]
    case .sentinelTable: sentinelTable(rows)
    }
  }

  /// A header and a row each. Names of columns have no blanks; several values of a cell are parted by `|`.
  private static func splunkLookup(_ rows: HandBackRows) -> [UInt8] {
    var csv = CSVText()
    let columns = rows.columns
    csv.row(columns.map { .text($0.replacing(" ", with: "_")) })
    for row in rows.rows {
      csv.row(columns.map { name in .text(row.first { $0.name == name }.map { flat($0.value) } ?? "") })
    }
    return csv.bytes
  }

  private static func flat(_ value: JSONValue) -> String {
    switch value {
    case .null: return ""
    case .string(let text): return text
    case .array(let list): return list.map { flat($0) }.joined(separator: "|")
    default: return text(value)
    }
  }

  /// Splunk, "Format events for HTTP Event Collector": time in seconds, host, source, sourcetype, index, event.
  private static func splunkHEC(_ rows: HandBackRows) -> [UInt8] {
    var json = JSONText()
    for row in rows.rows {
      var members: [JSONValue.Member] = []
      if let time = rows.time(row), let seconds = epoch(time) {
        members.append(.init("time", .string(seconds)))
      }
      if let host = rows.host(row) { members.append(.init("host", .string(host))) }
      members.append(.init("source", .string("assay:\(rows.source)")))
      members.append(.init("sourcetype", .string(rows.options.sourcetype ?? "assay:\(rows.step)")))
      if let index = rows.options.index { members.append(.init("index", .string(index))) }
      members.append(.init("event", .object(row)))
      json.write(.object(members))
      json.raw("\n")
    }
    return json.bytes
  }

  /// Elasticsearch, "Bulk API": `create` refuses a document that is there, and the id is the row's digest, so that
  /// the same file sent twice adds nothing.
  private static func elasticBulk(_ rows: HandBackRows) -> [UInt8] {
    var json = JSONText()
    let index = rows.options.index ?? "assay-\(rows.step.lowercased())"
    for row in rows.rows {
      var document = row
      if let time = rows.time(row), !row.contains(where: { $0.name == "@timestamp" }) {
        document.insert(.init("@timestamp", .string(time)), at: 0)
      }
      let id = hexText(Digest256.of(Array(text(.object(document)).utf8)).bytes)
      json.write(["create": ["_index": .string(index), "_id": .string(id)]])
      json.raw("\n")
      json.write(.object(document))
      json.raw("\n")
    }
    return json.bytes
  }

  /// Arrays of at most 1 MB. Columns of a custom table have letters, digits and `_`, and TimeGenerated is needed
  /// (Microsoft: "Create a custom table"): a row without a time has none, and the table's rule decides.
  private static func sentinelTable(_ rows: HandBackRows) -> [[UInt8]] {
    var files: [[UInt8]] = []
    var bytes: [UInt8] = []
    for row in rows.rows {
      var object = row.map { JSONValue.Member(columnName($0.name), $0.value) }
      if let time = rows.time(row), !object.contains(where: { $0.name == "TimeGenerated" }) {
        object.insert(.init("TimeGenerated", .string(time)), at: 0)
      }
      let line = Array(text(.object(object)).utf8)
      if !bytes.isEmpty, bytes.count + line.count + 4 > sentinelBytes {
        files.append(bytes + Array("\n]\n".utf8))
        bytes = []
      }
      bytes += Array((bytes.isEmpty ? "[\n" : ",\n").utf8) + line
    }
    files.append((bytes.isEmpty ? Array("[".utf8) : bytes) + Array("\n]\n".utf8))
    return files
  }

  private static func columnName(_ name: String) -> String {
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" }
    return (plain.first.map { $0.isLetter } ?? false) ? String(plain) : "c_" + String(plain)
  }

  /// Seconds since 1970 with all digits that the time has.
  private static func epoch(_ time: String) -> String? {
    guard let time = Array(time.utf8).span.isoTime(at: 0)?.utc() else { return nil }
    let nanoseconds = String(time.nanoseconds)
    return "\(time.seconds).\(String(repeating: "0", count: 9 - nanoseconds.count))\(nanoseconds)"
  }

  private static func text(_ value: JSONValue) -> String {
    var json = JSONText()
    json.write(value)
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
