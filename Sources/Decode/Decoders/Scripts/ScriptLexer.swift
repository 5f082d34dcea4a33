internal import Evidence

/// Cuts a script of PowerShell, JavaScript, VBA or their like into tokens; white space and what cannot be read fall away.
struct ScriptLexer {
  private let text: [UInt8]
  /// PowerShell: a back-tick escapes, a backslash does not.
  private let isPowerShell: Bool
  private var at = 0
  private(set) var tokens: [ScriptToken] = []
  /// Escape signs within words.
  private(set) var ticks = 0

  init(_ text: [UInt8], _ traits: TextTraits) {
    self.text = text
    isPowerShell = traits.count("$") > 0 || traits.count("\\") == 0 || !Self.hasCallOfJavaScript(text)
  }

  /// Only languages that escape with a backslash declare variables so, or have these.
  private static func hasCallOfJavaScript(_ text: [UInt8]) -> Bool {
    let lower = text.prefix(64 << 10).folded
    return javaScript.contains { lower.span.firstIndex(of: $0, from: 0) < lower.count }
  }

  private static let javaScript = [
    "var ", "let ", "const ", "function", "eval(", "exec(", "import ", "print(",
  ].map { Array($0.utf8) }

  mutating func run() {
    while at < text.count {
      let byte = text[at]
      switch byte {
      case 0...0x20: at += 1
      case UInt8(ascii: "'"), UInt8(ascii: "\""): literal(byte)
      case UInt8(ascii: "$"): variable()
      case UInt8(ascii: "["): if !cast() { sign(1) }
      case UInt8(ascii: "-"): if !dash() { sign(1) }
      case UInt8(ascii: "_") where continuesLine(): break
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number(at, at)
      case UInt8(ascii: "&")
      where at + 2 < text.count && text[at + 1].folded == UInt8(ascii: "h") && text[at + 2].hexValue != nil:
        number(at, at + 2)
      default:
        if byte.isLetter || byte == UInt8(ascii: "_") { word(at, .word) } else { sign(1) }
      }
    }
  }

  private mutating func sign(_ count: Int) {
    tokens.append(ScriptToken(.sign, at..<at + count, name: Array(text[at..<at + count])))
    at += count
  }

  /// VBA: an underscore at a line's end.
  private mutating func continuesLine() -> Bool {
    var end = at + 1
    while end < text.count, text[end] == 0x20 || text[end] == 0x0D { end += 1 }
    guard end < text.count, text[end] == 0x0A else { return false }
    at = end + 1
    return true
  }

  private mutating func literal(_ quote: UInt8) {
    let start = at
    var bytes: [UInt8] = []
    var isConstant = true
    var i = at + 1
    while i < text.count {
      let byte = text[i]
      if byte == quote {
        guard i + 1 < text.count, text[i + 1] == quote, isPowerShell else { break }
        bytes.append(quote)
        i += 2
        continue
      }
      if isPowerShell, quote == UInt8(ascii: "\"") {
        if byte == UInt8(ascii: "`"), i + 1 < text.count {
          // A line's end is not hidden.
          if text[i + 1].isLetter, text[i - 1].isLetter, Self.unescaped(text[i + 1]) == text[i + 1] {
            ticks += 1
          }
          bytes.append(Self.unescaped(text[i + 1]))
          i += 2
          continue
        }
        if byte == UInt8(ascii: "$") { isConstant = false }
      } else if !isPowerShell, byte == UInt8(ascii: "\\"), i + 1 < text.count {
        if let single = EscapeOutput.single(text[i + 1]) {
          bytes.append(single)
        } else {
          bytes.append(contentsOf: text[i...i + 1])
        }
        i += 2
        continue
      }
      bytes.append(byte)
      i += 1
    }
    guard i < text.count else {
      sign(1)
      return
    }
    at = i + 1
    var token = ScriptToken(.literal, start..<at)
    if isConstant {
      token.value = .string
      token.bytes = bytes
      // Only the escape signs made it differ.
      token.isChanged =
        quote == UInt8(ascii: "\"") && text[start..<at].contains(UInt8(ascii: "`")) && isPowerShell
    }
    tokens.append(token)
  }

  /// `about_Special_Characters` of PowerShell.
  private static func unescaped(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "0"): 0
    default: byte
    }
  }

  private mutating func number(_ start: Int, _ digitsStart: Int) {
    var end = digitsStart
    var digits = digitsStart
    var radix = start == digitsStart ? 10 : 16
    if text[end] == UInt8(ascii: "0"), end + 2 < text.count, text[end + 1].folded == UInt8(ascii: "x"),
      text[end + 2].hexValue != nil
    {
      radix = 16
      end += 2
      digits = end
    }
    while end < text.count, let digit = text[end].hexValue, Int(digit) < radix { end += 1 }
    var token = ScriptToken(.literal, start..<end)
    if let number = Int(String(decoding: text[digits..<end], as: UTF8.self), radix: radix), number < 1 << 40 {
      token.value = .number
      token.number = number
    }
    tokens.append(token)
    at = end
  }

  private mutating func word(_ start: Int, _ kind: ScriptToken.Kind) {
    var name: [UInt8] = []
    var own = 0
    var i = at
    while i < text.count {
      let byte = text[i]
      if byte.isWord || byte == UInt8(ascii: "_")
        || kind == .variable && byte == UInt8(ascii: ":") && i + 1 < text.count && text[i + 1].isLetter
      {
        name.append(byte)
      } else if byte == UInt8(ascii: "`"), i > start, i + 1 < text.count, text[i + 1].isLetter,
        text[i - 1].isLetter
      {
        own += 1
      } else if byte == UInt8(ascii: "-"), kind == .word, i + 1 < text.count, text[i + 1].isLetter, i > start,
        isPowerShell
      {
        // `ForEach-Object`
        name.append(byte)
      } else {
        break
      }
      i += 1
    }
    at = max(i, at + 1)
    ticks += own
    var token = ScriptToken(kind, start..<at, name: name.map(\.folded))
    if own > 0 {
      token.isChanged = true
      token.bytes = name
    }
    tokens.append(token)
  }

  /// `$name`, `${name}`.
  private mutating func variable() {
    let start = at
    if at + 1 < text.count, text[at + 1] == UInt8(ascii: "{"),
      let close = text[at..<min(text.count, at + 64)].firstIndex(of: UInt8(ascii: "}"))
    {
      let name = text[at + 2..<close].filter { $0 != UInt8(ascii: "`") }.map(\.folded)
      at = close + 1
      tokens.append(ScriptToken(.variable, start..<at, name: name))
      return
    }
    at += 1
    guard at < text.count, text[at].isLetter || text[at] == UInt8(ascii: "_") || text[at].isDigit else {
      tokens.append(ScriptToken(.sign, start..<at, name: [UInt8(ascii: "$")]))
      return
    }
    word(start, .variable)
  }

  /// `[char]`, `[System.Text.Encoding]`, `[byte[]]`.
  private mutating func cast() -> Bool {
    var name: [UInt8] = []
    var i = at + 1
    guard i < text.count, text[i].isLetter else { return false }
    while i < text.count, i - at < 80 {
      let byte = text[i]
      if byte.isWord || byte == UInt8(ascii: ".") {
        name.append(byte.folded)
      } else if byte == UInt8(ascii: "["), i + 1 < text.count, text[i + 1] == UInt8(ascii: "]") {
        name.append(contentsOf: [UInt8(ascii: "["), UInt8(ascii: "]")])
        i += 1
      } else if byte == UInt8(ascii: "]") {
        let start = at
        at = i + 1
        tokens.append(ScriptToken(.cast, start..<at, name: name))
        return true
      } else if byte != 0x20, byte != UInt8(ascii: "`") {
        return false
      }
      i += 1
    }
    return false
  }

  /// `-join`, `-f`.
  private mutating func dash() -> Bool {
    guard at + 1 < text.count, text[at + 1].isLetter, at == 0 || !text[at - 1].isWord else { return false }
    let start = at
    at += 1
    word(start, .dashOperator)
    return true
  }
}
