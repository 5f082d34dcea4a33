import Query

/// The text around a match, so that a cell cut to fit the terminal shows the match and not the beginning of a
/// long line. Matches of one record come in order: the search for one goes on behind the one before.
struct MatchExcerpt {
  /// Bytes shown before a match.
  private static let lead = 24

  private var record = -1
  private var next = 0

  mutating func text(of match: RawMatch) -> [UInt8] {
    if match.record != record { next = 0 }
    record = match.record
    guard !match.match.isEmpty, let start = Self.find(match.match, in: match.text, from: next) else {
      return match.text
    }
    next = start + match.match.count
    var from = start - Self.lead
    guard from > 0 else { return match.text }
    // Not in the middle of a character.
    while from < start, match.text[from] & 0xc0 == 0x80 { from += 1 }
    return Array("…".utf8) + match.text[from...]
  }

  private static func find(_ needle: [UInt8], in text: [UInt8], from: Int) -> Int? {
    guard from >= 0, needle.count <= text.count else { return nil }
    var index = from
    while index + needle.count <= text.count {
      if text[index] == needle[0], text[index..<index + needle.count].elementsEqual(needle) { return index }
      index += 1
    }
    return nil
  }
}
