/// A place in what a person typed, with a caret below it.
package enum CaretText {
  /// Columns of the line that are shown on each side of the place.
  private static let side = 70

  /// The line that byte `place` of `text` is on, and below it a caret under the character there. What a terminal
  /// would not print is a blank; of a long line the part around the place is shown.
  package static func lines(_ text: [UInt8], at place: Int) -> String {
    let place = min(max(place, 0), text.count)
    let start = text[..<place].lastIndex(of: 10).map { $0 + 1 } ?? 0
    let end = text[place...].firstIndex(of: 10) ?? text.count
    var before = printable(text[start..<place])
    var behind = printable(text[place..<end])
    if before.count > side + 1 { before = ["…"] + before.suffix(side) }
    if behind.count > side + 1 { behind = Array(behind.prefix(side)) + ["…"] }
    var line = String.UnicodeScalarView()
    line.append(contentsOf: before)
    line.append(contentsOf: behind)
    let column = before.reduce(0) { $0 + TextWidth.of($1) }
    return String(line) + "\n" + String(repeating: " ", count: column) + "^"
  }

  /// Bytes that are no UTF-8 are U+FFFD.
  private static func printable(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: " "
      default: scalar
      }
    }
  }
}
