package import Evidence

extension XMLEvents {
  /// Cuts event XML: every `<Event>` element is a record, also a damaged one; what stands between is gaps.
  package struct Cutter: RecordCutter {
    /// Longest single gap.
    private let longestGap: Int
    private let maximum: Int
    /// The stream stands inside an event that was longer than a record may be.
    private var insideTooLong = false

    package init(profile: SourceProfile, limits: Limits) {
      maximum = max(64, limits.recordBytes)
      longestGap = min(1 << 20, maximum)
    }

    package mutating func cut(
      _ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList
    ) -> Int {
      var closers = Closers()
      var position = 0
      while position < window.count, !out.isFull {
        let length = next(window, at: position, atEnd: atEnd, closers: &closers, into: &out)
        if length == 0 { break }
        position += length
      }
      if position == 0, mustConsume, !window.isEmpty, !out.isFull {
        position = gapLength(window, from: 0, to: window.count, atEnd: atEnd)
        out.append(gap: position, problem: Cutter.tooLong)
      }
      return position
    }

    private static let tooLong = (
      "record.too-long", "an event is longer than a record may be (--max-record-bytes)"
    )
    private static let foreign = ("xml.between-events", "text between events is no event")

    /// Appends the span that begins at `start`; its length, 0 where it is not complete.
    private mutating func next(
      _ window: Span<UInt8>, at start: Int, atEnd: Bool, closers: inout Closers, into out: inout CutList
    ) -> Int {
      if insideTooLong { return restOfTooLong(window, at: start, atEnd: atEnd, into: &out) }
      switch XMLEvents.eventStart(window, at: start, atEnd: atEnd) {
      case .needsMore: return 0
      case .no: return gap(window, at: start, atEnd: atEnd, closers: &closers, into: &out)
      case .found(let prefixLength):
        let end = XMLEvents.eventEnd(
          window, start: start, prefixLength: prefixLength, atEnd: atEnd, maximum: maximum, closers: &closers)
        switch end {
        case .needsMore: return 0
        case .complete(let end): return record(window, start, end, atEnd: atEnd, into: &out)
        case .unfinished(let end):
          var proper = end
          while proper > start, XMLByte.isSpace(window[proper - 1]) { proper -= 1 }
          out.append(record: proper - start, length: end - start)
          return end - start
        case .tooLong:
          insideTooLong = true
          let length = gapLength(window, from: start, to: start + maximum, atEnd: atEnd)
          out.append(gap: length, problem: Cutter.tooLong)
          return length
        }
      }
    }

    /// A whole event and the white space behind it.
    private func record(
      _ window: Span<UInt8>, _ start: Int, _ end: Int, atEnd: Bool, into out: inout CutList
    ) -> Int {
      let bound = min(window.count, end + longestGap)
      let next = XMLByte.skipSpace(window.extracting(0..<bound), from: end)
      guard next < bound || atEnd || bound == end + longestGap else { return 0 }
      out.append(record: end - start, length: next - start)
      return next - start
    }

    /// Structure, or text that is none, up to the next event or the next of the other kind.
    private func gap(
      _ window: Span<UInt8>, at start: Int, atEnd: Bool, closers: inout Closers, into out: inout CutList
    ) -> Int {
      var i = start
      var lineStart = true
      structure: while i < window.count {
        switch XMLStructure.piece(window, at: i, lineStart: lineStart, atEnd: atEnd, closers: &closers) {
        case .needsMore: return 0
        case .event: break structure
        case .other:
          if i == start { return foreignGap(window, at: start, atEnd: atEnd, closers: &closers, into: &out) }
          break structure
        case .structure(let end):
          if end - start > longestGap {
            if i == start { i = gapLength(window, from: start, to: end, atEnd: atEnd) + start }
            out.append(gap: i - start)
            return i - start
          }
          lineStart = window[end - 1] == 10 || window[end - 1] == 13
          i = end
        }
      }
      guard i < window.count || atEnd else { return 0 }
      out.append(gap: i - start)
      return i - start
    }

    /// Text that is neither event nor structure, up to the next `<` that is, or the longest gap.
    private func foreignGap(
      _ window: Span<UInt8>, at start: Int, atEnd: Bool, closers: inout Closers, into out: inout CutList
    ) -> Int {
      let bound = min(window.count, start + longestGap)
      var end = start + 1
      while end < bound {
        end = min(window.firstIndex(of: UInt8(ascii: "<"), from: end), bound)
        if end == bound { break }
        switch XMLStructure.markup(window, at: end, atEnd: atEnd, closers: &closers) {
        case .needsMore: return 0
        case .structure, .event:
          out.append(gap: end - start, problem: Cutter.foreign)
          return end - start
        case .other: end += 1
        }
      }
      guard bound == start + longestGap || atEnd else { return 0 }
      let length = gapLength(window, from: start, to: bound, atEnd: atEnd)
      out.append(gap: length, problem: Cutter.foreign)
      return length
    }

    /// The rest of an event that is too long, up to its end or the next event.
    private mutating func restOfTooLong(
      _ window: Span<UInt8>, at start: Int, atEnd: Bool, into out: inout CutList
    ) -> Int {
      let bound = min(window.count, start + longestGap)
      var end = start
      while end < bound {
        end = min(window.firstIndex(of: UInt8(ascii: "<"), from: end), bound)
        if end == bound { break }
        if !atEnd, window.count - end < 48 { return 0 }
        if case .found = XMLEvents.eventStart(window, at: end, atEnd: true) {
          insideTooLong = false
          if end == start { return next(window, at: start, atEnd: atEnd, into: &out) }
          out.append(gap: end - start, problem: Cutter.tooLong)
          return end - start
        }
        if let close = XMLEvents.endTag(window, at: end) {
          insideTooLong = false
          out.append(gap: close - start, problem: Cutter.tooLong)
          return close - start
        }
        end += 1
      }
      guard bound == start + longestGap || atEnd else { return 0 }
      let length = gapLength(window, from: start, to: bound, atEnd: atEnd)
      out.append(gap: length, problem: Cutter.tooLong)
      return length
    }

    private mutating func next(_ window: Span<UInt8>, at start: Int, atEnd: Bool, into out: inout CutList)
      -> Int
    {
      var closers = Closers()
      return next(window, at: start, atEnd: atEnd, closers: &closers, into: &out)
    }

    /// At most `longestGap`, and not in the middle of a character: a transcoded source has no byte for that.
    /// Looks at bytes before the end only, since what follows may not be there yet.
    private func gapLength(_ window: Span<UInt8>, from start: Int, to end: Int, atEnd: Bool) -> Int {
      let stop = min(end, start + longestGap, window.count)
      if atEnd, stop == window.count { return stop - start }
      var lead = stop - 1
      while lead > start, stop - lead < 4, window[lead] & 0xC0 == 0x80 { lead -= 1 }
      let length = window[lead] >= 0xF0 ? 4 : window[lead] >= 0xE0 ? 3 : window[lead] >= 0xC0 ? 2 : 1
      return lead > start && lead + length > stop ? lead - start : stop - start
    }
  }

  /// Index behind the `</Event>` (any prefix) at `i`; nil where there is none.
  static func endTag(_ text: Span<UInt8>, at i: Int) -> Int? {
    guard text.starts(with: "</", at: i) else { return nil }
    var j = i + 2
    if !text.starts(with: "Event>", at: j) {
      while j < text.count, j - i < 34, XMLByte.isName(text[j]), text[j] != UInt8(ascii: ":") { j += 1 }
      guard text.starts(with: ":Event>", at: j) else { return nil }
      j += 1
    }
    return j + 6
  }
}
