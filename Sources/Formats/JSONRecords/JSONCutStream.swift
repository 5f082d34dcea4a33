import Evidence

extension JSONRecords.Cutter {
  /// Cuts what stands at `start`, and gives its length; 0 where the window is too short.
  mutating func cutStream(
    _ window: Span<UInt8>, _ start: Int, _ bounds: Bounds, into out: inout CutList
  ) -> Int {
    if passing != nil { return passValue(window, start, bounds, into: &out) }
    let byte = window[start]
    if JSONRecords.isBlank(byte) || byte == 0 {
      let length = cutFiller(window, start, bounds, into: &out)
      if length > 0 { indent = indentBefore(window, start, start + length) }
      return length
    }
    if byte == 0xEF {
      guard let mark = byteOrderMark(window, start, bounds) else { return 0 }
      if mark > 0 {
        out.append(gap: mark)
        return mark
      }
    }
    switch place {
    case .tail(let closers): return cutTail(window, start, closers, bounds, into: &out)
    case .array(let closers):
      if byte == UInt8(ascii: "]") {
        return cutBracket(
          window, start, start + 1, then: closers > 0 ? .tail(closers: closers) : .top, bounds, into: &out)
      }
    case .top:
      if byte == UInt8(ascii: "[") {
        return cutBracket(window, start, start + 1, then: .array(closers: 0), bounds, into: &out)
      }
      if shape == .wrapped, byte == UInt8(ascii: "{") {
        let limit = limits.recordBytes < window.count - start ? start + limits.recordBytes : window.count
        let head = window.extracting(0..<limit)
        switch JSONEnvelope.find(head, from: start, isFinal: bounds.atEnd && limit == window.count) {
        case .found(let records, let closers, let columns):
          return cutBracket(
            window, start, records, then: .array(closers: closers), columns: columns, bounds, into: &out)
        case .more:
          if window.count - start < limits.recordBytes, !bounds.mustConsume { return 0 }
        case .none: break
        }
      }
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return cutValue(window, start, bounds, into: &out)
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"):
      return cutStray(window, start, bounds, into: &out)
    default:
      switch scalarEnd(window, start, bounds) {
      case .end(let end): return finish(window, start, end, bounds, into: &out)
      case .more: return 0
      case .none: return cutForeign(window, start, bounds, into: &out)
      }
    }
  }

  // MARK: Values

  /// An object or array as a record.
  private mutating func cutValue(
    _ window: Span<UInt8>, _ start: Int, _ bounds: Bounds, into out: inout CutList
  ) -> Int {
    let limit = limits.recordBytes < window.count - start ? start + limits.recordBytes : window.count
    var scan = JSONValueScan()
    switch scan.run(window, from: start, to: limit, indent: indent, isFinal: bounds.atEnd) {
    case .end(let end): return finish(window, start, end, bounds, into: &out)
    case .resync(let next):
      out.append(record: trimmedLength(window, start, next), length: next - start)
      return next - start
    case .more:
      if limit - start >= limits.recordBytes || bounds.mustConsume {
        passing = JSONValueScan()
        return passValue(window, start, bounds, into: &out, problem: tooLong)
      }
      guard bounds.atEnd else { return 0 }
      // Cut off by the end of the file; what a power loss filled with NUL bytes is left to the next step.
      var end = window.count
      while end > start + 1, window[end - 1] == 0 { end -= 1 }
      out.append(record: trimmedLength(window, start, end), length: end - start)
      return end - start
    }
  }

  private func trimmedLength(_ window: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = end
    while i > start + 1, JSONRecords.isBlank(window[i - 1]) { i -= 1 }
    return i - start
  }

  /// Appends the record `start..<end` with the separators behind it.
  private mutating func finish(
    _ window: Span<UInt8>, _ start: Int, _ end: Int, _ bounds: Bounds, into out: inout CutList
  ) -> Int {
    guard let next = separatorsEnd(window, end, comma: true, bounds.isFinal || tooFar(window, start))
    else { return 0 }
    indent = indentBefore(window, end, next)
    out.append(record: end - start, length: next - start)
    return next - start
  }

  private func tooFar(_ window: Span<UInt8>, _ start: Int) -> Bool {
    window.count - start >= limits.recordBytes + 2 * JSONRecords.Cutter.separatorLimit
  }

  /// Index behind white space, at most one comma, and white space; nil where more may follow.
  private func separatorsEnd(_ window: Span<UInt8>, _ start: Int, comma: Bool, _ isFinal: Bool) -> Int? {
    let limit = min(window.count, start + JSONRecords.Cutter.separatorLimit)
    var i = start
    while i < limit, JSONRecords.isBlank(window[i]) { i += 1 }
    if comma, i < limit, window[i] == UInt8(ascii: ",") {
      i += 1
      while i < limit, JSONRecords.isBlank(window[i]) { i += 1 }
    }
    if i == window.count, i < start + JSONRecords.Cutter.separatorLimit, !isFinal { return nil }
    return i
  }

  /// Blanks in the line that `end` stands in, where `start..<end` reaches back to its begin. Capped, so that
  /// looking for it stays cheap.
  private func indentBefore(_ window: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = end
    while i > start, end - i < 256, window[i - 1] == 0x20 || window[i - 1] == 0x09 { i -= 1 }
    return i > start && window[i - 1] == 0x0A ? end - i : 0
  }

  private enum Scalar {
    case end(Int)
    case more
    case none
  }

  /// The end of a string, number or literal that is followed as a value is.
  private func scalarEnd(_ window: Span<UInt8>, _ start: Int, _ bounds: Bounds) -> Scalar {
    var i = start
    // A number or word longer than this is none.
    let limit = min(window.count, start + pieceLength)
    if window[start] == UInt8(ascii: "\"") {
      i += 1
      while true {
        i = window.extracting(0..<limit)
          .firstIndex(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), or: 0x0A, from: min(i, limit))
        if i >= limit { return limit == window.count && !bounds.isFinal ? .more : .none }
        if window[i] == 0x0A { return .none }
        if window[i] == UInt8(ascii: "\"") { break }
        i += 2
      }
      i += 1
    } else {
      while i < limit, isScalarByte(window[i]) { i += 1 }
      if i == limit, limit == window.count, limit < start + pieceLength, !bounds.isFinal { return .more }
      guard JSONNumber.isValue(window.extracting(start..<i)) else { return .none }
    }
    guard i < window.count else { return bounds.isFinal ? .end(i) : .more }
    let next = window[i]
    return JSONRecords.isBlank(next) || next == UInt8(ascii: ",") || next == UInt8(ascii: "]") || next == 0
      ? .end(i) : .none
  }

  private func isScalarByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): true
    default: false
    }
  }

  // MARK: Gaps

  /// What opens or closes an array of records, with the white space behind it.
  private mutating func cutBracket(
    _ window: Span<UInt8>, _ start: Int, _ end: Int, then next: Place, columns: [String] = [],
    _ bounds: Bounds, into out: inout CutList
  ) -> Int {
    guard let after = separatorsEnd(window, end, comma: false, bounds.isFinal) else { return 0 }
    appendGap(after - start, into: &out)
    indent = indentBefore(window, end, after)
    if case .top = next { sawEnd = true }
    if case .tail = next {
      // What names the cells of rows holds to the end of the rows, and on to those of the next table.
    } else if columns != self.columns {
      self.columns = columns
      out.setContext(RecordContext(columns: columns))
    }
    place = next
    return after - start
  }

  /// What a wrapping document says behind its array, to its end.
  private mutating func cutTail(
    _ window: Span<UInt8>, _ start: Int, _ closers: Int, _ bounds: Bounds, into out: inout CutList
  ) -> Int {
    let limit = limits.recordBytes < window.count - start ? start + limits.recordBytes : window.count
    if closers == JSONEnvelope.tableClosers {
      switch JSONEnvelope.find(
        window.extracting(0..<limit), from: start, behindRowsOfTable: true,
        isFinal: bounds.atEnd && limit == window.count)
      {
      case .found(let records, let closers, let columns):
        return cutBracket(
          window, start, records, then: .array(closers: closers), columns: columns, bounds, into: &out)
      case .more:
        if window.count - start < limits.recordBytes, !bounds.mustConsume { return 0 }
      case .none: break
      }
    }
    var scan = JSONValueScan(openObjects: closers)
    switch scan.run(window, from: start, to: limit, indent: 0, isFinal: bounds.atEnd) {
    case .end(let end): return cutBracket(window, start, end, then: .top, bounds, into: &out)
    case .resync(let next):
      appendGap(next - start, problem: truncatedTail, into: &out)
      place = .top
      sawEnd = true
      return next - start
    case .more:
      if limit - start >= limits.recordBytes || bounds.mustConsume {
        passing = JSONValueScan(openObjects: closers)
        place = .top
        sawEnd = true
        return passValue(window, start, bounds, into: &out, problem: tooLong)
      }
      guard bounds.atEnd else { return 0 }
      appendGap(window.count - start, problem: truncatedTail, into: &out)
      place = .top
      return window.count - start
    }
  }

  private var truncatedTail: (code: String, reason: String) {
    ("json.truncated", "the document around the records is not closed")
  }

  /// Brackets and commas where none should stand.
  private func cutStray(
    _ window: Span<UInt8>, _ start: Int, _ bounds: Bounds, into out: inout CutList
  ) -> Int {
    var isArray = false
    if case .array = place { isArray = true }
    let limit = min(window.count, start + pieceLength)
    var i = start
    scan: while i < limit {
      switch window[i] {
      case UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ":"): i += 1
      case UInt8(ascii: "]") where !isArray: i += 1
      case let byte where JSONRecords.isBlank(byte): i += 1
      default: break scan
      }
    }
    if i == window.count, i < start + pieceLength, !bounds.isFinal { return 0 }
    appendGap(i - start, problem: foreign("brackets or commas between the records"), into: &out)
    return i - start
  }

  /// What is no JSON: up to the next line that begins with a bracket.
  private mutating func cutForeign(
    _ window: Span<UInt8>, _ start: Int, _ bounds: Bounds, into out: inout CutList
  ) -> Int {
    var isArray = false
    if case .array = place { isArray = true }
    let limit = min(window.count, start + pieceLength)
    var i = start
    var end = limit
    lines: while i < limit {
      let lineFeed = window.extracting(0..<limit).firstIndex(of: 0x0A, from: i)
      if lineFeed == limit { break }
      i = lineFeed + 1
      while i < limit, window[i] == 0x20 || window[i] == 0x09 { i += 1 }
      if i < limit {
        switch window[i] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          end = i
          break lines
        case UInt8(ascii: "]") where isArray:
          end = i
          break lines
        default: break
        }
      }
    }
    if end == window.count, limit < start + pieceLength, !bounds.isFinal { return 0 }
    appendGap(end - start, problem: foreign("text that is not JSON"), into: &out)
    indent = indentBefore(window, start, end)
    return end - start
  }

  private func foreign(_ what: String) -> (code: String, reason: String) {
    if case .top = place, sawEnd { return ("json.trailing", "\(what), behind the end of the document") }
    return ("json.syntax", "\(what), where a record should stand")
  }

  /// A piece of a value that is longer than a record may be.
  private mutating func passValue(
    _ window: Span<UInt8>, _ start: Int, _ bounds: Bounds, into out: inout CutList,
    problem: (code: String, reason: String)? = nil
  ) -> Int {
    guard var scan = passing else { return 0 }
    let limit = min(window.count, start + pieceLength)
    if limit + lookahead > window.count, !bounds.isFinal {
      // The next call begins here again, with the first piece of the value still to come.
      if problem != nil { passing = nil }
      return 0
    }
    var end: Int
    switch scan.run(
      window, from: start, to: limit, indent: min(indent, lookahead - 2), isFinal: bounds.isFinal)
    {
    case .end(let valueEnd):
      passing = nil
      end = valueEnd
      if end < window.count, window[end] == UInt8(ascii: ",") { end += 1 }
    case .resync(let next):
      passing = nil
      end = next
    case .more(let next):
      passing = scan
      end = max(next, start + 1)
      if bounds.atEnd, end == window.count { passing = nil }
    }
    appendGap(end - start, problem: problem, into: &out)
    return end - start
  }
}
