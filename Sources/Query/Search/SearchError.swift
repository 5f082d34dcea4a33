import Evidence

/// Errors of a search: what was expected, and a caret below the place.
enum SearchError {
  /// - Parameters:
  ///   - place: byte offset in `text`.
  ///   - hint: what to write instead; one line.
  static func make(
    _ code: String, _ reason: String, in text: [UInt8], at place: Int, hint: String? = nil
  ) -> AssayError {
    let caret = CaretText.lines(text, at: place)
    return AssayError(
      code, subject: "search", reason: reason, hint: caret + (hint.map { "\n" + $0 } ?? ""))
  }
}
