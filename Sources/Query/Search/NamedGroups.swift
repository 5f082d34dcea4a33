import Evidence

/// Named groups of a regular expression: `(?<name>…)`, `(?P<name>…)`, `(?'name'…)`.
enum NamedGroups {
  /// A regular expression in quotes: `\"` is a quote, every other backslash belongs to the expression.
  static func quotedPattern(_ cursor: inout SearchCursor) throws(AssayError) -> String {
    let start = cursor.position
    cursor.position += 1
    var bytes: [UInt8] = []
    while let byte = cursor.peek() {
      cursor.position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
      if byte == UInt8(ascii: "\\"), let next = cursor.peek() {
        if next != UInt8(ascii: "\"") { bytes.append(byte) }
        bytes.append(next)
        cursor.position += 1
      } else {
        bytes.append(byte)
      }
    }
    throw cursor.error("search.quote-open", "this quote is never closed", at: start)
  }

  /// Names in order of appearance, without repetition.
  static func names(_ pattern: String) -> [String] {
    var names: [String] = []
    let bytes = Array(pattern.utf8)
    var index = 0
    var isInClass = false
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "(") where !isInClass:
        if let name = name(bytes, index), !names.contains(name) { names.append(name) }
      default: break
      }
      index += 1
    }
    return names
  }

  private static func name(_ bytes: [UInt8], _ open: Int) -> String? {
    var index = open + 1
    guard index < bytes.count, bytes[index] == UInt8(ascii: "?") else { return nil }
    index += 1
    if index < bytes.count, bytes[index] == UInt8(ascii: "P") { index += 1 }
    guard index < bytes.count, bytes[index] == UInt8(ascii: "<") || bytes[index] == UInt8(ascii: "'") else {
      return nil
    }
    index += 1
    let start = index
    while index < bytes.count, SearchCursor.isWord(bytes[index]) { index += 1 }
    // `(?<=` and `(?<!` look behind: no word follows.
    return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
  }
}
