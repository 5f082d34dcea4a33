/// Text written backwards, and text in ROT13: stretches that read better when turned than as they stand.
struct TurnedTextDecoder: TextDecoder {
  /// How much better they have to read.
  private static let threshold = 20 * PairScore.scale
  /// Bytes on either side that are looked at for the ends of a stretch.
  private static let reach = 4096

  func wants(_ traits: TextTraits) -> Bool { traits.letters >= 12 }

  func search(_ input: TextInput, _ findings: inout Findings) {
    guard !input.isTurned else { return }
    let text = input.text
    let stretches = Stretches.find(text, least: 16 * PairScore.scale)
    for range in stretches.backward where Self.reads(text[range].reversed()) {
      let range = Self.widened(text, range)
      take("reverse", range, text[range].reversed(), text, "reads like text backwards", &findings)
    }
    for range in stretches.rot13 where Self.reads(text[range].map(\.rot13)) {
      let range = Self.widened(text, range)
      take(
        "rot13", range, text[range].map(\.rot13), text, "reads like text when letters move by 13", &findings)
    }
  }

  private func take(
    _ decoder: String, _ range: Range<Int>, _ content: [UInt8], _ text: [UInt8], _ reason: String,
    _ findings: inout Findings
  ) {
    let turned = PairScore.score(content, 0..<content.count)
    let plain = PairScore.score(text, range)
    guard Self.reads(content), turned - plain >= Self.threshold,
      content.allSatisfy({ $0 < 0x80 }) || TextReading.best(content)?.faults == 0
    else { return }
    findings.candidates.append(Candidate(decoder, range, content, .rewritten, reason))
  }

  /// Mostly letters, and at least e times likelier than random for each character: digits read either way.
  private static func reads(_ content: [UInt8]) -> Bool {
    let letters = content.reduce(0) { $0 + ($1.isLetter ? 1 : 0) }
    guard letters * 9 >= content.count * 5 else { return false }
    return PairScore.score(content, 0..<content.count) >= content.count * PairScore.scale
  }

  /// To the quotation marks around, or else to white space.
  private static func widened(_ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
    func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") }
    let front = text[max(0, range.lowerBound - reach)..<range.lowerBound].lastIndex(where: isQuote)
    let back = text[range.upperBound..<min(text.count, range.upperBound + reach)].firstIndex(where: isQuote)
    if let front, let back, text[front] == text[back], !text[range].contains(text[front]) {
      return front + 1..<back
    }
    var start = range.lowerBound
    var end = range.upperBound
    while start > 0, range.lowerBound - start < reach, !text[start - 1].isWhiteSpace,
      !isQuote(text[start - 1])
    { start -= 1 }
    while end < text.count, end - range.upperBound < reach, !text[end].isWhiteSpace, !isQuote(text[end]) {
      end += 1
    }
    return start..<end
  }
}

/// Stretches of a text that read better turned.
struct Stretches {
  private(set) var backward: [Range<Int>] = []
  private(set) var rot13: [Range<Int>] = []

  /// The stretch with the greatest sum is found in one pass (Kadane's algorithm), and again behind it.
  private struct Sum {
    var value = 0
    var start = 0
    var best = 0
    var bestRange = 0..<0

    /// Takes the step from `at - 1` to `at`; returns a stretch that has ended.
    mutating func add(_ step: Int, _ at: Int, _ least: Int) -> Range<Int>? {
      if value == 0 { start = at - 1 }
      value += step
      if value > best {
        best = value
        bestRange = start..<at + 1
      }
      guard value <= 0 || best >= least && value < best - least else { return nil }
      let ended = best >= least ? bestRange : nil
      value = 0
      best = 0
      return ended
    }
  }

  static func find(_ text: [UInt8], least: Int) -> Stretches {
    let table = TurnedPairs.steps
    var found = Stretches()
    var back = Sum()
    var moved = Sum()
    var before = 0
    for at in text.indices {
      let column = Int(text[at]) - 0x20
      guard column >= 0, column < 95 else {
        // A line's end, or a letter beyond ASCII, ends no stretch.
        before = 0
        continue
      }
      if at > 0 {
        let step = table[before * 95 + column]
        if let range = back.add(Int(step.backward), at, least) { found.backward.append(range) }
        if let range = moved.add(Int(step.rot13), at, least) { found.rot13.append(range) }
      }
      before = column
    }
    if back.best >= least { found.backward.append(back.bestRange) }
    if moved.best >= least { found.rot13.append(moved.bestRange) }
    return found
  }
}

/// For each pair of characters, how much better it reads turned.
enum TurnedPairs {
  struct Step {
    var backward: Int16
    var rot13: Int16
  }

  static let steps: [Step] = (0..<95 * 95).map { i in
    let a = UInt8(i / 95 + 0x20)
    let b = UInt8(i % 95 + 0x20)
    let plain = PairScore.pair(a, b)
    let back = PairScore.pair(b, a)
    let moved = PairScore.pair(a.rot13, b.rot13)
    // Text that reads equally well either way is not turned.
    return Step(
      backward: Int16(clamping: back - plain - 1), rot13: Int16(clamping: moved - plain - 1))
  }
}
