import Evidence

/// Errors of a search: what was expected, and a caret below the place.
enum SearchError {
  /// - Parameters:
  ///   - place: byte offset in `text`.
  ///   - hint: what to write instead; one line.
  static func make(
    _ code: String, _ reason: String, in text: [UInt8], at place: Int, hint: String? = nil
  ) -> AssayError {
    // The line that the place is on: a search may come from a file and have several.
    let place = min(max(place, 0), text.count)
    let start = text[..<place].lastIndex(of: 10).map { $0 + 1 } ?? 0
    let end = text[place...].firstIndex(of: 10) ?? text.count
    let line = text[start..<end].map { $0 == 9 || $0 == 13 ? 32 : $0 }
    // One scalar is one column, as far as a terminal without wide characters is concerned.
    let column = text[start..<place].count { $0 & 0xC0 != 0x80 }
    var lines = [String(decoding: line, as: UTF8.self), String(repeating: " ", count: column) + "^"]
    if let hint { lines.append(hint) }
    return AssayError(code, subject: "search", reason: reason, hint: lines.joined(separator: "\n"))
  }
}
