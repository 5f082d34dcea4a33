import Evidence

/// Finds a word or phrase in a record's text: anywhere, without regard to case, also where the log's format writes
/// its characters with escapes: `\\` for a backslash (JSON), `&quot;` for a quote (XML), `""` (CSV).
final class TextMatcher {
  /// Nil: the term is `*` and everything matches.
  private let matcher: Pattern.Matcher?

  /// - Parameter source: as written in a search.
  /// - Throws: `search.…`.
  init(_ source: [UInt8]) throws(AssayError) {
    var options = PatternOptions()
    options.ignoresCase = true
    let regex = Self.regex(try Self.parts(source))
    matcher = try regex.isEmpty ? nil : Pattern(regex, options: options).matcher()
  }

  /// What a text must have for a term to be found in it; nil where a search filter can rule nothing out.
  ///
  /// - Throws: `search.…`.
  static func needle(_ source: [UInt8]) throws(AssayError) -> SearchNeedle? {
    var runs: [[UInt8]] = []
    var isASCII = true
    for case .literal(let bytes) in try parts(source) {
      var run: [UInt8] = []
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        isASCII = isASCII && scalar.isASCII
        // Of what has escapes in a log's format only the other characters are sure to be there as they are.
        if let plain = plainPiece(scalar) {
          run.append(plain)
        } else {
          runs.append(run)
          run = []
        }
      }
      runs.append(run)
    }
    return SearchNeedle(alternatives: [runs], ignoresCase: true, foldsUnicode: !isASCII)
  }

  private static func parts(_ source: [UInt8]) throws(AssayError) -> [Wildcard.Part] {
    var cursor = SearchCursor(source)
    let wildcard =
      cursor.isAt("\"")
      ? Wildcard(literal: try ValueParser.endOfQuoted(&cursor)) : try ValueParser.word(&cursor)
    guard cursor.isAtEnd, cursor.position > 0 else {
      throw cursor.error(
        "search.value", "this is no word and no quoted phrase", hint: "quote it: \"two words\"")
    }
    return wildcard.parts
  }

  /// Whether an attempt met the step limit since the last call, so that a "no" was no answer.
  func takeLimit() -> Bool { matcher?.takeLimit() ?? false }

  func firstMatch(in text: Span<UInt8>) -> Range<Int>? {
    guard let matcher else { return 0..<0 }
    return matcher.firstMatch(in: text, from: 0)
  }

  // MARK: pattern

  /// Within a word, wildcards do not go beyond the word: they stand for characters that are not blank.
  static func regex(_ parts: [Wildcard.Part]) -> String {
    var parts = parts[...]
    while parts.first == .many { parts.removeFirst() }
    while parts.last == .many { parts.removeLast() }
    return parts.map { part in
      switch part {
      case .one: "\\S"
      case .many: "\\S*?"
      case .literal(let bytes): String(decoding: bytes, as: UTF8.self).unicodeScalars.map(piece).joined()
      }
    }.joined()
  }

  private static func piece(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "(?:\\\\*\"{1,2}|&quot;|&#0*34;|&#x0*22;|\\\\u0022)"
    case "\\": return "(?:\\\\{1,4}|&#0*92;|&#x0*5c;|\\\\u005c)"
    case "'": return "(?:'|&apos;|&#0*39;|&#x0*27;|\\\\u0027)"
    case "&": return "(?:&(?:amp;|#0*38;|#x0*26;)?|\\\\u0026)"
    case "<": return "(?:<|&lt;|&#0*60;|&#x0*3c;|\\\\u003c)"
    case ">": return "(?:>|&gt;|&#0*62;|&#x0*3e;|\\\\u003e)"
    case "/": return "(?:\\\\*/|\\\\u002f)"
    case "+": return "(?:\\+|\\\\u002b)"
    case "\n": return "(?:\\r?\\n|(?:\\\\r)?\\\\n|(?:&#0*13;|&#xd;)?(?:&#0*10;|&#xa;))"
    case "\r": return "(?:\\r|\\\\r|&#0*13;|&#xd;)"
    case "\t": return "(?:\\t|\\\\t|&#0*9;|&#x9;)"
    default:
      guard let plain = plainPiece(scalar) else { return beyondASCII(scalar) }
      return SearchCursor.isWord(plain) || scalar == " " ? String(scalar) : "\\" + String(scalar)
    }
  }

  /// Characters that a log's format may write with an escape.
  private static let escaped: Set<Unicode.Scalar> = [
    "\"", "\\", "'", "&", "<", ">", "/", "+", "\n", "\r", "\t",
  ]

  /// A character that stands for itself alone, as its byte.
  private static func plainPiece(_ scalar: Unicode.Scalar) -> UInt8? {
    scalar.isASCII && !escaped.contains(scalar) ? UInt8(truncatingIfNeeded: scalar.value) : nil
  }

  /// A letter beyond ASCII: itself, or one of the escapes of its upper and lower case.
  private static func beyondASCII(_ scalar: Unicode.Scalar) -> String {
    let cases = Set([String(scalar), scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping])
    var forms = [String(scalar)]
    for text in cases.sorted() where text.unicodeScalars.count == 1 {
      for value in text.unicodeScalars.map(\.value) {
        forms.append("&#0*\(value);")
        forms.append("&#x0*\(String(value, radix: 16));")
      }
      forms.append(text.utf16.map { "\\\\u" + fourDigits($0) }.joined())
    }
    return "(?:" + forms.joined(separator: "|") + ")"
  }

  private static func fourDigits(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
