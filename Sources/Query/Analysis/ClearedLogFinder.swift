/// Records by which Windows says that a log was cleared: 1102 (Security), 104 (any other log, written to System),
/// and 517 of Windows XP and 2003.
final class ClearedLogFinder: LogGapFinder {
  private let rows: QueryRows

  init(_ ask: AnalysisTables.Ask) throws {
    // The provider decides where it is known: other programs use these numbers, too.
    rows = try ask(
      """
      SELECT \(LogStream.columns), record, time_ns, event_id, user,
        field(record, 'UserData.Channel')
      FROM events
      WHERE event_id IN (1102, 104, 517) AND CASE
        WHEN provider IS NULL THEN channel IN ('Security', 'System')
        WHEN event_id = '517' THEN provider = 'Security'
        ELSE provider LIKE '%Eventlog' END
      ORDER BY record
      """)
  }

  func next() throws -> LogGap? {
    guard let row = try rows.next() else { return nil }
    let user = row[6].asText.map { " by \($0)" } ?? ""
    // Event 104 names the log in its UserData; the other two are about the log that they stand in.
    let isOfSystem = row[5].bytes == Array("104".utf8)
    let log = isOfSystem ? row[7].asText.map { "the log \($0)" } ?? "a log" : "the log Security"
    return LogGap(
      kind: .cleared, stream: LogStream(row), count: 1, after: RecordPlace(record: row[3], time: row[4]),
      note: "event \(row[5].asText ?? ""): \(log) was cleared\(user)")
  }
}

extension SQLValue {
  /// The value as text; nil for NULL and an empty text.
  var asText: String? {
    let bytes = bytes
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
