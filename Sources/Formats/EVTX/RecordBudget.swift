/// Text and work that one record may have. What a record gives is in the hands of whoever made the chunk: its template may
/// stand anywhere in it, be another one for each record, and name long names over and over. A budget that follows from
/// the record's length alone, whatever was rendered before, keeps its text the same however it is asked for, and so
/// bounds a chunk: at most 1,400 records with a template fit in it.
struct RecordBudget {
  /// A unit is a byte of text; a step of a template costs as much as eight of them.
  static let stepCost = 8
  /// What any record may have: templates of real logs have a tenth of that.
  private static let free = 32 << 10
  /// What each of its bytes adds. The densest honest value, an array of empty strings, needs half of that.
  private static let perByte = 64

  private(set) var left: Int

  init(recordBytes: Int) { left = Self.free + Self.perByte * recordBytes }

  var isSpent: Bool { left < 0 }

  mutating func take(_ cost: Int) { left -= cost }
}
