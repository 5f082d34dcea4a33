/// Whether a text can hold anything that `ScriptFolder` counts as evidence: what has to stand in it, in its bytes, before
/// it is worth cutting into tokens. Necessary, not sufficient: where it says no, folding finds nothing. Costs one pass
/// and no memory, since most commands hide nothing.
///
/// Each kind of evidence needs one of these:
/// - escape signs within words: a back-tick;
/// - casts, indices, pipelines of characters (which need a cast): `[` and `]`;
/// - calls and groups: brackets around anything but one unknown word, as in `Program Files (x86)`;
/// - operators: `-join`, `-replace`, or `-f` and a string;
/// - variables: `$`, one of the words that have a standard value, or a string behind `=`;
/// - a sum of two strings: a quotation mark, one sign, a quotation mark, with nothing but white space (or VBA's `_` at a
///   line's end) between them. Without any of the above only literals are strings.
enum ScriptPrecondition {
  private static let join = Array("join".utf8)
  private static let replace = Array("replace".utf8)
  private static let pshome = Array("pshome".utf8)
  private static let shellid = Array("shellid".utf8)
  private static let verbosepreference = Array("verbosepreference".utf8)

  static func holds(_ text: [UInt8], _ traits: TextTraits) -> Bool {
    if traits.count("`") > 0 || traits.count("$") > 0 { return true }
    if traits.count("[") > 0, traits.count("]") > 0 { return true }
    let hasBrackets = traits.count("(") > 0 && traits.count(")") > 0
    let hasStrings = traits.quotes >= 2
    for i in text.indices {
      switch text[i] {
      case UInt8(ascii: "-"):
        if isOperator(text, i, hasStrings) { return true }
      case UInt8(ascii: "="):
        guard let next = next(text, i + 1) else { continue }
        // A number matters only to a call or an index.
        if isQuote(next) || hasBrackets && (next.isDigit || next == UInt8(ascii: "&")) { return true }
      case UInt8(ascii: "("):
        if hasBrackets, !isUnknownWord(text, i + 1) { return true }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if hasStrings, isSum(text, i + 1) { return true }
      case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "b"), UInt8(ascii: "B"):
        if isStandardName(text, i) { return true }
      default: break
      }
    }
    return false
  }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }

  /// Place of the next byte that the lexer does not pass over.
  private static func place(_ text: [UInt8], _ at: Int) -> Int? {
    var at = at
    while at < text.count, text[at] <= 0x20 || text[at] == UInt8(ascii: "_") { at += 1 }
    return at < text.count ? at : nil
  }

  private static func next(_ text: [UInt8], _ at: Int) -> UInt8? { place(text, at).map { text[$0] } }

  /// A sign and a quotation mark behind one.
  private static func isSum(_ text: [UInt8], _ at: Int) -> Bool {
    guard let sign = place(text, at),
      text[sign] == UInt8(ascii: "+") || text[sign] == UInt8(ascii: "&") || text[sign] == UInt8(ascii: "."),
      let byte = next(text, sign + 1)
    else { return false }
    return isQuote(byte)
  }

  /// `(x86)`: a word that nothing was given to has no value.
  private static func isUnknownWord(_ text: [UInt8], _ start: Int) -> Bool {
    guard start < text.count, text[start].isLetter else { return false }
    var at = start
    while at < text.count, text[at].isWord { at += 1 }
    return at < text.count && text[at] == UInt8(ascii: ")")
  }

  private static func isOperator(_ text: [UInt8], _ dash: Int, _ hasStrings: Bool) -> Bool {
    let at = dash + 1
    guard at < text.count else { return false }
    switch text[at].folded {
    case UInt8(ascii: "f"):
      return hasStrings && (at + 1 >= text.count || !text[at + 1].isWord && text[at + 1] != UInt8(ascii: "_"))
    case UInt8(ascii: "j"): return matches(text, at, join)
    case UInt8(ascii: "r"): return matches(text, at, replace)
    case UInt8(ascii: "c"), UInt8(ascii: "i"): return matches(text, at + 1, replace)
    default: return false
    }
  }

  /// `PSHome`, `ShellId`, `VerbosePreference`, told by the `h` or `b` within them.
  private static func isStandardName(_ text: [UInt8], _ at: Int) -> Bool {
    matches(text, at - 2, pshome) || matches(text, at - 1, shellid)
      || matches(text, at - 3, verbosepreference)
  }

  /// Whether `word`, in small letters, stands at `at`, in either case.
  private static func matches(_ text: [UInt8], _ at: Int, _ word: [UInt8]) -> Bool {
    guard at >= 0, at <= text.count - word.count else { return false }
    for k in word.indices where text[at + k].folded != word[k] { return false }
    return true
  }
}
