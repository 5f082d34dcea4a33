/// Pairs of hexadecimal digits with the same separator between them: `49 45 58`, `49-45-58`, `49,45,58`, `$49$45`.
struct HexPairsDecoder: TextDecoder {
  /// Fewest pairs.
  private static let fewest = 6
  /// Longest separator.
  private static let longestSeparator = 4

  func wants(_ traits: TextTraits) -> Bool { traits.digits >= Self.fewest }

  func search(_ input: TextInput, _ findings: inout Findings) {
    let text = input.text
    var at = 0
    while at + 3 * Self.fewest <= text.count + 1 {
      guard isPair(text, at), at == 0 || !text[at - 1].isWord, let separator = separator(text, at + 2)
      else {
        at += 1
        continue
      }
      var content: [UInt8] = []
      var next = at
      var end = at
      while isPair(text, next), let high = text[next].hexValue, let low = text[next + 1].hexValue {
        content.append(high << 4 | low)
        end = next + 2
        guard text[end...].starts(with: separator) else { break }
        next = end + separator.count
      }
      let isWhole = end == text.count || !text[end].isWord
      if content.count >= Self.fewest, isWhole || content.count > 12 {
        take(content, at..<end, text, &findings)
      }
      at = max(at + 1, end)
    }
  }

  private func take(_ content: [UInt8], _ range: Range<Int>, _ text: [UInt8], _ findings: inout Findings) {
    var peek = BytePeek()
    for byte in content.prefix(BytePeek.length) { peek.add(byte) }
    guard peek.isPromising else { return }
    // Decimal numbers of two digits are read by the decoder of lists.
    let isDecimal = !text[range].contains { $0.isLetter }
    findings.candidates.append(
      Candidate(
        "hex", range, content,
        .natural(threshold: isDecimal ? Threshold.likeness + content.count * 8 : Threshold.spelled),
        "\(content.count) pairs of hexadecimal digits with one separator"))
  }

  private func isPair(_ text: [UInt8], _ at: Int) -> Bool {
    at + 1 < text.count && text[at].hexValue != nil && text[at + 1].hexValue != nil
      && (at + 2 >= text.count || text[at + 2].hexValue == nil)
  }

  /// What stands between this pair and the next.
  private func separator(_ text: [UInt8], _ at: Int) -> [UInt8]? {
    var end = at
    while end < text.count, end - at < Self.longestSeparator, !text[end].isWord { end += 1 }
    guard end > at, isPair(text, end) else { return nil }
    return Array(text[at..<end])
  }
}
