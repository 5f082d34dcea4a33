/// A value as a regular expression searches it, maybe several times in one call of a function.
///
/// PCRE2 is only given what is UTF-8: its own mode for other bytes (PCRE2_MATCH_INVALID_UTF) misses matches behind
/// them with JIT and finds others without. So a byte that belongs to no character is searched as one of its own,
/// U+10FF00 and its value, of private use: a `.` matches it, `\w`, `\d` and `\s` do not (as with Python's
/// `surrogateescape`).
struct RegexSubject {
  /// The bytes of the value.
  let original: [UInt8]
  /// What is searched: always UTF-8. Ranges of matches are in it.
  let searched: [UInt8]
  /// When the search began; nil for a short value.
  let begin: ContinuousClock.Instant?
  /// Where in `searched` characters stand for single bytes, in order.
  private let standIns: [Int]

  /// Above this many bytes, the clock and Ctrl-C are looked at.
  static let shortCount = 4096

  init(_ value: SQLValue) {
    let bytes = value.bytes
    original = bytes
    begin = bytes.count > Self.shortCount ? ContinuousClock().now : nil
    if (try? UTF8Span(validating: bytes.span)) != nil {
      searched = bytes
      standIns = []
    } else {
      (searched, standIns) = Self.validated(bytes)
    }
  }

  private static func validated(_ bytes: [UInt8]) -> (searched: [UInt8], standIns: [Int]) {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 4)
    var standIns: [Int] = []
    var i = 0
    while i < bytes.count {
      let length = characterLength(bytes, at: i)
      if length > 0 {
        out += bytes[i..<i + length]
        i += length
      } else {
        standIns.append(out.count)
        // U+10FF00 … U+10FFFF.
        out += [0xF4, 0x8F, 0xBC | bytes[i] >> 6, 0x80 | bytes[i] & 0x3F]
        i += 1
      }
    }
    return (out, standIns)
  }

  /// Bytes of the character at `i` (Unicode 15, table 3-7); 0 where there is none.
  private static func characterLength(_ bytes: [UInt8], at i: Int) -> Int {
    let first = bytes[i]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard length <= bytes.count - i, second.contains(bytes[i + 1]),
      bytes[(i + 2)..<(i + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
    else { return 0 }
    return length
  }

  /// The value's own bytes for a range of `searched` that begins and ends between characters.
  func slice(_ range: Range<Int>) -> ArraySlice<UInt8> {
    original[originalIndex(range.lowerBound)..<originalIndex(range.upperBound)]
  }

  private func originalIndex(_ index: Int) -> Int {
    var low = 0
    var high = standIns.count
    while low < high {
      let middle = (low + high) / 2
      if standIns[middle] < index { low = middle + 1 } else { high = middle }
    }
    return index - 3 * low
  }
}
