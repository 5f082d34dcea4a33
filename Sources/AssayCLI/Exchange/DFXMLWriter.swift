import CaseFile
import Evidence
import Formats
import Integrity
import Pages
import Query

/// Sources as `fileobject`s with their digests, and records as the stretches of them that they are: Digital Forensics XML
/// (DFXML schema 1.1.1: order of elements, `byte_run`).
struct DFXMLWriter {
  let reader: CaseReader
  let sink: OutputSink
  /// When it was made.
  let time: Timestamp

  /// - Parameter records: record numbers, in any order; they are written in the order of their places.
  func write(_ sources: [SourceRow], _ records: RecordSet) throws {
    try sink.write(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <dfxml xmlns="http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML" \
      xmlns:dc="http://purl.org/dc/elements/1.1/" version="1.1.1">
        <metadata><dc:type>Log sources and records</dc:type></metadata>
        <creator>
          <program>assay</program>
          <version>\(XMLText.escaped(AssayVersion.text))</version>
          <execution_environment><start_time>\(time.text)</start_time></execution_environment>
        </creator>
        <source><image_filename>\(XMLText.escaped(reader.store.path))</image_filename></source>

      """)
    // Records of one source stand together, since leaves of a source do.
    var runs: [Int: [Int]] = [:]
    for number in records.numbers { runs[try source(of: number), default: []].append(number) }
    for row in sources { try write(row, runs[row.id] ?? []) }
    try sink.write("</dfxml>\n")
  }

  private func source(of number: Int) throws -> Int {
    try reader.span(try reader.leaf(.number(RecordNumber(number)))).block.row.source
  }

  private func write(_ row: SourceRow, _ records: [Int]) throws {
    try sink.write(
      """
        <fileobject>
          <filename>\(XMLText.escaped(row.name))</filename>
          <id>\(row.id)</id>
          <name_type>r</name_type>
          <filesize>\(row.size ?? row.committed)</filesize>

      """)
    if let modified = row.modified { try sink.write("    <mtime>\(modified.text)</mtime>\n") }
    if !records.isEmpty {
      try sink.write("    <byte_runs>\n")
      for number in records {
        if Interruption.isRequested { throw AssayError("interrupted", subject: row.name, reason: "stopped") }
        let place = try reader.span(number)
        try sink.write(
          "      <!-- \(place.locator) --><byte_run file_offset=\"\(place.sourceOffset)\" len=\"\(place.bytes.count)\">"
            + "<hashdigest type=\"sha256\">\(Digest256.of(place.bytes))</hashdigest></byte_run>\n")
      }
      try sink.write("    </byte_runs>\n")
    }
    for digest in SourceDigests.recorded(row) {
      try sink.write("    <hashdigest type=\"\(digest.kind.rawValue)\">\(digest.text)</hashdigest>\n")
    }
    try sink.write("  </fileobject>\n")
  }
}
