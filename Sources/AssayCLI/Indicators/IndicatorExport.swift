import ArgumentParser
import CaseFile
import Decode
import Evidence
import Foundation
import Integrity
import Pages
import Query

/// `--as`: indicators in the form that another program reads.
enum IndicatorExportForm: String, ExpressibleByArgument, CaseIterable {
  case stix, misp, list
  case splunkLookup = "splunk-lookup"
}

/// Writes the indicators of a case for other programs.
struct IndicatorExport {
  let form: IndicatorExportForm
  /// When the objects were made; nil: the time of the case's last record, so that the same case gives the same bytes.
  let time: Timestamp?

  func write(_ rows: [IndicatorSummary], _ reader: CaseReader, _ sink: OutputSink) throws {
    let time = time ?? reader.lastTime ?? Timestamp(seconds: 0)
    switch form {
    case .stix: try write(STIXExport.bundle(rows, time: time), sink)
    case .misp:
      let name = reader.store.path.split(separator: "/").last.map(String.init) ?? reader.store.path
      try write(MISPExport.event(rows, title: "Indicators of \(name)", time: time), sink)
    case .list:
      for row in rows { try sink.write(Self.line(row.key.value)) }
    case .splunkLookup:
      var csv = CSVText()
      csv.row(
        ["indicator", "type", "class", "records", "first_seen", "last_seen", "hosts", "common"].map {
          .text($0)
        })
      for row in rows {
        csv.row([
          .sql(.text(row.key.value)), .text(row.key.type.rawValue), .text(IndicatorMeaning.kind(row.key)),
          .integer(row.records), .text(row.first?.text), .text(row.last?.text), .integer(row.hosts.count),
          .text(IndicatorMeaning.commonReason(row.key)),
        ])
      }
      try sink.write(csv.bytes)
    }
    try sink.finish()
  }

  /// A value on a line of its own: no value holds a line end that could make two of it.
  private static func line(_ value: [UInt8]) -> [UInt8] { value.filter { $0 != 10 && $0 != 13 } + [10] }

  private func write(_ document: JSONValue, _ sink: OutputSink) throws {
    var json = JSONText()
    json.write(document)
    json.raw("\n")
    try sink.write(json.bytes)
  }
}
