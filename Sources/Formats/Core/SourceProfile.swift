import Evidence

/// The format of a source, as named in every output.
package enum LogFormat: String, Sendable, Codable, CaseIterable {
  case evtx
  case eventXML = "event_xml"
  case json
  case csv
  case lines
  case container
}

/// All that must be known of a source to cut it and to extract its fields: what sniffing found, and what the
/// user overrode. Stored with the source, so that the same answer comes out again in twenty years.
package struct SourceProfile: Sendable, Codable, Equatable {
  package var format: LogFormat
  package var encoding: TextEncoding
  package var csv: CSVDialect?
  package var json: JSONShape?
  package var lines: LinesShape?
  /// Zone of times that name none: an offset such as `+02:00` or a name that `TimeZoneTable` knows. Nil: UTC,
  /// assumed.
  package var timezone: String?
  /// Year of the first time that names none (RFC 3164), assumed.
  package var assumedYear: Int?
  /// Seconds added to every time of the source: the host's clock was wrong by the opposite.
  package var clockOffsetSeconds: Int64
  /// What was assumed or found odd, one sentence each, for `sources`.
  package var notes: [String]
  /// Of a container, and of what is kept as it is: what it is.
  package var container: ContainerProfile?
  /// Of a source that came out of a container: where it stands there.
  package var member: MemberPlace?

  package init(
    format: LogFormat, encoding: TextEncoding = .utf8, csv: CSVDialect? = nil, json: JSONShape? = nil,
    lines: LinesShape? = nil, timezone: String? = nil, assumedYear: Int? = nil, clockOffsetSeconds: Int64 = 0,
    notes: [String] = []
  ) {
    self.format = format
    self.encoding = encoding
    self.csv = csv
    self.json = json
    self.lines = lines
    self.timezone = timezone
    self.assumedYear = assumedYear
    self.clockOffsetSeconds = clockOffsetSeconds
    self.notes = notes
  }
}

/// How a CSV file is written.
package struct CSVDialect: Sendable, Codable, Equatable {
  /// Byte between cells: `,` `;` tab or `|`.
  package var delimiter: UInt8
  /// Byte around cells, doubled inside; nil where quotes mean nothing (Zeek TSV).
  package var quote: UInt8?
  /// Line end outside quotes: true where it is a lone CR.
  package var carriageReturnEndsRow: Bool
  /// Zeek's `#separator`/`#fields` header lines instead of a header row.
  package var zeek: Bool
  /// Whether the first row names the columns.
  package var hasHeader: Bool
  /// How many more cells nearly every row has than the header names (Event Viewer: one).
  package var surplusColumns: Int
  /// Whether `1/2/2024` is read as 1 February.
  package var dayFirst: Bool

  package init(
    delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""),
    carriageReturnEndsRow: Bool = false,
    zeek: Bool = false, hasHeader: Bool = true, surplusColumns: Int = 0, dayFirst: Bool = false
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.carriageReturnEndsRow = carriageReturnEndsRow
    self.zeek = zeek
    self.hasHeader = hasHeader
    self.surplusColumns = surplusColumns
    self.dayFirst = dayFirst
  }
}

/// How JSON records stand in the file.
package enum JSONShape: String, Sendable, Codable {
  /// One value a line: NDJSON.
  case lines
  /// Values one after the other, spread over lines or without separator; also one top-level array.
  case stream
  /// One document whose records are the elements of an array inside it (`Records`, `hits.hits`, `results`).
  case wrapped
}

/// How a text file of lines is read.
package enum LinesShape: String, Sendable, Codable {
  /// One record a line.
  case plain
  /// One record a line, and lines end with CR alone.
  case carriageReturn = "carriage_return"
  /// IIS / W3C extended log: `#Fields:` names the columns.
  case w3c
  /// Events of Splunk's classic Windows text (`MM/DD/YYYY hh:mm:ss AM`, `Key=Value` lines), maybe mixed with
  /// `<Event>` elements.
  case splunkRaw = "splunk_raw"
}
