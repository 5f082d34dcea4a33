import CaseFile
import Evidence

/// The pattern of `column LIKE 'pattern'` or `column GLOB 'pattern'`, for ruling values out. SQLite checks what is
/// not ruled out: where SQLite's own reading is peculiar (text that is not UTF-8, a value with NUL) the answer is
/// "maybe".
struct LikePattern {
  private let pattern: [UInt8]
  /// The text that a `%text%` looks for, in small letters; nil for another pattern.
  private let contained: [UInt8]?
  private let isGlob: Bool
  /// SQLite refuses longer ones, with an error that must not get lost.
  private static let mostBytes = 50_000

  /// Nil for a pattern that is left to SQLite.
  init?(_ pattern: [UInt8], isGlob: Bool) {
    guard pattern.count <= Self.mostBytes, pattern.span.isASCII, !pattern.contains(0) else { return nil }
    // Sets of characters, and what stands for one character, which text that is not UTF-8 makes doubtful.
    let oneCharacter = isGlob ? UInt8(ascii: "?") : UInt8(ascii: "_")
    guard !pattern.contains(oneCharacter), !(isGlob && pattern.contains(UInt8(ascii: "["))) else {
      return nil
    }
    self.isGlob = isGlob
    let many = isGlob ? UInt8(ascii: "*") : UInt8(ascii: "%")
    self.pattern = isGlob ? pattern : pattern.map(Self.folded)
    let inner = self.pattern.dropFirst().dropLast()
    let isContained =
      pattern.count > 2 && pattern.first == many && pattern.last == many && !inner.contains(many)
    contained = isContained ? Array(inner) : nil
  }

  private static func folded(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

  func allows(_ value: Span<UInt8>) -> Bool {
    value.firstIndex(of: 0, from: 0) < value.count || matches(value)
  }

  /// Goes back to the last wildcard only, which is enough: the part before it is met at its first place.
  private func matches(_ text: Span<UInt8>) -> Bool {
    let many = isGlob ? UInt8(ascii: "*") : UInt8(ascii: "%")
    var t = 0
    var p = 0
    var retry: (text: Int, pattern: Int)?
    while true {
      if p < pattern.count, pattern[p] == many {
        p += 1
        if p == pattern.count { return true }
        retry = (t, p)
        continue
      }
      if t == text.count {
        if p == pattern.count { return true }
      } else if p < pattern.count, (isGlob ? text[t] : Self.folded(text[t])) == pattern[p] {
        t += 1
        p += 1
        continue
      }
      guard let back = retry, back.text < text.count else { return false }
      t = back.text + 1
      p = back.pattern
      retry = (t, p)
    }
  }

  /// Which of a chunk's distinct values are not ruled out.
  func allowed(_ chunk: ColumnChunk) -> [Bool] {
    guard let contained else {
      return (0..<chunk.distinct).map { allows(chunk.dictionary.span.extracting(chunk.range($0))) }
    }
    // All values at once: the search runs over their bytes, and a place leads to its value.
    var allowed = [Bool](repeating: false, count: chunk.distinct)
    mark(contained, chunk, &allowed)
    mark([0], chunk, &allowed)
    return allowed
  }

  /// Marks the values that hold `needle`, which is in small letters unless the pattern is GLOB's.
  private func mark(_ needle: [UInt8], _ chunk: ColumnChunk, _ allowed: inout [Bool]) {
    let bytes = chunk.dictionary.span
    // The byte of the needle that text has least of leads the search.
    let lead = needle.indices.min { Self.commonness(needle[$0]) < Self.commonness(needle[$1]) } ?? 0
    let small = needle[lead]
    let large = !isGlob && (97...122).contains(small) ? small - 32 : small
    var value = 0
    var from = lead
    while from < bytes.count {
      let found =
        small == large
        ? bytes.firstIndex(of: small, from: from) : bytes.firstIndex(of: small, or: large, from: from)
      if found == bytes.count { return }
      from = found + 1
      let start = found - lead
      guard start + needle.count <= bytes.count, isNeedle(needle, bytes, start) else { continue }
      // The value that the place is in: places come in order.
      while chunk.ends[value] <= start { value += 1 }
      if start + needle.count <= chunk.ends[value] {
        allowed[value] = true
        // The rest of the value has nothing to add.
        from = max(from, chunk.ends[value] + lead)
      }
    }
  }

  private func isNeedle(_ needle: [UInt8], _ bytes: Span<UInt8>, _ start: Int) -> Bool {
    for i in 0..<needle.count {
      let byte = bytes[start + i]
      if (isGlob ? byte : Self.folded(byte)) != needle[i] { return false }
    }
    return true
  }

  /// A rank: letters of paths and command lines come last.
  private static func commonness(_ byte: UInt8) -> Int {
    switch byte {
    case 97...122:
      "zqjkxvbyghwfumpdlcnarotise".utf8.enumerated().first { $1 == byte }.map { $0.offset + 10 } ?? 40
    case 48...57: 30
    case 32, 92: 41
    default: 5
    }
  }
}
