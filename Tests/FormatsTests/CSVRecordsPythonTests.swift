import Evidence
import Formats
import Foundation
import Testing

/// Every cell of every file is compared with Python's csv module, an implementation of its own.
@Suite("CSV against Python's csv module")
struct CSVRecordsPythonTests {
  /// File, delimiter, records by the corpora's README.
  static let files: [(path: String, delimiter: String, records: Int?)] = [
    ("csv/aws_honeybucket.csv", ",", nil),
    ("csv/bots_shaped_export.csv", ",", 1194),
    ("csv/botsv2_genuine_one_event.csv", ",", 1),
    ("csv/eventviewer_de.csv", ";", 250),
    ("csv/eventviewer_en.csv", ",", 250),
    ("csv/evtxecmd_output.csv", ",", 600),
    ("csv/huge_field.csv", ",", 3),
    ("csv/msticpy_linux_syslog.csv", ",", 100),
    ("csv/sentinel_az_net_flows.csv", ",", 460),
    ("csv/sentinel_office_exchange.csv", ",", 1334),
    ("csv/sentinel_portal_bom_crlf.csv", ",", 363),
    ("csv/sentinel_securityevent_logons.csv", ",", 14),
    ("csv/sentinel_securityevent_processes.csv", ",", 363),
    ("csv/splunk_exporttool.csv", ",", 300),
    ("csv/splunk_outputcsv_mv.csv", ",", 200),
    ("sysmon/sysmon_atomic_splunk_export.csv", ",", 565),
    ("hostile/backslash_escapes.csv", ",", 3),
    ("hostile/crlf_in_fields.csv", ",", 2),
    ("hostile/cr_only.csv", ",", 2),
    ("hostile/duplicate_headers.csv", ",", 1),
    ("hostile/formula_injection.csv", ",", 2),
    ("hostile/header_only.csv", ",", 0),
    ("hostile/quote_inside_bare_field.csv", ",", 3),
    ("hostile/ragged.csv", ",", nil),
    ("hostile/sql_in_names.csv", ",", 1),
    ("hostile/wide_5000_columns.csv", ",", 3),
  ]

  /// Rows as length-prefixed bytes: count of cells, then length and bytes of each (32-bit little-endian).
  static let script = """
    import csv, sys, struct
    csv.field_size_limit(1 << 30)
    out = sys.stdout.buffer
    with open(sys.argv[1], encoding='utf-8-sig', errors='surrogateescape', newline='') as f:
        for row in csv.reader(f, delimiter=sys.argv[2]):
            if not row: continue
            out.write(struct.pack('<I', len(row)))
            for cell in row:
                b = cell.encode('utf-8', 'surrogateescape')
                out.write(struct.pack('<I', len(b)) + b)
    """

  static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static func read(_ path: String, delimiter: String) throws -> [[[UInt8]]] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "")
    process.arguments = ["-c", script, path, delimiter]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    var i = 0
    func number() -> Int {
      defer { i += 4 }
      return (0..<4).reduce(0) { $0 | Int(data[i + $1]) << (8 * $1) }
    }
    var rows: [[[UInt8]]] = []
    while i < data.count {
      var row: [[UInt8]] = []
      for _ in 0..<number() {
        let n = number()
        row.append(Array(data[i..<i + n]))
        i += n
      }
      rows.append(row)
    }
    return rows
  }

  @Test(
    "every cell is what Python's csv reads",
    .enabled(if: CSVSource.areCorporaThere, "the corpora are not here"),
    .enabled(if: python != nil, "python3 is not here"), arguments: files)
  func cells(path: String, delimiter: String, records: Int?) throws {
    let expected = try CSVRecordsPythonTests.read(CSVSource.corpora + "/" + path, delimiter: delimiter)
    let names = try #require(expected.first).map { String(decoding: $0, as: UTF8.self) }
    // Without `_raw` and `__mv_` as such: here it is cells that are compared.
    let rename = { (name: String) in
      name == "_raw" || name.hasPrefix("__mv_") ? "as is " + name : name
    }
    let rows = try CSVSource(corpus: path).rows(rename: rename)
    #expect(rows.count == expected.count - 1)
    if let records { #expect(rows.count == records) }
    for (row, cells) in zip(rows, expected.dropFirst()) {
      #expect(row.parsed)
      #expect(row.fields.count == cells.count)
      for (i, (field, cell)) in zip(row.fields, cells).enumerated() {
        let name = i < names.count && !names[i].isEmpty ? rename(names[i]) : "column_\(i + 1)"
        if field.name != name || field.value != cell {
          Issue.record("cell \(i) of a row: \(field.name) is not \(name), or its value differs")
          return
        }
      }
    }
  }
}
