import Evidence

extension TextEncoding {
  /// From a byte order mark or the pattern of zero bytes at the start; UTF-8 otherwise.
  package static func sniff(_ head: Span<UInt8>) -> TextEncoding {
    if head.count >= 2 {
      if head[0] == 0xFF, head[1] == 0xFE { return .utf16LE }
      if head[0] == 0xFE, head[1] == 0xFF { return .utf16BE }
    }
    // UTF-16 without a mark: ASCII characters have a zero in every second byte, and in no other.
    let units = min(head.count, 512) / 2
    guard units >= 2 else { return .utf8 }
    var evenZeros = 0
    var oddZeros = 0
    for i in 0..<units {
      evenZeros += head[2 * i] == 0 ? 1 : 0
      oddZeros += head[2 * i + 1] == 0 ? 1 : 0
    }
    if head[0] != 0, head[1] == 0, oddZeros * 5 >= units * 2, evenZeros * 20 <= units { return .utf16LE }
    if head[0] == 0, head[1] != 0, evenZeros * 5 >= units * 2, oddZeros * 20 <= units { return .utf16BE }
    return .utf8
  }

  /// The encoding after a look at the head's text, and what was assumed or found odd.
  ///
  /// An XML declaration's 8-bit encoding is believed, unless the bytes are plainly UTF-8 (a byte order mark, or
  /// three characters of several bytes and nothing invalid); a declared UTF-16 is not believed where the bytes
  /// are not. Text that declares nothing stays UTF-8 as long as the valid characters of several bytes outweigh
  /// the invalid bytes. Otherwise, in XML, CSV and lines, `LegacyText` chooses windows-1252 or cp850.
  package func refined(
    by text: Span<UInt8>, declaredIn format: LogFormat, fixed: Bool
  ) -> (encoding: TextEncoding, note: String?) {
    guard !fixed, self == .utf8 else { return (self, nil) }
    let counts = UTF8Counts(text)
    if format == .eventXML, let label = XMLDeclaration.encodingName(text) {
      guard let declared = TextEncoding(label: label) else {
        return (
          .utf8, "declares the encoding \(label), for which there is no table: bytes are kept as they are"
        )
      }
      if declared.isUTF16 { return (.utf8, "declares \(label), but its bytes are not: read as UTF-8") }
      if !declared.isIdentity {
        if text.starts(with: "\u{FEFF}", at: 0) || (counts.multibyte >= 3 && counts.invalid == 0) {
          return (.utf8, "declares \(label), but its bytes are UTF-8: read as such")
        }
        return (declared, nil)
      }
    }
    guard counts.invalid > counts.multibyte, format == .eventXML || format == .csv || format == .lines
    else { return (self, nil) }
    guard let guess = LegacyText.guess(text) else {
      return (.utf8, "some bytes are not UTF-8: kept as they are; --encoding names the code page")
    }
    return (guess, "is not UTF-8 and names no encoding: \(guess.rawValue) assumed from its letters")
  }
}

/// How much of a text is UTF-8.
struct UTF8Counts {
  /// Characters of two to four bytes.
  var multibyte = 0
  /// Bytes that belong to no character.
  var invalid = 0

  /// A character cut by the end of `text` counts for nothing.
  init(_ text: Span<UInt8>) {
    var i = 0
    while i < text.count {
      if i & 63 == 0, i + 64 <= text.count, text.extracting(i..<i + 64).isASCII {
        i += 64
        continue
      }
      if text[i] < 0x80 {
        i += 1
        continue
      }
      let length = UTF8Counts.characterLength(text, at: i)
      if length > 0 {
        multibyte += 1
        i += length
      } else if length < 0 {
        return
      } else {
        invalid += 1
        i += 1
      }
    }
  }

  /// Length of the character at `i`, a byte above 0x7f: 0 if it is none, -1 if the text ends in it
  /// (Unicode 15, table 3-7).
  static func characterLength(_ text: Span<UInt8>, at i: Int) -> Int {
    let lead = text[i]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, lead <= 0xF4 else { return 0 }
    for k in 1..<length {
      guard i + k < text.count else { return -1 }
      let byte = text[i + k]
      var lowest: UInt8 = 0x80
      var highest: UInt8 = 0xBF
      if k == 1 {
        if lead == 0xE0 { lowest = 0xA0 }
        if lead == 0xED { highest = 0x9F }
        if lead == 0xF0 { lowest = 0x90 }
        if lead == 0xF4 { highest = 0x8F }
      }
      guard byte >= lowest, byte <= highest else { return 0 }
    }
    return length
  }
}

/// The `<?xml …?>` at the start of a text.
enum XMLDeclaration {
  /// The name behind `encoding=`, as written (XML 1.0 §4.3.3); nil where there is none.
  static func encodingName(_ text: Span<UInt8>) -> String? {
    var start = text.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
    while start < text.count, text[start] == 0x20 || (9...13).contains(text[start]) { start += 1 }
    guard text.starts(with: "<?xml", at: start) else { return nil }
    let head = text.extracting(start..<min(text.count, start + 512))
    let end = head.firstIndex(of: Array("?>".utf8), from: 0)
    let declaration = head.extracting(0..<end)
    let key = Array("encoding".utf8)
    var i = declaration.firstIndex(of: key, from: 0) + key.count
    while i < end, declaration[i] == 0x20 || declaration[i] == UInt8(ascii: "=") { i += 1 }
    guard i < end, declaration[i] == UInt8(ascii: "\"") || declaration[i] == UInt8(ascii: "'") else {
      return nil
    }
    let close = declaration.firstIndex(of: declaration[i], from: i + 1)
    guard close < end, close - i <= 41 else { return nil }
    return declaration.extracting(i + 1..<close).text
  }
}
