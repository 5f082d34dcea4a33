import Evidence

extension LineRecords.Cutter {
  /// Appends the Windows event that begins at `start`. Returns its length, 0 where none begins there, -1 where
  /// more bytes are needed.
  ///
  /// An `<Event>` element ends with its end tag; a classic event, and an element without end tag, end before
  /// the next line that begins an event.
  func splunkEvent(_ text: Span<UInt8>, _ start: Int, _ atEnd: Bool, _ out: inout CutList) -> Int {
    let isElement = ClassicStart.isElement(text, at: start)
    if isElement == .unknown, !atEnd { return -1 }
    if isElement == .no, text[start] < 48 || text[start] > 57 { return 0 }
    if isElement != .yes {
      switch ClassicStart.matches(text, at: start) {
      case .no: return 0
      case .unknown: return atEnd ? 0 : -1
      case .yes: break
      }
    }
    let end: Int
    if isElement == .yes, let behindTag = elementEnd(text, start) {
      end = behindTag
    } else if let next = nextStart(text, behind: start, atEnd) {
      end = next
    } else {
      return text.count - start >= limits.recordBytes ? 0 : -1
    }
    var properEnd = end
    while properEnd > start, LineBytes.isBlank(text[properEnd - 1]) { properEnd -= 1 }
    var behind = end
    while behind < text.count, LineBytes.isBlank(text[behind]), behind - end < 4096 {
      behind += 1
    }
    if behind == text.count, behind - end < 4096, !atEnd { return -1 }
    guard behind - start < limits.recordBytes else { return 0 }
    out.append(record: properEnd - start, length: behind - start)
    return behind - start
  }

  private func elementEnd(_ text: Span<UInt8>, _ start: Int) -> Int? {
    let tag = text.firstIndex(of: Array("</Event>".utf8), from: start)
    guard tag < text.count else { return nil }
    // An element that was cut off: the end tag is that of another event.
    var line = text.extracting(0..<tag).firstIndex(of: 10, from: start)
    while line < tag {
      if ClassicStart.any(text, at: line + 1) == .yes { return line + 1 }
      line = text.extracting(0..<tag).firstIndex(of: 10, from: line + 1)
    }
    return tag + 8
  }

  /// The next line that begins an event; nil if it cannot be told yet.
  private func nextStart(_ text: Span<UInt8>, behind start: Int, _ atEnd: Bool) -> Int? {
    var line = text.firstIndex(of: 10, from: start)
    while line < text.count {
      switch ClassicStart.any(text, at: line + 1) {
      case .yes: return line + 1
      case .unknown where !atEnd: return nil
      case .unknown, .no: line = text.firstIndex(of: 10, from: line + 1)
      }
    }
    return atEnd ? text.count : nil
  }
}
