import Evidence

/// What stands between events and is simply structure: declarations, the `<Events>` root, comments, a
/// DOCTYPE, byte order marks, white space, and the "Record N" lines of evtx_dump.
enum XMLStructure {
  enum Piece: Equatable {
    /// Structure up to this index.
    case structure(Int)
    /// An event begins.
    case event
    /// Nothing known begins here.
    case other
    /// The text ends too early to tell, and more may follow.
    case needsMore
  }

  /// What begins at `i`.
  static func piece(
    _ text: Span<UInt8>, at i: Int, lineStart: Bool, atEnd: Bool, closers: inout Closers
  ) -> Piece {
    guard i < text.count else { return .needsMore }
    let byte = text[i]
    if XMLByte.isSpace(byte) { return .structure(XMLByte.skipSpace(text, from: i)) }
    if byte == UInt8(ascii: "<") { return markup(text, at: i, atEnd: atEnd, closers: &closers) }
    if byte == 0xEF {
      if text.starts(with: "\u{FEFF}", at: i) { return .structure(i + 3) }
      return text.count - i < 3 && !atEnd ? .needsMore : .other
    }
    if lineStart, byte == UInt8(ascii: "R") { return recordLine(text, at: i, atEnd: atEnd) }
    return .other
  }

  /// `piece` for a `<`.
  static func markup(_ text: Span<UInt8>, at i: Int, atEnd: Bool, closers: inout Closers) -> Piece {
    switch XMLEvents.eventStart(text, at: i, atEnd: atEnd) {
    case .found: return .event
    case .needsMore: return .needsMore
    case .no: break
    }
    guard text.count - i >= 24 || atEnd else { return .needsMore }
    if text.starts(with: "<!--", at: i) {
      return switch closers.end(of: .comment, in: text, from: i + 4, final: atEnd) {
      case .at(let end): .structure(end)
      case .none: .other
      case .unknown: .needsMore
      }
    }
    if text.starts(with: "<!DOCTYPE", at: i) { return doctype(text, at: i + 9, atEnd: atEnd) }
    if text.starts(with: "<?", at: i) { return tag(text, from: i + 2, last: UInt8(ascii: "?"), atEnd: atEnd) }
    if isRoot(text, at: i) { return tag(text, from: i + 2, last: nil, atEnd: atEnd) }
    return .other
  }

  /// `<Events` or `</Events`, maybe with a prefix of up to seven bytes.
  private static func isRoot(_ text: Span<UInt8>, at i: Int) -> Bool {
    var j = i + 1
    if j < text.count, text[j] == UInt8(ascii: "/") { j += 1 }
    if !text.starts(with: "Events", at: j) {
      let first = j
      while j < text.count, j - first < 8, XMLByte.isName(text[j]), text[j] != UInt8(ascii: ":") { j += 1 }
      guard j < text.count, text[j] == UInt8(ascii: ":"), text.starts(with: "Events", at: j + 1)
      else { return false }
      j += 1
    }
    return j + 6 >= text.count || !XMLByte.isName(text[j + 6])
  }

  /// To the `>` of a tag. A `<` first: it is none. That also keeps many unclosed ones linear.
  private static func tag(_ text: Span<UInt8>, from: Int, last: UInt8?, atEnd: Bool) -> Piece {
    let bound = min(text.count, from + Closers.longest)
    guard from <= bound else { return atEnd ? .other : .needsMore }
    let part = text.extracting(0..<bound)
    let end = part.firstIndex(of: UInt8(ascii: ">"), or: UInt8(ascii: "<"), from: from)
    guard end < bound else { return bound < text.count || atEnd ? .other : .needsMore }
    guard part[end] == UInt8(ascii: ">") else { return .other }
    if let last, end == from || part[end - 1] != last { return .other }
    return .structure(end + 1)
  }

  /// `<!DOCTYPE …>` with its internal subset: passed over, never read. Another `<!DOCTYPE` outside quotes ends
  /// it, so that at most three scans overlap (three quoting states) however many are begun.
  private static func doctype(_ text: Span<UInt8>, at start: Int, atEnd: Bool) -> Piece {
    let bound = min(text.count, start + Closers.longest)
    let part = text.extracting(0..<bound)
    let runOut: Piece = bound < text.count || atEnd ? .other : .needsMore
    var inSubset = false
    var i = min(start, bound)
    while i < bound {
      switch part[i] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        i = part.firstIndex(of: part[i], from: i + 1)
      case UInt8(ascii: "["): inSubset = true
      case UInt8(ascii: "]"): inSubset = false
      case UInt8(ascii: ">"):
        if !inSubset { return .structure(i + 1) }
      case UInt8(ascii: "<"):
        if !inSubset { return .other }
        if part.starts(with: "<!DOCTYPE", at: i) { return .other }
        // A comment may hold a lone quote.
        if part.starts(with: "<!--", at: i) {
          i += 4
          while i < bound, !part.starts(with: "-->", at: i) {
            if part.starts(with: "<!DOCTYPE", at: i) { return .other }
            i = part.firstIndex(of: UInt8(ascii: "-"), or: UInt8(ascii: "<"), from: i + 1)
          }
        }
      default: break
      }
      i += 1
    }
    return runOut
  }

  /// `Record 4711` on a line of its own.
  private static func recordLine(_ text: Span<UInt8>, at start: Int, atEnd: Bool) -> Piece {
    guard text.count - start >= 32 || atEnd else { return .needsMore }
    guard text.starts(with: "Record ", at: start) else { return .other }
    let first = start + 7
    var i = first
    while i < text.count, i - first < 20, (48...57).contains(text[i]) { i += 1 }
    guard i > first else { return .other }
    if i == text.count { return .structure(i) }
    return text[i] == 10 || text[i] == 13 ? .structure(i) : .other
  }
}
