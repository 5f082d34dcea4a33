/// What matching needs of a raw record, beside its facts: of fixed size, so that intact records are never read again.
/// Hashes have the process's secret key and never leave memory; two must agree before a record counts as intact.
struct RecordPrint: Sendable {
  /// Of the text's bytes.
  var text = 0
  /// Of all values with their canonical names, whatever their order; 0: the text was not understood.
  var content = 0
  /// Of the values that are compared with the export's columns.
  var fields = 0
  var style = TextStyle()
}

/// What matching needs of a row, beside its facts.
struct RowPrint: Sendable {
  enum Shape: UInt8, Sendable {
    /// The export has no text of the event, or this row has none.
    case noText
    /// The text of one event.
    case whole
    /// It begins an event and does not end it.
    case cut
    /// It begins more than one event.
    case several
    /// It begins none.
    case piece
  }

  /// Record number of the row in the case.
  var leaf = 0
  /// As `RecordPrint`; 0: there is none.
  var text = 0
  var content = 0
  var fields = 0
  var style = TextStyle()
  var shape = Shape.noText
  /// As `RecordFacts`, in the row's own text, where that is whole and not a record's; 0: not known.
  var keptEndBytes: UInt32 = 0
  var keptEndCharacters: UInt32 = 0
  /// What the row's columns, or else its text, say of the record's key.
  var computer: WordID = 0
  var channel: WordID = 0
  var recordID: Int64 = -1
}
