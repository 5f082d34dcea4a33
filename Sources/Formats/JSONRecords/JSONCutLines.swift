import Evidence

extension JSONRecords.Cutter {
  /// NDJSON. Only LF ends a line; CR and white space before it belong to the line end. Each line is a record,
  /// also if it is no JSON (the extractor says so), with these exceptions: blank lines, NUL bytes and a byte
  /// order mark are gaps; several objects on a line are several records; a comma behind the line's object is a
  /// separator (an array that has lost its brackets).
  mutating func cutLines(
    _ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList
  ) -> Int {
    var start = 0
    // Where the line of `start` ends, and where its content does.
    var lineEnd = 0
    var contentEnd = 0
    while start < window.count, !out.isFull {
      let bounds = Bounds(atEnd: atEnd, mustConsume: mustConsume && start == 0)
      if passingLine {
        let length = passLine(window, start, bounds, into: &out)
        if length == 0 { break }
        start += length
        continue
      }
      if JSONRecords.isBlank(window[start]) || window[start] == 0 {
        let length = cutFiller(window, start, bounds, into: &out)
        if length == 0 { break }
        start += length
        continue
      }
      if window[start] == 0xEF {
        guard let mark = byteOrderMark(window, start, bounds) else { break }
        if mark > 0 {
          out.append(gap: mark)
          start += mark
          continue
        }
      }
      if start >= lineEnd {
        let lineFeed = window.firstIndex(of: 0x0A, from: start)
        if lineFeed == window.count, !atEnd {
          if window.count - start < limits.recordBytes, !bounds.mustConsume { break }
          passingLine = true
          continue
        }
        lineEnd = min(window.count, lineFeed + 1)
        if lineEnd - start > limits.recordBytes {
          passingLine = true
          lineEnd = 0
          continue
        }
        contentEnd = trimmed(window, start, lineEnd)
        if window[contentEnd - 1] == 0 {
          // The NUL bytes are cut next, as filler.
          while contentEnd > start, window[contentEnd - 1] == 0 { contentEnd -= 1 }
          lineEnd = contentEnd
          contentEnd = trimmed(window, start, lineEnd)
        }
      }
      if let end = firstOfSeveral(window, start, contentEnd) {
        var next = end
        while next < contentEnd, JSONRecords.isBlank(window[next]) { next += 1 }
        out.append(record: end - start, length: next - start)
        start = next
        continue
      }
      var properEnd = contentEnd
      if window[properEnd - 1] == UInt8(ascii: ","), properEnd - 2 >= start,
        window[properEnd - 2] == UInt8(ascii: "}") || window[properEnd - 2] == UInt8(ascii: "]")
      {
        properEnd -= 1
      }
      out.append(record: properEnd - start, length: lineEnd - start)
      start = lineEnd
    }
    return start
  }

  /// Index behind the last byte of `start..<end` that is not blank; at least `start + 1`.
  private func trimmed(_ window: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = end
    while i > start + 1, JSONRecords.isBlank(window[i - 1]) { i -= 1 }
    return i
  }

  /// The end of the first value where several stand in `start..<end`. Brackets are matched only where a closing
  /// one with an opening one behind it makes it possible: most lines are done with one search.
  private func firstOfSeveral(_ window: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard window[start] == UInt8(ascii: "{") || window[start] == UInt8(ascii: "[") else { return nil }
    let line = window.extracting(0..<end)
    var i = start
    while true {
      i = line.firstIndex(of: UInt8(ascii: "}"), or: UInt8(ascii: "]"), from: i)
      if i + 1 >= end { return nil }
      if opens(line, i + 1) { break }
      i += 1
    }
    var scan = JSONValueScan()
    guard case .end(let valueEnd) = scan.run(line, from: start, to: end, indent: 0, isFinal: true),
      valueEnd < end, opens(line, valueEnd)
    else { return nil }
    return valueEnd
  }

  /// Whether the first byte at or after `start` that is not blank opens a value.
  private func opens(_ line: Span<UInt8>, _ start: Int) -> Bool {
    var i = start
    while i < line.count, JSONRecords.isBlank(line[i]) { i += 1 }
    return i < line.count && (line[i] == UInt8(ascii: "{") || line[i] == UInt8(ascii: "["))
  }

  /// A piece of a line that is longer than a record may be.
  private mutating func passLine(
    _ window: Span<UInt8>, _ start: Int, _ bounds: Bounds, into out: inout CutList
  ) -> Int {
    let limit = min(window.count, start + pieceLength)
    let lineFeed = window.extracting(0..<limit).firstIndex(of: 0x0A, from: start)
    if lineFeed == limit, limit < start + pieceLength, !bounds.isFinal { return 0 }
    let length = min(lineFeed + 1, limit) - start
    appendGap(length, problem: tooLong, into: &out)
    if lineFeed < limit || (bounds.atEnd && limit == window.count) { passingLine = false }
    return length
  }

  var tooLong: (code: String, reason: String) {
    ("record.too-long", "a record of more than \(limits.recordBytes) bytes (--max-record-bytes)")
  }
}
