/// Base32 (RFC 4648 §6), padded or not.
struct Base32Decoder: TextDecoder {
  private static let shortest = 16

  func wants(_ traits: TextTraits) -> Bool { traits.longestBase64Run >= Self.shortest }

  func search(_ input: TextInput, _ findings: inout Findings) {
    let text = input.text
    for run in EncodedRuns.find(text, .base32, shortest: Self.shortest) {
      var end = run.end
      while end < text.count, end - run.end < 6, text[end] == UInt8(ascii: "=") { end += 1 }
      let isPadded = end > run.end && (end - run.start) % 8 == 0
      if run.start > 0, text[run.start - 1].isWord || end < text.count && text[end].isWord {
        continue
      }
      var content: [UInt8] = []
      var peek = BytePeek()
      var bits: UInt32 = 0
      var count: UInt32 = 0
      for byte in text[run.range] {
        bits = bits << 5 | UInt32(byte.isLetter ? byte - UInt8(ascii: "A") : byte - UInt8(ascii: "2") + 26)
        count += 5
        guard count >= 8 else { continue }
        count -= 8
        let value = UInt8(truncatingIfNeeded: bits >> count)
        content.append(value)
        if content.count <= BytePeek.length { peek.add(value) }
        if content.count == 16, !peek.isPromising { break }
      }
      guard peek.isPromising else { continue }
      // Against an alphabet of 32.
      let words = PairScore.score(text, run.range) - run.count * 17
      findings.candidates.append(
        Candidate(
          "base32", run.start..<end, content,
          .likely(threshold: (isPadded ? Threshold.spelled : Threshold.likeness) + max(0, words)),
          "\(run.count) characters of base32\(isPadded ? ", padded" : "")"))
    }
  }
}
