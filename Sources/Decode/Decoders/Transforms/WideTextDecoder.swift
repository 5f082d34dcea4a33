/// UTF-16 whose bytes stand in the text one by one: every other character is NUL.
struct WideTextDecoder: TextDecoder {
  func wants(_ traits: TextTraits) -> Bool {
    traits.counts[0] >= 4 && Int(traits.counts[0]) * 4 >= traits.byteCount
  }

  func search(_ input: TextInput, _ findings: inout Findings) {
    guard let first = input.text.firstIndex(where: { $0 != 0 }), input.text.allSatisfy({ $0 < 0x80 }) else {
      return
    }
    let content = Array(input.text[(first & ~1)...])
    findings.candidates.append(
      Candidate(
        "utf-16", first & ~1..<input.text.count, content, .likely(threshold: Threshold.likeness),
        "every other character is NUL"))
  }
}
