import Evidence

/// Fields of an event's System part. A field of the same name from EventData or UserData gets its part's name
/// in front (`EventData.Version`), so that nothing hides System. Upper and lower case count as equal: SQLite
/// does not tell such columns apart.
package enum SystemFields {
  /// The names, sorted by length.
  package static let names: [StaticString] = [
    "Task", "Level", "Opcode", "UserID", "Channel", "EventID", "Version", "Computer", "Keywords", "Provider",
    "ActivityID", "Qualifiers", "SystemTime", "ProviderGuid", "EventRecordID", "EventSourceName",
    "RelatedActivityID", "ExecutionThreadID", "ExecutionProcessID",
  ]

  /// Whether `name` is one of them, in any case.
  @inline(__always)
  package static func contains(_ name: Span<UInt8>) -> Bool {
    // Most names are ruled out by their length and first letter.
    switch name.count {
    case 4: begins(name, "t") && equals(name, "Task")
    case 5: begins(name, "l") && equals(name, "Level")
    case 6: equals(name, "Opcode") || equals(name, "UserID")
    case 7: equals(name, "Channel") || equals(name, "EventID") || equals(name, "Version")
    case 8: equals(name, "Computer") || equals(name, "Keywords") || equals(name, "Provider")
    case 10: equals(name, "ActivityID") || equals(name, "Qualifiers") || equals(name, "SystemTime")
    case 12: begins(name, "p") && equals(name, "ProviderGuid")
    case 13: begins(name, "e") && equals(name, "EventRecordID")
    case 15: begins(name, "e") && equals(name, "EventSourceName")
    case 17:
      begins(name, "r") && equals(name, "RelatedActivityID")
        || begins(name, "e") && equals(name, "ExecutionThreadID")
    case 18: begins(name, "e") && equals(name, "ExecutionProcessID")
    default: false
    }
  }

  @inline(__always)
  private static func begins(_ name: Span<UInt8>, _ letter: Unicode.Scalar) -> Bool {
    name[0] | 0x20 == UInt8(ascii: letter)
  }

  @inline(__always)
  private static func equals(_ name: Span<UInt8>, _ other: StaticString) -> Bool {
    guard name.count == other.utf8CodeUnitCount else { return false }
    for i in 0..<name.count where unsafe name[i] | 0x20 != other.utf8Start[i] | 0x20 { return false }
    return true
  }
}
