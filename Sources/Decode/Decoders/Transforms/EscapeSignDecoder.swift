/// The escape signs of command interpreters within words, where they say nothing: carets of cmd, back-ticks of PowerShell.
struct EscapeSignDecoder: TextDecoder {
  var name: String
  var sign: UInt8

  static let all = [
    EscapeSignDecoder(name: "caret", sign: UInt8(ascii: "^")),
    EscapeSignDecoder(name: "backtick", sign: UInt8(ascii: "`")),
  ]

  func wants(_ traits: TextTraits) -> Bool { Int(traits.counts[Int(sign)]) >= 2 }

  func search(_ input: TextInput, _ findings: inout Findings) {
    let text = input.text
    var content: [UInt8] = []
    content.reserveCapacity(text.count)
    var within = 0
    var isEscaped = false
    for i in text.indices {
      guard text[i] == sign, !isEscaped else {
        content.append(text[i])
        isEscaped = false
        continue
      }
      isEscaped = true
      if i > 0, i + 1 < text.count, text[i - 1].isLetter, text[i + 1].isLetter { within += 1 }
    }
    // `a^b` of arithmetic gets no better without it.
    guard within >= 2,
      PairScore.score(content, 0..<content.count) - PairScore.score(text, 0..<text.count) >= 4 * within
        * PairScore.scale
    else { return }
    findings.candidates.append(
      Candidate(name, 0..<text.count, content, .rewritten, "\(within) escape signs within words"))
  }
}
