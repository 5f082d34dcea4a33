import Evidence

/// Numbers and literals, RFC 8259 §6 and §3.
enum JSONNumber {
  /// Index behind the number that begins at `start`; nil where the grammar is broken. A number that the text
  /// ends in is whole.
  @inline(__always)
  static func end(_ text: Span<UInt8>, _ start: Int) -> Int? {
    let count = text.count
    var i = start
    if i < count, text[i] == UInt8(ascii: "-") { i += 1 }
    guard i < count, isDigit(text[i]) else { return nil }
    if text[i] == UInt8(ascii: "0") {
      i += 1
    } else {
      while i < count, isDigit(text[i]) { i += 1 }
    }
    if i < count, text[i] == UInt8(ascii: ".") {
      i += 1
      guard i < count, isDigit(text[i]) else { return nil }
      while i < count, isDigit(text[i]) { i += 1 }
    }
    if i < count, text[i] == UInt8(ascii: "e") || text[i] == UInt8(ascii: "E") {
      i += 1
      if i < count, text[i] == UInt8(ascii: "+") || text[i] == UInt8(ascii: "-") { i += 1 }
      guard i < count, isDigit(text[i]) else { return nil }
      while i < count, isDigit(text[i]) { i += 1 }
    }
    return i
  }

  /// Whether the bytes are one number or literal.
  static func isValue(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0 else { return false }
    switch text[0] {
    case UInt8(ascii: "t"): return text.count == 4 && text.starts(with: "true", at: 0)
    case UInt8(ascii: "f"): return text.count == 5 && text.starts(with: "false", at: 0)
    case UInt8(ascii: "n"): return text.count == 4 && text.starts(with: "null", at: 0)
    default: return end(text, 0) == text.count
    }
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}
