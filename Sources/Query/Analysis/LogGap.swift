/// Something that a log seems to lack, or that breaks its order: a row of `log_gaps`. It states what the case
/// holds, never why.
struct LogGap {
  enum Kind: String {
    /// EventRecordIDs that no record of the case has.
    case missingIDs = "missing_ids"
    /// EventRecordIDs that several records have.
    case repeatedIDs = "repeated_ids"
    /// EventRecordIDs that start again at a lower number.
    case restartedIDs = "restarted_ids"
    /// A record that says that a log was cleared.
    case cleared = "log_cleared"
    /// A record that is earlier than the one before it in its file.
    case timeBackwards = "time_backwards"
    /// A pause that is far longer than the stream's usual ones.
    case timeForward = "time_forward"
    /// A pause at a time of day at which other days have records.
    case silent
    /// What could not be judged, and why.
    case notJudged = "not_judged"
  }

  var kind: Kind
  var stream: LogStream
  var firstID: Int64?
  var lastID: Int64?
  /// IDs, records or steps that the row stands for.
  var count: Int?
  var before: RecordPlace?
  var after: RecordPlace?
  /// Minutes with records that other days would let expect.
  var expected: Double?
  var note: String
}

/// A record on one side of a gap.
struct RecordPlace {
  var record: Int
  /// Nanoseconds since 1970; nil where the record has no time of that range.
  var time: Int64?

  /// - Parameters: values of the columns `record` and `time_ns`.
  init?(record: SQLValue, time: SQLValue) {
    guard let number = record.number else { return nil }
    self.record = Int(number)
    self.time = time.number
  }
}
