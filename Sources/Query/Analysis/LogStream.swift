/// The records that one log of one host is made of: its EventRecordIDs count up, and it has a rhythm. Where
/// records name no channel, a source stands for the log.
struct LogStream: Hashable {
  var computer: SQLValue
  var channel: SQLValue
  /// Set only where there is no channel.
  var source: SQLValue

  /// The columns of `events` that name a stream, in the order of `init`.
  static let columns = """
    computer, channel, CASE WHEN channel IS NULL THEN source_id END
    """

  /// From three values: computer, channel, source.
  init(_ row: [SQLValue]) {
    computer = row[0]
    channel = row[1]
    source = row[2]
  }
}

extension SQLValue {
  /// The integer; nil for anything else.
  var number: Int64? { if case .integer(let number) = self { number } else { nil } }
}
