import Evidence

/// The common field `severity` of Windows events, from Level (MS-EVEN6, winmeta.xml `win:Level`): 0 is written
/// by logs that know no level (Security), 1 critical, 2 error, 3 warning, 4 information, 5 verbose. Other
/// levels are the provider's own; the number stands for itself.
package enum WindowsSeverity {
  /// The word for a level in its decimal form; nil where it has none.
  package static func word(_ level: Span<UInt8>) -> StaticString? {
    guard level.count == 1 else { return nil }
    return switch level[0] {
    case UInt8(ascii: "0"), UInt8(ascii: "4"): "information"
    case UInt8(ascii: "1"): "critical"
    case UInt8(ascii: "2"): "error"
    case UInt8(ascii: "3"): "warning"
    case UInt8(ascii: "5"): "verbose"
    default: nil
    }
  }

  /// The severity for entry `level` of `fields`.
  ///
  /// - Parameter content: what entries stand in that are not in scratch (the record's text).
  package static func severity(
    ofLevel level: Int, in fields: borrowing RecordFields, content: Span<UInt8>
  ) -> RecordFields.CommonValue {
    guard level >= 0, level < fields.entries.count else { return .none }
    let entry = fields.entries[level]
    let word = WindowsUser.withBytes(of: entry, in: fields, content: content) { WindowsSeverity.word($0) }
    if let word { return .word(word) }
    return entry.length == 0 ? .none : .entry(level)
  }
}
