import Evidence

/// Reads the bytes of a search from front to back.
struct SearchCursor {
  let text: [UInt8]
  var position: Int
  /// Nothing behind it is read.
  let end: Int

  init(_ text: [UInt8], from position: Int = 0, to end: Int? = nil) {
    self.text = text
    self.position = position
    self.end = end ?? text.count
  }

  var isAtEnd: Bool { position >= end }

  /// The byte `distance` bytes on; nil at the end.
  func peek(_ distance: Int = 0) -> UInt8? {
    let index = position + distance
    return index >= 0 && index < end ? text[index] : nil
  }

  func isAt(_ scalar: Unicode.Scalar) -> Bool { peek() == UInt8(ascii: scalar) }

  /// Steps over `scalar` if it is next.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard isAt(scalar) else { return false }
    position += 1
    return true
  }

  mutating func skipBlanks() {
    while let byte = peek(), Self.isBlank(byte) { position += 1 }
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

  func error(_ code: String, _ reason: String, at place: Int? = nil, hint: String? = nil) -> AssayError {
    SearchError.make(code, reason, in: text, at: place ?? position, hint: hint)
  }

  // MARK: words

  /// The word at the position, without moving: letters and digits of any language, `_`.
  func word() -> Range<Int> {
    var index = position
    while index < end, Self.isWord(text[index]) { index += 1 }
    return position..<index
  }

  static func isWord(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
      || byte >= 0x80
  }

  /// Whether the keyword stands here, and no word goes on behind it.
  func isAtKeyword(_ keyword: String, anyCase: Bool = false) -> Bool {
    let range = word()
    let found = string(range)
    return anyCase ? found.lowercased() == keyword.lowercased() : found == keyword
  }

  mutating func takeKeyword(_ keyword: String, anyCase: Bool = false) -> Bool {
    guard isAtKeyword(keyword, anyCase: anyCase) else { return false }
    position = word().upperBound
    return true
  }

  /// A byte of a field's name that needs no quotes.
  static func isFieldByte(_ byte: UInt8) -> Bool {
    isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "@")
      || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "{")
      || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "%")
  }

  // MARK: quotes

  /// A text in double quotes, where `\"` is a quote and `\\` a backslash; any other backslash is itself.
  ///
  /// - Throws: `search.quote-open`.
  mutating func quoted() throws(AssayError) -> [UInt8] {
    let start = position
    position += 1
    var value: [UInt8] = []
    while let byte = peek() {
      position += 1
      if byte == UInt8(ascii: "\"") { return value }
      if byte == UInt8(ascii: "\\"), let next = peek(),
        next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\")
      {
        value.append(next)
        position += 1
      } else {
        value.append(byte)
      }
    }
    throw error(
      "search.quote-open", "this quote is never closed", at: start,
      hint: "write \\\" for a quote within quotes, and \\\\ for a backslash before the last quote")
  }
}
