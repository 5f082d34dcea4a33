package import Integrity
import Pages

/// Results that are one thing and not rows: `info`, `checkpoint`.
package enum DocumentWriter {
  /// Writes `document` in machine formats and `lines` for people. CSV is `key,value` of its members.
  ///
  /// - Parameter ending: nothing follows it.
  package static func write(
    _ sink: OutputSink, _ format: OutputFormat, document: JSONValue, lines: [String], ending: Bool = true
  ) throws {
    switch format {
    case .table, .line: for line in lines { try sink.write(line + "\n") }
    case .json, .ndjson:
      var json = JSONText()
      json.write(document)
      json.raw("\n")
      try sink.write(json.bytes)
    case .csv:
      var csv = CSVText()
      csv.row([.text("key"), .text("value")])
      if case .object(let members) = document {
        for member in members { csv.row([.text(member.name), .json(member.value)]) }
      }
      try sink.write(csv.bytes)
    }
    if ending { try sink.finish() }
  }
}
