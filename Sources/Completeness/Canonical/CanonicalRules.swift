/// Rules by which two texts that differ are equal: shown with every record that is equivalent, and in the sums.
package struct CanonicalRules: OptionSet, Sendable, Hashable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `'` and `"` around attributes.
  package static let quotes = CanonicalRules(rawValue: 1)
  /// Order of attributes, of JSON's keys.
  package static let order = CanonicalRules(rawValue: 2)
  /// White space between elements, or outside JSON's strings; a final line end; a declaration.
  package static let whiteSpace = CanonicalRules(rawValue: 4)
  /// `<a/>` and `<a></a>`.
  package static let emptyElement = CanonicalRules(rawValue: 8)
  /// Entities, character references, escapes.
  package static let escapes = CanonicalRules(rawValue: 16)
  /// Digits and zone of a time.
  package static let time = CanonicalRules(rawValue: 32)
  /// Braces and case of a GUID.
  package static let guid = CanonicalRules(rawValue: 64)
  /// Case and leading zeros of a hexadecimal number.
  package static let hex = CanonicalRules(rawValue: 128)
  /// CRLF and LF in a value.
  package static let lineEnds = CanonicalRules(rawValue: 256)
  /// The message in words that Windows or a collector adds (RenderingInfo).
  package static let renderedText = CanonicalRules(rawValue: 512)
  /// Number, boolean or text of JSON; `1.0` and `1`.
  package static let type = CanonicalRules(rawValue: 1024)
  /// Spaces around a value.
  package static let outerSpaces = CanonicalRules(rawValue: 2048)
  /// Control characters that were dropped or written as escapes.
  package static let controls = CanonicalRules(rawValue: 4096)
  /// Unicode's composed and decomposed form.
  package static let unicode = CanonicalRules(rawValue: 8192)
  /// Several values in one cell.
  package static let multiValue = CanonicalRules(rawValue: 16384)

  /// What a spreadsheet export puts before a value that a formula could begin with.
  package static let formulaGuard = CanonicalRules(rawValue: 32768)
  /// Letter case of a host's name, or the name without its domain: products write it as they please.
  package static let hostName = CanonicalRules(rawValue: 65536)

  private static let words: [(rule: CanonicalRules, word: String)] = [
    (.quotes, "quotes"), (.order, "order"), (.whiteSpace, "white space"), (.emptyElement, "empty elements"),
    (.escapes, "escapes"), (.time, "time digits"), (.guid, "GUIDs"), (.hex, "hexadecimal numbers"),
    (.lineEnds, "line ends"), (.renderedText, "rendered text"), (.type, "types"),
    (.outerSpaces, "outer spaces"),
    (.controls, "control characters"), (.unicode, "Unicode form"), (.multiValue, "several values"),
    (.formulaGuard, "formula guard"), (.hostName, "host names"),
  ]

  /// The rules in words, in a fixed order.
  package var words: [String] { Self.words.filter { contains($0.rule) }.map(\.word) }
}
