import Evidence

/// Ends of comments, CDATA sections and processing instructions in one window, remembered so that many
/// openings without an end cost one search and not one each.
package struct Closers {
  enum Kind: Int {
    case comment = 0
    case cdata, instruction
  }

  enum Answer: Equatable {
    /// Index behind the end.
    case at(Int)
    /// Not closed within `Closers.longest` bytes: no such thing, but damaged text.
    case none
    /// The text ends first, and more may follow.
    case unknown
  }

  /// A longer comment or CDATA section is taken for a damaged one: it must not swallow all that follows.
  static let longest = 1 << 20

  private struct Memo {
    /// Every search from `from` on finds `found`, or nothing before `upTo`.
    var from = Int.max
    var upTo = 0
    var found = -1
  }

  private static let ends: [[UInt8]] = [Array("-->".utf8), Array("]]>".utf8), Array("?>".utf8)]
  private var memos = [Memo(), Memo(), Memo()]

  package init() {}

  mutating func end(of kind: Kind, in text: Span<UInt8>, from start: Int, final: Bool) -> Answer {
    guard start <= text.count else { return final ? .none : .unknown }
    let needle = Closers.ends[kind.rawValue]
    let bound = min(text.count, start + Closers.longest)
    var memo = memos[kind.rawValue]
    if memo.from > start || (memo.found >= 0 && memo.found < start) {
      memo = Memo(from: start, upTo: start, found: -1)
    }
    if memo.found < 0, memo.upTo < bound {
      let resume = max(start, memo.upTo - needle.count + 1)
      let place = text.extracting(0..<bound).firstIndex(of: needle, from: resume)
      if place < bound { memo.found = place }
      memo.upTo = bound
    }
    memos[kind.rawValue] = memo
    if memo.found >= 0, memo.found + needle.count <= bound { return .at(memo.found + needle.count) }
    return bound < text.count || final ? .none : .unknown
  }
}
