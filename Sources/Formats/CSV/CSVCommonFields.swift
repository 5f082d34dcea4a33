import Evidence

/// Which columns of a CSV give the time and the common fields, most telling first: the first of a list whose
/// cell is not empty is taken. Names are compared as written, upper and lower case apart (`Source` is Event
/// Viewer's provider, `source` is Splunk's file name).
enum CSVCommonFields {
  /// Columns with the time of the event.
  static let time: [String] = [
    // Splunk
    "_time",
    // EvtxECmd, Get-WinEvent | Export-Csv
    "TimeCreated", "TimeCreatedUtc [UTC]",
    // Microsoft Sentinel, Log Analytics
    "TimeGenerated [UTC]", "TimeGenerated [Local Time]", "TimeGenerated",
    // Event Viewer: English, German, French, Spanish
    "Date and Time", "Datum und Uhrzeit", "Date et heure", "Fecha y hora",
    // CloudTrail and others
    "eventTime", "Event DateTime", "EventTime", "@timestamp", "timestamp", "Timestamp",
    // Zeek
    "ts",
    "datetime", "DateTime", "UtcTime", "time", "Time", "date", "Date",
  ]

  /// Of these, names that many tables use for something else (a time of day, a day of the month): a value in
  /// them that is no date and time is no problem.
  static let vagueTime: Set<String> = ["time", "Time", "date", "Date"]

  /// Columns whose times are in UTC although nothing in the value says so.
  static func isUTC(_ name: String, among names: [String]) -> Bool {
    if name.hasSuffix("[UTC]") || name == "UtcTime" { return true }
    // Log Analytics stores UTC; a table export has its workspace in every row.
    if name == "TimeGenerated", names.contains("TenantId") { return true }
    // EvtxECmd writes UTC.
    return name == "TimeCreated" && names.contains("ChunkNumber") && names.contains("Payload")
  }

  /// Headings of a language that writes the day first.
  static let dayFirstHeadings: Set<String> = ["Datum und Uhrzeit", "Date et heure", "Fecha y hora"]

  /// Columns with a common field.
  static let table: [(field: RecordFields.Common, columns: [String])] = [
    (
      .computer,
      [
        "Computer", "ComputerName", "MachineName", "computer", "HostName", "host", "hostname", "Host",
        "VMName",
      ]
    ),
    (.channel, ["Channel", "LogName", "channel"]),
    (.provider, ["Provider", "ProviderName", "SourceName", "Source", "Quelle", "EventSourceName"]),
    (.eventID, ["EventID", "EventCode", "EventId", "Event ID", "Ereignis-ID", "Id", "event_id"]),
    (
      .eventRecordID,
      ["EventRecordID", "EventRecordId", "RecordNumber", "RecordId", "event_record_id"]
    ),
    (.user, ["User", "UserName", "Account", "UserId", "user"]),
    (.severity, ["Level", "LevelDisplayName", "Ebene", "SeverityLevel", "Type", "EventLevelName"]),
  ]

  /// The severity that a word of the log, or a level's number in Windows, stands for; nil for any other text.
  static func severity(_ value: Span<UInt8>) -> StaticString? {
    if let word = WindowsSeverity.word(value) { return word }
    for (word, severity) in severities {
      if value.count == word.utf8CodeUnitCount, value.starts(with: word, at: 0) { return severity }
    }
    return nil
  }

  private static let severities: [(StaticString, StaticString)] = [
    ("Information", "information"), ("Informationen", "information"), ("information", "information"),
    ("Info", "information"), ("info", "information"), ("LogAlways", "information"), ("notice", "information"),
    ("Warning", "warning"), ("Warnung", "warning"), ("warning", "warning"), ("warn", "warning"),
    ("Error", "error"), ("Fehler", "error"), ("error", "error"), ("err", "error"),
    ("Critical", "critical"), ("Kritisch", "critical"), ("critical", "critical"), ("crit", "critical"),
    ("alert", "critical"), ("emerg", "critical"),
    ("Verbose", "verbose"), ("Ausführlich", "verbose"), ("verbose", "verbose"), ("debug", "verbose"),
  ]
}
