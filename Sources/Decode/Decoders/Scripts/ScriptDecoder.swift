/// Whole scripts, written more plainly: strings that are spelled in parts, formatted, replaced, reversed or made of
/// character codes become one literal, escape signs within words fall away. Nothing is run.
struct ScriptDecoder: TextDecoder {
  /// Longest script that is rewritten.
  private static let longest = 1 << 20
  /// So much has to speak for a script that hides something.
  private static let least = 2

  func wants(_ traits: TextTraits) -> Bool {
    traits.quotes >= 2 && (traits.count("+") + traits.count("&") + traits.count("-") + traits.count(".") > 0)
      || traits.count("(") > 0 && traits.digits >= 4 && traits.letters >= 3
      || traits.count("`") > 0
  }

  func search(_ input: TextInput, _ findings: inout Findings) {
    guard input.text.count <= Self.longest else {
      findings.scriptLimitMet = true
      return
    }
    guard ScriptPrecondition.holds(input.text, input.traits) else { return }
    var lexer = ScriptLexer(input.text, input.traits)
    lexer.run()
    var folder = ScriptFolder(input.text, lexer.tokens, room: min(input.room, 16 << 20))
    folder.run()
    if folder.room <= 0 { findings.outputLimitMet = true }
    if lexer.ticks > 0 { folder.note("backtick", lexer.ticks) }
    let ways = folder.evidence.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard ways.reduce(0, { $0 + $1.value }) >= Self.least, let first = ways.first else { return }
    let content = Self.write(folder.stack, input.text)
    guard content != input.text, content.count <= input.room else { return }
    findings.candidates.append(
      Candidate(
        first.key, 0..<input.text.count, content, .rewritten,
        "the script with its strings put together (\(ways.map(\.key).joined(separator: ", ")))"))
  }

  /// The script, what was put together by its value.
  private static func write(_ tokens: [ScriptToken], _ text: [UInt8]) -> [UInt8] {
    var content: [UInt8] = []
    var end = 0
    for token in tokens where token.isChanged && token.range.lowerBound >= end {
      content.append(contentsOf: text[end..<token.range.lowerBound])
      switch token.kind {
      case .word: content.append(contentsOf: token.bytes)
      case .variable: content.append(contentsOf: [UInt8(ascii: "$")] + token.bytes)
      case .dashOperator: content.append(contentsOf: [UInt8(ascii: "-")] + token.bytes)
      default:
        switch token.value {
        case .string: content.append(contentsOf: quoted(token.bytes))
        case .list where token.items.allSatisfy({ $0.count <= 1 }):
          content.append(contentsOf: text[token.range])
        case .list:
          content.append(contentsOf: token.items.map { quoted($0) }.joined(separator: [UInt8(ascii: ",")]))
        case .number: content.append(contentsOf: Array(String(token.number).utf8))
        case .none: content.append(contentsOf: text[token.range])
        }
      }
      end = token.range.upperBound
    }
    content.append(contentsOf: text[end...])
    return content
  }

  /// Between quotation marks that do not occur in it, so that it stands there as it is; else in a here-string.
  private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
    for quote in [UInt8(ascii: "'"), UInt8(ascii: "\"")] where !bytes.contains(quote) {
      return [quote] + bytes + [quote]
    }
    return Array("@'\n".utf8) + bytes + Array("\n'@".utf8)
  }
}
