/// Character references of HTML and XML (HTML Standard §13.2.5.72 and following): by number, and the common names.
struct EntityDecoder: TextDecoder {
  func wants(_ traits: TextTraits) -> Bool {
    traits.count("&") > 0 && (traits.count(";") > 0 || traits.count("#") > 0)
  }

  func search(_ input: TextInput, _ findings: inout Findings) {
    let text = input.text
    var content: [UInt8] = []
    content.reserveCapacity(text.count)
    var needless = 0
    var references = 0
    var first = text.count
    var last = 0
    var at = 0
    while at < text.count {
      guard text[at] == UInt8(ascii: "&"), let (scalar, end, isNumber) = Self.reference(text, at) else {
        content.append(text[at])
        at += 1
        continue
      }
      content.append(contentsOf: Array(String(Character(scalar)).utf8))
      references += 1
      // Letters and digits need no reference: who writes one hides something.
      if isNumber, scalar.value < 0x80, UInt8(truncatingIfNeeded: scalar.value).isWord { needless += 1 }
      first = min(first, at)
      last = end
      at = end
    }
    guard references > 0 else { return }
    findings.candidates.append(
      Candidate(
        "html-entity", first..<last, Array(content), needless >= 3 ? .rewritten : .speculative,
        "\(references) character references"))
  }

  private static func reference(_ text: [UInt8], _ start: Int) -> (UnicodeScalar, Int, Bool)? {
    var at = start + 1
    guard at < text.count else { return nil }
    guard text[at] == UInt8(ascii: "#") else { return named(text, start) }
    at += 1
    var radix: UInt32 = 10
    if at < text.count, text[at].folded == UInt8(ascii: "x") {
      radix = 16
      at += 1
    }
    let digits = at
    var value: UInt32 = 0
    while at < text.count, let digit = text[at].hexValue, UInt32(digit) < radix, at - digits < 8 {
      value = value * radix + UInt32(digit)
      at += 1
    }
    guard at > digits, let scalar = UnicodeScalar(value), value > 0 else { return nil }
    if at < text.count, text[at] == UInt8(ascii: ";") { at += 1 }
    return (scalar, at, true)
  }

  private static func named(_ text: [UInt8], _ start: Int) -> (UnicodeScalar, Int, Bool)? {
    var end = start + 1
    while end < text.count, end - start <= 9, text[end].isWord { end += 1 }
    guard end < text.count, text[end] == UInt8(ascii: ";") else { return nil }
    guard let scalar = names[String(decoding: text[start + 1..<end], as: UTF8.self)] else { return nil }
    return (scalar, end + 1, false)
  }

  /// Those of XML, and what pages are written with.
  private static let names: [String: UnicodeScalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "tab": "\t", "Tab": "\t",
    "newline": "\n", "NewLine": "\n", "excl": "!", "num": "#", "dollar": "$", "percnt": "%", "lpar": "(",
    "rpar": ")",
    "ast": "*", "plus": "+", "comma": ",", "period": ".", "sol": "/", "colon": ":", "semi": ";",
    "equals": "=",
    "quest": "?", "commat": "@", "lsqb": "[", "lbrack": "[", "bsol": "\\", "rsqb": "]", "rbrack": "]",
    "Hat": "^",
    "lowbar": "_", "grave": "`", "lcub": "{", "lbrace": "{", "verbar": "|", "vert": "|", "rcub": "}",
    "rbrace": "}",
    "copy": "\u{A9}", "reg": "\u{AE}", "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö",
    "Uuml": "Ü",
    "szlig": "ß", "eacute": "é", "egrave": "è", "agrave": "à", "ccedil": "ç", "euro": "€", "hellip": "…",
    "ndash": "–", "mdash": "—", "laquo": "«", "raquo": "»",
  ]
}
