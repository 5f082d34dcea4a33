import Evidence
import Integrity
import Pages
import Query

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
    for row in rows.rows { csv.row(columns.map { .sql(.text(row[$0].map(flat) ?? [])) }) }
    return csv.bytes
  }

  private static func flat(_ member: RawObject.Member) -> [UInt8] {
    switch member.value {
    case .null: []
    case .string(let text): Array(text.utf8)
    case .array(let list):
      Array(
        list.map { value -> [UInt8] in
          if case .string(let text) = value { return Array(text.utf8) }
          return RawObject.text(value)
        }.joined(separator: [UInt8(ascii: "|")]))
    default: member.raw
    }
  }

  /// Splunk, "Format events for HTTP Event Collector": time in seconds, host, source, sourcetype, index, event.
  private static func splunkHEC(_ rows: HandBackRows) -> [UInt8] {
    var bytes: [UInt8] = []
    for row in rows.rows {
      var members: [JSONValue.Member] = []
      if let time = rows.time(row), let seconds = epoch(time) {
        members.append(.init("time", .string(seconds)))
      }
      if let host = rows.host(row) { members.append(.init("host", .string(host))) }
      members.append(.init("source", .string("assay:\(rows.source)")))
      members.append(.init("sourcetype", .string(rows.options.sourcetype ?? "assay:\(rows.step)")))
      if let index = rows.options.index { members.append(.init("index", .string(index))) }
      bytes += RawObject.text(.object(members)).dropLast()
      bytes += Array(",\"event\":".utf8)
      bytes += row.bytes
      bytes += Array("}\n".utf8)
    }
    return bytes
  }

  /// Elasticsearch, "Bulk API": `create` refuses a document that is there, and the id is the row's digest, so that
  /// the same file sent twice adds nothing.
  private static func elasticBulk(_ rows: HandBackRows) -> [UInt8] {
    var bytes: [UInt8] = []
    let index = rows.options.index ?? "assay-\(rows.step.lowercased())"
    for var row in rows.rows {
      row.lead("@timestamp", rows.time(row))
      let document = row.bytes
      let id = hexText(Digest256.of(document).bytes)
      bytes += RawObject.text(["create": ["_index": .string(index), "_id": .string(id)]]) + [10]
      bytes += document + [10]
    }
    return bytes
  }

  /// Arrays of at most 1 MB. Columns of a custom table have letters, digits and `_`, and TimeGenerated is needed
  /// (Microsoft: "Create a custom table"): a row without a time has none, and the table's rule decides.
  private static func sentinelTable(_ rows: HandBackRows) -> [[UInt8]] {
    var files: [[UInt8]] = []
    var bytes: [UInt8] = []
    for var row in rows.rows {
      let time = rows.time(row)
      row.rename { columnName($0) }
      row.lead("TimeGenerated", time)
      let line = row.bytes
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
}
