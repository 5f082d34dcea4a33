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

  /// From the first three values of a row.
  init(_ row: [SQLValue]) {
    computer = row[0]
    channel = row[1]
    source = row[2]
  }

  func matches(_ row: [SQLValue]) -> Bool { computer == row[0] && channel == row[1] && source == row[2] }

  /// A condition on `events` that only records of the stream fulfil.
  var condition: String {
    let parts = [("computer", computer), ("channel", channel)].map { name, value in
      switch value {
      case .text(let bytes): "\(name) = CAST(x'\(bytes.map(Self.hex).joined())' AS TEXT)"
      case .integer(let number): "\(name) = \(number)"
      case .null, .real, .blob: "\(name) IS NULL"
      }
    }
    guard case .integer(let number) = source else { return parts.joined(separator: " AND ") }
    return parts.joined(separator: " AND ") + " AND source_id = \(number)"
  }

  private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}

extension SQLValue {
  /// The integer; nil for anything else.
  var number: Int64? { if case .integer(let number) = self { number } else { nil } }
}
