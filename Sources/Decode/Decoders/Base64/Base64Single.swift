/// One stretch of base64: as it stands, without what is glued to it, or turned.
enum Base64Single {
  /// Places where something else may be glued on, that are tried at either end.
  private static let joints = 3

  static func take(_ run: EncodedRun, _ input: TextInput, _ findings: inout Findings) {
    let text = input.text
    let isShort = run.count < 12 && run.padding == 0
    if Base64Alphabet.peek(text, run.range).isPromising, !isShort || run.count == 8 || run.count == 11 {
      let candidate = candidate(run.range, run.padding, input, &findings)
      findings.candidates.append(candidate)
      if SearchNode(candidate, parent: -1, depth: 1)?.isAccepted == true { return }
    }
    guard run.count >= 16 else { return }
    for range in parts(text, run) where Base64Alphabet.peek(text, range).isPromising {
      let candidate = candidate(range, run.padding, input, &findings)
      // What is glued on could be anywhere: only what stands by itself counts.
      if SearchNode(candidate, parent: -1, depth: 1)?.isAccepted == true {
        findings.candidates.append(candidate)
        return
      }
    }
    guard run.count >= 20, !input.isTurned else { return }
    turned(run, text, &findings)
  }

  private static func candidate(
    _ range: Range<Int>, _ padding: Int, _ input: TextInput, _ findings: inout Findings
  ) -> Candidate {
    var content: [UInt8] = []
    Base64Alphabet.decode(input.text, range, into: &content, limit: input.room)
    if content.count >= input.room { findings.outputLimitMet = true }
    content = withoutForeignEnd(content)
    return Candidate(
      name(input.text, range), range.lowerBound..<range.upperBound + padding, content,
      .likely(threshold: threshold(input.text, range, padding)),
      "\(range.count) characters of base64\(padding > 0 ? ", padded" : range.count % 4 == 0 ? "" : ", without padding")"
    )
  }

  /// A cut character, or what is glued to the end, makes a few bytes of no text.
  private static func withoutForeignEnd(_ content: [UInt8]) -> [UInt8] {
    guard content.count >= 24, let last = content.last, last < 0x20 || last > 0x7E else { return content }
    let foreign = content.reversed().prefix(3).prefix { $0 < 0x20 || $0 > 0x7E }.count
    let front = Array(content.dropLast(foreign))
    guard TextReading.best(content)?.isClean != true, let reading = TextReading.best(front),
      reading.faults == 0,
      reading.encoding == "utf-8"
    else { return content }
    return front
  }

  /// Parts of a run: from its first joints, to its last ones, and at the three other alignments.
  private static func parts(_ text: [UInt8], _ run: EncodedRun) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    func isJoint(_ byte: UInt8) -> Bool { !byte.isWord }
    var found = 0
    for i in run.range where isJoint(text[i]) {
      if run.end - i - 1 >= 16 { parts.append(i + 1..<run.end) }
      found += 1
      if found == joints { break }
    }
    found = 0
    for i in run.range.reversed() where isJoint(text[i]) {
      if i - run.start >= 16 { parts.append(run.start..<i) }
      found += 1
      if found == joints { break }
    }
    for shift in 1...3 where run.count - shift >= 24 { parts.append(run.start + shift..<run.end) }
    return parts
  }

  /// Base64 written backwards, or in ROT13: the turned stretch is a state of its own.
  private static func turned(_ run: EncodedRun, _ text: [UInt8], _ findings: inout Findings) {
    var front = run.start
    while front > 0, run.start - front < 2, text[front - 1] == UInt8(ascii: "=") { front -= 1 }
    if Base64Alphabet.peek(text, run.range, .reversed).isPromising {
      findings.candidates.append(
        Candidate(
          "reverse", front..<run.end, text[front..<run.end].reversed(), .speculative,
          "base64 when read backwards"))
    }
    if Base64Alphabet.peek(text, run.range, .rot13).isPromising {
      findings.candidates.append(
        Candidate(
          "rot13", run.whole, text[run.whole].map(\.rot13), .speculative, "base64 when letters move by 13"))
    }
  }

  /// How likely text has to be: padding speaks for base64, a stretch that reads like words against it.
  static func threshold(_ text: [UInt8], _ range: Range<Int>, _ padding: Int) -> Int {
    // Against an alphabet of 64.
    let words = PairScore.score(text, range) - range.count * 11
    let isPadded = padding > 0 && (range.count + padding) % 4 == 0
    return Threshold.likeness - (isPadded ? 6 * PairScore.scale : 0) + max(0, words)
  }

  /// `base64url` where a character of only that alphabet stands in it.
  static func name(_ text: [UInt8], _ range: Range<Int>) -> String {
    text[range].contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") } ? "base64url" : "base64"
  }
}
