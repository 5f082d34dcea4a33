/// Hexadecimal digits in a run, in lines or pieces, with or without `0x` before them.
struct HexDecoder: TextDecoder {
  /// Shortest run: six bytes.
  private static let shortest = 12

  func wants(_ traits: TextTraits) -> Bool { traits.longestHexRun >= 8 }

  func search(_ input: TextInput, _ findings: inout Findings) {
    let runs = EncodedRuns.find(input.text, .hexDigit, shortest: 8)
    var next = 0
    while next < runs.count {
      let pieces = EncodedRuns.pieces(input.text, runs, .hexDigit, from: next)
      if pieces.count > 2 || pieces.count == 2 && pieces[0].count >= 16, take(pieces, input, &findings) {
        let end = pieces[pieces.count - 1].whole.upperBound
        next = runs[next...].firstIndex { $0.start >= end } ?? runs.count
        continue
      }
      if runs[next].count >= Self.shortest { _ = take([runs[next]], input, &findings) }
      next += 1
    }
  }

  private func take(_ pieces: [EncodedRun], _ input: TextInput, _ findings: inout Findings) -> Bool {
    guard let first = pieces.first, let last = pieces.last, isWhole(first, input.text),
      isWhole(last, input.text)
    else {
      return false
    }
    var peek = BytePeek()
    var content: [UInt8] = []
    var high: UInt8?
    var isDecimal = true
    for piece in pieces {
      for byte in input.text[piece.range] {
        guard let value = byte.hexValue else { continue }
        if value > 9 { isDecimal = false }
        if let first = high {
          content.append(first << 4 | value)
          high = nil
          if content.count <= BytePeek.length {
            peek.add(first << 4 | value)
            if content.count == min(BytePeek.length, 16), !peek.isPromising { return false }
          }
        } else {
          high = value
        }
      }
      if content.count >= input.room {
        findings.outputLimitMet = true
        break
      }
    }
    guard peek.isPromising else { return false }
    // Against pairs of decimal digits a hundred values are enough.
    let threshold = Threshold.likeness - 2 * PairScore.scale + (isDecimal ? content.count * 8 : 0)
    let candidate = Candidate(
      "hex", first.start..<last.end, content, .likely(threshold: threshold),
      pieces.count == 1
        ? "\(first.count) hexadecimal digits"
        : "\(pieces.count) pieces of hexadecimal digits with the same text between them")
    guard pieces.count == 1 || SearchNode(candidate, parent: -1, depth: 1)?.isAccepted == true else {
      return false
    }
    findings.candidates.append(candidate)
    return true
  }

  /// No letter or digit stands before or behind, but `0x`, `\x` and the like.
  private func isWhole(_ run: EncodedRun, _ text: [UInt8]) -> Bool {
    if run.end < text.count, text[run.end].isWord { return false }
    guard run.start > 0, text[run.start - 1].isWord else { return true }
    return text[run.start - 1].folded == UInt8(ascii: "x")
      || text[run.start - 1].folded == UInt8(ascii: "h")
  }
}
