/// Numbers of characters or bytes, one after another, in the spelling of any language: what stands between them is the
/// same each time. `114,117,110`, `[char]73+[char]69`, `Chr(114) & Chr(101)`, `0x53, 0x65`, `&H53`.
struct NumberListDecoder: TextDecoder {
  /// Fewest numbers.
  private static let fewest = 4
  /// Longest text between two numbers.
  private static let longestGap = 24
  /// Most different texts between the numbers of one list.
  private static let mostGaps = 3

  func wants(_ traits: TextTraits) -> Bool { traits.digits >= 2 * Self.fewest }

  func search(_ input: TextInput, _ findings: inout Findings) {
    var scanner = NumberScanner(input.text)
    var list = NumberList()
    while let number = scanner.next() {
      if !list.take(number, input.text, longestGap: Self.longestGap, mostGaps: Self.mostGaps) {
        finish(list, input, &findings)
        list = NumberList()
        _ = list.take(number, input.text, longestGap: Self.longestGap, mostGaps: Self.mostGaps)
      }
    }
    finish(list, input, &findings)
  }

  private func finish(_ list: NumberList, _ input: TextInput, _ findings: inout Findings) {
    guard list.numbers.count >= Self.fewest, let first = list.numbers.first, let last = list.numbers.last
    else { return }
    // A separator with letters, such as a call, is a program's spelling of a character.
    let isCall =
      list.gaps.count <= 2
      && list.gaps.allSatisfy { gap in gap.contains { $0.isLetter } && gap.contains { !$0.isWord } }
    guard isCall || list.numbers.count >= 6 else { return }
    let isPrefixed = first.isHex
    for radix in list.radixes(input.text) {
      guard let content = list.content(radix, input.text) else { continue }
      var peek = BytePeek()
      for byte in content.prefix(BytePeek.length) { peek.add(byte) }
      guard peek.isPromising || content.count < 8 else { continue }
      // Small numbers, and numbers near each other, make letters of some script or other.
      let isASCII = content.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0.isWhiteSpace }
      guard isASCII || list.numbers.count >= 12 else { continue }
      let threshold =
        !isASCII ? Threshold.likeness : (isCall ? 8 : isPrefixed ? 12 : 15) * PairScore.scale
      findings.candidates.append(
        Candidate(
          isPrefixed ? "hex-list" : isCall ? "char-code" : "byte-list",
          first.range.lowerBound..<last.range.upperBound,
          content, .natural(threshold: threshold),
          "\(list.numbers.count) numbers with the same text between them"))
      if peek.isPromising { return }
    }
  }
}

/// A number in a text.
struct ListNumber {
  /// With its prefix.
  var range: Range<Int>
  /// Of the digits.
  var digits: Range<Int>
  var isHex: Bool
}

/// Finds numbers: decimal, `0x…`, `&H…`.
struct NumberScanner {
  private let text: [UInt8]
  private var at = 0

  init(_ text: [UInt8]) { self.text = text }

  mutating func next() -> ListNumber? {
    while at < text.count {
      guard text[at].isDigit else {
        if text[at] == UInt8(ascii: "&"), at + 2 < text.count, text[at + 1].folded == UInt8(ascii: "h"),
          text[at + 2].hexValue != nil
        {
          return hex(at, at + 2)
        }
        at += 1
        continue
      }
      let start = at
      if text[at] == UInt8(ascii: "0"), at + 2 < text.count, text[at + 1].folded == UInt8(ascii: "x"),
        text[at + 2].hexValue != nil
      {
        return hex(start, at + 2)
      }
      while at < text.count, text[at].isDigit { at += 1 }
      return ListNumber(range: start..<at, digits: start..<at, isHex: false)
    }
    return nil
  }

  private mutating func hex(_ start: Int, _ digits: Int) -> ListNumber {
    at = digits
    while at < text.count, text[at].hexValue != nil { at += 1 }
    let end = at
    return ListNumber(range: start..<end, digits: digits..<end, isHex: true)
  }
}

/// Numbers with the same text between them.
struct NumberList {
  private(set) var numbers: [ListNumber] = []
  /// Texts between them, without white space, in lower case.
  private(set) var gaps: [[UInt8]] = []

  /// Takes the next number of the text; false where it does not go on the list.
  mutating func take(_ number: ListNumber, _ text: [UInt8], longestGap: Int, mostGaps: Int) -> Bool {
    guard number.digits.count <= 8 else { return false }
    guard let last = numbers.last else {
      numbers.append(number)
      return true
    }
    let between = last.range.upperBound..<number.range.lowerBound
    guard between.count <= longestGap, last.isHex == number.isHex else { return false }
    var gap: [UInt8] = []
    for byte in text[between] where !byte.isWhiteSpace { gap.append(byte.folded) }
    if gap.isEmpty, between.isEmpty { return false }
    if !gaps.contains(gap) {
      // Lists that are split at one of several characters have as many.
      let isSingle = gap.count == 1 && gaps.allSatisfy { $0.count == 1 }
      guard gaps.count < (isSingle ? 4 * mostGaps : mostGaps) else { return false }
      gaps.append(gap)
    }
    numbers.append(number)
    return true
  }

  /// How the digits may be meant, likeliest first.
  func radixes(_ text: [UInt8]) -> [Int] {
    guard let first = numbers.first, !first.isHex else { return [16] }
    let digits = numbers.lazy.map { text[$0.digits] }
    if digits.allSatisfy({ (6...8).contains($0.count) && $0.allSatisfy { $0 == 0x30 || $0 == 0x31 } }) {
      return [2]
    }
    if digits.allSatisfy({ $0.count >= 2 && $0.allSatisfy { $0 < 0x38 } }) { return [10, 8] }
    return [10]
  }

  /// The numbers as bytes, or as characters where one is beyond a byte; nil where one is no character.
  func content(_ radix: Int, _ text: [UInt8]) -> [UInt8]? {
    var values: [UInt32] = []
    values.reserveCapacity(numbers.count)
    var isBytes = true
    for number in numbers {
      var value: UInt32 = 0
      for byte in text[number.digits] {
        guard let digit = byte.hexValue, Int(digit) < radix, value < 0x20_0000 else { return nil }
        value = value * UInt32(radix) + UInt32(digit)
      }
      if value > 255 { isBytes = false }
      guard value <= 0x10_FFFF else { return nil }
      values.append(value)
    }
    guard isBytes || gaps.count == 1 else { return nil }
    if isBytes { return values.map { UInt8(truncatingIfNeeded: $0) } }
    var content: [UInt8] = []
    for value in values {
      guard let scalar = UnicodeScalar(value) else { return nil }
      content.append(contentsOf: Array(String(Character(scalar)).utf8))
    }
    return content
  }
}
