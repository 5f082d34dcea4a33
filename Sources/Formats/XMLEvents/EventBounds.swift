import Evidence

extension XMLEvents {
  /// Whether an `<Event` element begins at a place.
  package enum EventStart: Equatable, Sendable {
    case no
    /// The text ends too early to tell, and more may follow.
    case needsMore
    /// It begins here; `prefixLength` is that of its namespace prefix with the colon (`e:`), 0 for none.
    case found(prefixLength: Int)
  }

  /// Where an `<Event` element ends.
  package enum EventEnd: Equatable, Sendable {
    /// Behind its `</Event>`.
    case complete(Int)
    /// It has no end: the text ends, or another event begins. Index behind its last byte, white space included.
    case unfinished(Int)
    /// No end within the longest record allowed.
    case tooLong
    /// The text ends before the element does, and more may follow.
    case needsMore
  }

  private enum Answer {
    case yes, no, unknown
  }

  /// Whether `<Event`, with or without a prefix, begins at `i`, followed by white space, `>` or `/`.
  package static func eventStart(_ text: Span<UInt8>, at i: Int, atEnd: Bool) -> EventStart {
    guard i >= 0, i < text.count, text[i] == UInt8(ascii: "<") else { return .no }
    switch hasName("Event", text, at: i + 1, atEnd: atEnd) {
    case .yes: return .found(prefixLength: 0)
    case .unknown: return .needsMore
    case .no: break
    }
    guard let colon = prefixEnd(text, at: i + 1) else { return .no }
    if colon == text.count { return atEnd ? .no : .needsMore }
    switch hasName("Event", text, at: colon + 1, atEnd: atEnd) {
    case .yes: return .found(prefixLength: colon - i)
    case .unknown: return .needsMore
    case .no: return .no
    }
  }

  /// Index of the colon behind a prefix of at most 32 bytes at `i`; `count` where the text ends in the prefix,
  /// nil where there is none.
  private static func prefixEnd(_ text: Span<UInt8>, at i: Int) -> Int? {
    var j = i
    while j < text.count, j - i < 32 {
      let byte = text[j]
      if byte == UInt8(ascii: ":") { return j > i ? j : nil }
      guard XMLByte.isName(byte) else { return nil }
      j += 1
    }
    return j == text.count ? j : nil
  }

  /// Whether `name` stands at `i` and the name ends there.
  private static func hasName(_ name: StaticString, _ text: Span<UInt8>, at i: Int, atEnd: Bool) -> Answer {
    let length = name.utf8CodeUnitCount
    guard i + length < text.count else {
      if atEnd { return .no }
      for k in 0..<max(0, text.count - i) where unsafe text[i + k] != name.utf8Start[k] { return .no }
      return .unknown
    }
    guard text.starts(with: name, at: i) else { return .no }
    let byte = text[i + length]
    return XMLByte.isSpace(byte) || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") ? .yes : .no
  }

  /// The end of the event that begins at `start`. CDATA, comments and escaped markup do not fool it; an element
  /// inside that is also called Event is told from the next event, which begins with `<System>`.
  ///
  /// - Parameters:
  ///   - maximum: bytes of the longest record allowed.
  ///   - closers: what is known about ends of comments in this `text`; keeps the search linear.
  package static func eventEnd(
    _ text: Span<UInt8>, start: Int, prefixLength: Int, atEnd: Bool, maximum: Int, closers: inout Closers
  ) -> EventEnd {
    // Whatever the window, an event is judged by its first `maximum` bytes, or all bytes up to the end.
    let atLimit = text.count - start >= maximum
    let part = text.extracting(0..<(atLimit ? start + maximum : text.count))
    let end = scanEvent(part, start, prefixLength, atEnd || atLimit, &closers)
    if case .unfinished(let index) = end, index == part.count, atLimit { return .tooLong }
    return end
  }

  private static func scanEvent(
    _ text: Span<UInt8>, _ start: Int, _ prefix: Int, _ final: Bool, _ closers: inout Closers
  ) -> EventEnd {
    let runOut: EventEnd = final ? .unfinished(text.count) : .needsMore
    var i = start + 6 + prefix
    let tagEnd = text.firstIndex(of: UInt8(ascii: ">"), or: UInt8(ascii: "<"), from: min(i, text.count))
    guard tagEnd < text.count else { return runOut }
    if text[tagEnd] == UInt8(ascii: ">"), text[tagEnd - 1] == UInt8(ascii: "/") {
      return .complete(tagEnd + 1)
    }
    i = tagEnd
    var depth = 1
    while true {
      i = text.firstIndex(of: UInt8(ascii: "<"), from: i)
      guard i + 1 < text.count else { return runOut }
      switch text[i + 1] {
      case UInt8(ascii: "/"):
        guard samePrefix(text, start, prefix, at: i + 2) else {
          if !final, text.count - i < prefix + 8 { return runOut }
          i += 2
          continue
        }
        switch hasName("Event", text, at: i + 2 + prefix, atEnd: final) {
        case .no: i += 2
        case .unknown: return runOut
        case .yes:
          i = XMLByte.skipSpace(text, from: i + 7 + prefix)
          guard i < text.count else { return runOut }
          // `</Event foo` is no end tag, but nothing else it could be: the event ends here all the same.
          if text[i] == UInt8(ascii: ">") { i += 1 }
          depth -= 1
          if depth == 0 { return .complete(i) }
        }
      case UInt8(ascii: "!"):
        if !final, text.count - i < 9 { return runOut }
        let closed: Closers.Answer =
          if text.starts(with: "<!--", at: i) {
            closers.end(of: .comment, in: text, from: i + 4, final: final)
          } else if text.starts(with: "<![CDATA[", at: i) {
            closers.end(of: .cdata, in: text, from: i + 9, final: final)
          } else {
            .none
          }
        switch closed {
        case .at(let end): i = end
        case .none: i += 2
        case .unknown: return runOut
        }
      case UInt8(ascii: "?"):
        if !final, text.count - i < 6 { return runOut }
        // A declaration cannot stand inside an element: the file goes on with another document.
        if text.starts(with: "<?xml", at: i), i + 5 < text.count, XMLByte.isSpace(text[i + 5]) {
          return .unfinished(recordLine(text, before: i, after: start))
        }
        switch closers.end(of: .instruction, in: text, from: i + 2, final: final) {
        case .at(let end): i = end
        case .none: i += 2
        case .unknown: return runOut
        }
      default:
        guard samePrefix(text, start, prefix, at: i + 1) else {
          if !final, text.count - i < prefix + 7 { return runOut }
          i += 2
          continue
        }
        switch hasName("Event", text, at: i + 1 + prefix, atEnd: final) {
        case .no: i += 2
        case .unknown: return runOut
        case .yes:
          switch nested(text, at: i, prefix, final) {
          case .unknown: return runOut
          case .event: return .unfinished(recordLine(text, before: i, after: start))
          case .element(let end, let opens):
            if opens { depth += 1 }
            i = end
          }
        }
      }
    }
  }

  /// Whether the bytes at `i` are the prefix of the event that begins at `start`.
  @inline(__always)
  private static func samePrefix(_ text: Span<UInt8>, _ start: Int, _ prefix: Int, at i: Int) -> Bool {
    if prefix == 0 { return i < text.count && text[i] == UInt8(ascii: "E") }
    guard i + prefix <= text.count else { return false }
    return text.extracting(i..<i + prefix).equals(text.extracting(start + 1..<start + 1 + prefix))
  }

  private enum Nested {
    /// The next event: its `<System>` follows at once.
    case event
    /// An element of that name inside the event.
    case element(end: Int, opens: Bool)
    case unknown
  }

  private static func nested(_ text: Span<UInt8>, at i: Int, _ prefix: Int, _ final: Bool) -> Nested {
    let end = text.firstIndex(of: UInt8(ascii: ">"), or: UInt8(ascii: "<"), from: i + 6 + prefix)
    guard end < text.count else { return final ? .element(end: end, opens: false) : .unknown }
    if text[end] == UInt8(ascii: "<") { return .element(end: end, opens: false) }
    if text[end - 1] == UInt8(ascii: "/") { return .element(end: end + 1, opens: false) }
    let next = XMLByte.skipSpace(text, from: end + 1)
    if next + prefix + 8 >= text.count, !final { return .unknown }
    if next < text.count, text[next] == UInt8(ascii: "<"), samePrefixOrNone(text, i, prefix, at: next + 1),
      hasName("System", text, at: next + 1 + prefix, atEnd: true) == .yes
    {
      return .event
    }
    return .element(end: end + 1, opens: true)
  }

  private static func samePrefixOrNone(_ text: Span<UInt8>, _ start: Int, _ prefix: Int, at i: Int) -> Bool {
    prefix == 0 || samePrefix(text, start, prefix, at: i)
  }

  /// Where an unfinished event stops that is followed at `index` by the next one: before a byte order mark and
  /// a "Record N" line, which belong to what follows.
  private static func recordLine(_ text: Span<UInt8>, before index: Int, after start: Int) -> Int {
    let floor = start + 6
    var end = index
    if end - 3 > floor, text.starts(with: "\u{FEFF}", at: end - 3) { end -= 3 }
    var i = end
    while i > floor, XMLByte.isSpace(text[i - 1]) { i -= 1 }
    let digits = i
    while i > floor, digits - i < 20, (48...57).contains(text[i - 1]) { i -= 1 }
    guard i < digits, i - 8 >= floor, text.starts(with: "Record ", at: i - 7), XMLByte.isSpace(text[i - 8])
    else { return end }
    return i - 7
  }
}
