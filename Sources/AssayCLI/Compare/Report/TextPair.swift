import Pages

/// Two texts side by side, what they differ in marked: what both begin and end with is shown in part, the middle as
/// far as a page has room. What is left out is counted.
struct TextPair {
  private let left: [Unicode.Scalar]
  private let right: [Unicode.Scalar]
  /// How many characters both begin and end with.
  private let front: Int
  private let back: Int

  /// Characters of common text that are shown before and behind the difference.
  private static let context = 80
  /// Characters of the difference that are shown.
  private static let shown = 320

  init(_ left: String, _ right: String) {
    let (a, b) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
    (self.left, self.right) = (a, b)
    let shorter = min(a.count, b.count)
    var front = 0
    while front < shorter, a[front] == b[front] { front += 1 }
    var back = 0
    while back < shorter - front, a[a.count - 1 - back] == b[b.count - 1 - back] { back += 1 }
    (self.front, self.back) = (front, back)
  }

  var leftHTML: HTML { Self.html(left, front, back) }
  var rightHTML: HTML { Self.html(right, front, back) }

  private static func html(_ text: [Unicode.Scalar], _ front: Int, _ back: Int) -> HTML {
    let middle = front..<(text.count - back)
    let start = max(0, front - context)
    let end = min(text.count, middle.upperBound + context)
    let difference: HTML =
      middle.isEmpty
      ? (back == 0 ? "<mark>∎ ends here</mark>" : "<mark title=\"nothing stands here\">∅</mark>")
      : "<mark>\(excerpt(text[middle]))</mark>"
    return """
      \(start > 0 ? "… " : "")\(lines(text[start..<front]))\(difference)\(lines(text[middle.upperBound..<end]))\
      \(end < text.count ? " …" : "")
      """
  }

  /// The beginning of a text, and how much more there is.
  static func beginning(_ text: String) -> HTML {
    let scalars = Array(text.unicodeScalars)
    return scalars.isEmpty ? "<span class=\"soft\">empty</span>" : excerpt(scalars[...])
  }

  private static func excerpt(_ text: ArraySlice<Unicode.Scalar>) -> HTML {
    // A few characters more are shorter than the words that count them.
    if text.count <= shown + 40 { return lines(text) }
    return
      "\(lines(text.prefix(shown)))<span class=\"soft\"> … and \(text.count - shown) more characters</span>"
  }

  /// With its line ends as line ends; other control characters are made visible.
  private static func lines(_ text: ArraySlice<Unicode.Scalar>) -> HTML {
    var html: HTML = ""
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if number > 0 { html += "\n" }
      html += "\(String(String.UnicodeScalarView(line)))"
    }
    return html
  }
}
