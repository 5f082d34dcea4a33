import Evidence
import Testing

@Suite("Byte searches agree with naive ones")
struct ScanTests {
  /// Seeded xorshift, so that a failure can be run again.
  private func bytes(_ count: Int, seed: UInt64, from alphabet: [UInt8]) -> [UInt8] {
    var state = seed | 1
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return alphabet[Int(state % UInt64(alphabet.count))]
    }
  }

  @Test("every length and start up to 70", arguments: [1, 2, 3] as [UInt64])
  func searches(seed: UInt64) {
    let alphabet: [UInt8] = [0x00, 0x0A, 0x1F, 0x20, 0x22, 0x3C, 0x41, 0x7F, 0x80, 0xC3, 0xFF]
    for count in 0...70 {
      let text = bytes(count, seed: seed &* 1000 + UInt64(count), from: alphabet)
      let span = text.span
      for from in 0...count {
        func first(_ matches: (UInt8) -> Bool) -> Int { text[from...].firstIndex(where: matches) ?? count }
        let found = [
          span.firstIndex(of: 0x22, from: from),
          span.firstIndex(of: 0x22, or: 0xFF, from: from),
          span.firstIndex(of: 0, or: 0x3C, or: 0x80, from: from),
          span.firstIndexOfControl(or: 0x22, or: 0x3C, from: from),
        ]
        #expect(
          found == [
            first { $0 == 0x22 }, first { $0 == 0x22 || $0 == 0xFF }, first { [0, 0x3C, 0x80].contains($0) },
            first { $0 < 0x20 || $0 == 0x22 || $0 == 0x3C },
          ])
      }
      let isASCII = span.isASCII
      #expect(isASCII == text.allSatisfy { $0 < 0x80 })
    }
  }

  @Test("a needle is found wherever it stands, and nowhere else")
  func needles() {
    let needle = Array("</Event>".utf8)
    for count in 0...40 {
      let text = Array(repeating: UInt8(ascii: "<"), count: count) + needle + [0]
      let span = text.span
      let found = [span.firstIndex(of: needle, from: 0), span.firstIndex(of: needle, from: count + 1)]
      #expect(found == [count, text.count])
      let starts = [count, count + 2, -1, text.count, .max].map { text.span.starts(with: "</Event>", at: $0) }
      #expect(starts == [true, false, false, false, false])
    }
  }

  /// What is appended, and behind it how many bytes were taken.
  private func narrowed(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    let taken = out.append(plainUTF16: text.span)
    return out + [UInt8(truncatingIfNeeded: taken)]
  }

  private func isZero(_ bytes: [UInt8]) -> Bool { bytes.span.isZero }

  @Test("UTF-16 is narrowed up to what XML must escape", arguments: [1, 2, 3] as [UInt64])
  func narrowing(seed: UInt64) {
    let odd: [UInt16] = [
      0, 0x1F, 0x26, 0x27, 0x3C, 0x3E, 0x80, 0xFF, 0x100, 0x141, 0x2041, 0x8041, 0xD800, 0xFFFF,
    ]
    for count in 0...70 {
      let letters = bytes(
        count, seed: seed &* 1000 + UInt64(count), from: [0x20, 0x21, 0x41, 0x5A, 0x7E, 0x7F])
      for (index, unit) in odd.enumerated() {
        var units = letters.map(UInt16.init)
        let place = count == 0 ? 0 : (Int(seed) * 7 + index * 5) % count
        if count > 0 { units[place] = unit }
        let text = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        #expect(narrowed(text) == letters[..<place] + [UInt8(2 * place)])
      }
      #expect(narrowed(letters.flatMap { [$0, 0] }) == letters + [UInt8(2 * count)])
    }
  }

  @Test("bytes are zero only if all are")
  func zeros() {
    for count in 0...40 {
      let zeros = [UInt8](repeating: 0, count: count)
      var found = [isZero(zeros)]
      for place in 0..<count {
        var bytes = zeros
        bytes[place] = 1
        found.append(isZero(bytes))
      }
      #expect(found == [true] + zeros.map { _ in false })
    }
  }
}
