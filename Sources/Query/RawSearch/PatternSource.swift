import Evidence

/// A pattern as written, made into what PCRE2 compiles and what the search filter is asked.
struct PatternSource {
  /// Text or bytes to find as they are, or a regular expression.
  let bytes: [UInt8]
  let isLiteral: Bool
  /// Letters beyond ASCII occur: PCRE2 compares characters, not bytes.
  let isUnicode: Bool
  let needle: SearchNeedle?
  /// PCRE2 is to disregard case; where it does not, the expression has both cases.
  let ignoresCase: Bool

  /// - Throws: `grep.pattern`.
  init(_ pattern: String, _ options: PatternOptions) throws(AssayError) {
    var bytes = Array(pattern.utf8)
    if options.isHex {
      guard let decoded = Self.hex(pattern) else {
        throw AssayError(
          "grep.pattern", subject: pattern, reason: "is not an even number of hexadecimal digits")
      }
      bytes = decoded
    }
    guard !bytes.isEmpty else {
      throw AssayError("grep.pattern", subject: pattern, reason: "the pattern is empty")
    }
    if let encoding = options.encoding {
      let forms = Self.forms(pattern, encoding, ignoresCase: options.ignoresCase)
      isLiteral = !options.ignoresCase
      self.bytes = isLiteral ? forms.flatMap { $0[0] } : Self.expression(forms)
      isUnicode = false
      ignoresCase = false
      needle = SearchNeedle(
        alternatives: [Self.runs(forms)], ignoresCase: options.ignoresCase, foldsUnicode: false)
      return
    }
    let isLiteral = options.isFixed || options.isHex
    let isUnicode =
      !options.isHex && String(validating: bytes, as: UTF8.self) != nil && bytes.contains { $0 > 0x7F }
    let required = isLiteral ? [[bytes]] : RequiredLiterals.of(regex: bytes)
    needle = required.flatMap {
      SearchNeedle(alternatives: $0, ignoresCase: options.ignoresCase, foldsUnicode: isUnicode)
    }
    self.bytes = bytes
    self.isLiteral = isLiteral
    self.isUnicode = isUnicode
    ignoresCase = options.ignoresCase
  }

  private static func hex(_ text: String) -> [UInt8]? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }
    guard digits.count % 2 == 0, !digits.isEmpty else { return nil }
    var bytes: [UInt8] = []
    for pair in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[pair..<pair + 2], as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(byte)
    }
    return bytes
  }

  // MARK: another encoding

  /// For each character the bytes that it can be written as: one form, or upper and lower case.
  private static func forms(
    _ text: String, _ encoding: PatternOptions.Encoding, ignoresCase: Bool
  ) -> [[[UInt8]]] {
    text.unicodeScalars.map { scalar in
      var spellings = [String(scalar)]
      if ignoresCase {
        for other in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
        where !spellings.contains(other) { spellings.append(other) }
      }
      return spellings.map { spelling in
        spelling.utf16.flatMap { unit -> [UInt8] in
          let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8))
          return encoding == .utf16LE ? [low, high] : [high, low]
        }
      }
    }
  }

  /// A regular expression over bytes.
  private static func expression(_ forms: [[[UInt8]]]) -> [UInt8] {
    let text = forms.map { forms in
      let spellings = forms.map { $0.map { "\\x{\(String($0, radix: 16))}" }.joined() }
      return "(?:" + spellings.joined(separator: "|") + ")"
    }
    return Array(text.joined().utf8)
  }

  /// Bytes that stand there in any case, but for ASCII case.
  private static func runs(_ forms: [[[UInt8]]]) -> [[UInt8]] {
    var runs: [[UInt8]] = [[]]
    for spellings in forms {
      let folded = Set(spellings.map { $0.map { (65...90).contains($0) ? $0 | 0x20 : $0 } })
      if folded.count == 1 { runs[runs.count - 1] += spellings[0] } else { runs.append([]) }
    }
    return runs
  }
}
