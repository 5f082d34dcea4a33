/// Base64 of either alphabet (RFC 4648), padded or not, cut at its end, in lines or in pieces that the same text joins.
struct Base64Decoder: TextDecoder {
  /// Shortest stretch that is looked at: six bytes of text, or three characters of UTF-16, are no accident.
  private static let shortest = 8

  func wants(_ traits: TextTraits) -> Bool { traits.longestBase64Run >= Self.shortest }

  func search(_ input: TextInput, _ findings: inout Findings) {
    let text = input.text
    let runs = EncodedRuns.find(text, .base64, shortest: Self.shortest)
    var next = 0
    while next < runs.count {
      let run = runs[next]
      let pieces = EncodedRuns.pieces(text, runs, .base64, from: next)
      let isJoined = pieces.count > 2 || pieces.count == 2 && isJoint(text, pieces)
      if isJoined, take(joined: pieces, input, &findings) {
        // The last piece may begin another block.
        let end = pieces[pieces.count - 1].start
        next = max(next + 1, runs[next...].firstIndex { $0.start >= end } ?? runs.count)
        if next < runs.count, runs[next].start == end { next += 1 }
        continue
      }
      Base64Single.take(run, input, &findings)
      next += 1
    }
  }

  /// Whether what stands between two pieces joins them: line ends, quotation marks and signs, no words.
  private func isJoint(_ text: [UInt8], _ pieces: [EncodedRun]) -> Bool {
    pieces[0].count >= 16 && pieces[0].padding == 0
      && !text[pieces[0].end..<pieces[1].start].contains { $0.isWord || $0 == UInt8(ascii: ";") }
  }

  /// Several pieces as one.
  private func take(joined pieces: [EncodedRun], _ input: TextInput, _ findings: inout Findings) -> Bool {
    guard let first = pieces.first, let last = pieces.last else { return false }
    // Each piece with padding ends a whole of its own.
    var characters: [UInt8] = []
    var groups: [Range<Int>] = []
    var start = 0
    for piece in pieces {
      characters.append(contentsOf: input.text[piece.range])
      if piece.padding > 0 || piece.start == last.start {
        groups.append(start..<characters.count)
        start = characters.count
      }
    }
    guard let group = groups.first, Base64Alphabet.peek(characters, group).isPromising else { return false }
    var content: [UInt8] = []
    for group in groups { Base64Alphabet.decode(characters, group, into: &content, limit: input.room) }
    let threshold = Base64Single.threshold(characters, 0..<characters.count, last.padding)
    let candidate = Candidate(
      Base64Single.name(characters, 0..<characters.count), first.start..<last.whole.upperBound, content,
      .likely(threshold: threshold), "\(pieces.count) pieces of base64 with the same text between them")
    if content.count >= input.room { findings.outputLimitMet = true }
    // Words in a row are no block: it has to come to something.
    guard let node = SearchNode(candidate, parent: -1, depth: 1),
      node.isAccepted || pieces.allSatisfy({ $0.count >= 24 || $0.start == last.start })
    else { return false }
    findings.candidates.append(candidate)
    return node.isAccepted
  }
}
