import Evidence

extension NestedRecord {
  /// What a `_raw` is, from its first bytes.
  package static func sniff(_ bytes: Span<UInt8>) -> Kind {
    var i = 0
    while i < bytes.count, bytes[i] <= 32 { i += 1 }
    guard i < bytes.count else { return .plain }
    switch bytes[i] {
    case UInt8(ascii: "<"):
      return bytes.starts(with: "<Event", at: i) || bytes.starts(with: "<?xml", at: i) ? .eventXML : .plain
    case UInt8(ascii: "{"): return .json
    case 48...57: return WindowsText.begins(bytes, at: i) ? .windowsText : .keyValue
    default: return .keyValue
    }
  }
}
