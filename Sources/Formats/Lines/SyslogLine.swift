import Evidence

extension LineRecords.Extractor {
  /// `<PRI>` and what follows: RFC 5424, RFC 3164, or rsyslog's ISO variant of it. False where there is no
  /// priority.
  func priorityLine(
    _ text: Span<UInt8>, _ context: RecordContext, _ fields: inout RecordFields
  ) -> Bool {
    var i = 1
    var priority = 0
    while i < text.count, i < 5, (48...57).contains(text[i]) {
      priority = priority * 10 + Int(text[i] - 48)
      i += 1
    }
    guard i > 1, i < text.count, text[i] == UInt8(ascii: ">"), priority <= 191 else { return false }
    add(names.priority, 1..<i, &fields)
    fields.setCommon(.severity, .word(SeverityWords.severity(priority: priority)))
    i += 1
    if i + 1 < text.count, text[i] == UInt8(ascii: "1"), text[i + 1] == 0x20 {
      structuredLine(text, from: i + 2, &fields)
      return true
    }
    i = skipBlanks(text, i)
    if let time = text.syslogTime(at: i, year: year(context)) {
      setTime(time, &fields)
      syslogHeader(text, from: time.end, &fields)
    } else if let time = text.dateTime(at: i) {
      setTime(time, &fields)
      datedLine(text, from: time.end, isSyslog: true, &fields)
    } else {
      messageLine(text, from: i, &fields)
    }
    return true
  }

  /// RFC 3164 §4.1.2 behind the time: `host program[pid]: message`, each of the first two maybe missing.
  func syslogHeader(_ text: Span<UInt8>, from start: Int, _ fields: inout RecordFields) {
    // `Feb 29 01:15:43: --- testing`: no host and no program.
    if start < text.count, text[start] == UInt8(ascii: ":") {
      messageLine(text, from: start + 1, &fields)
      return
    }
    var i = skipBlanks(text, start)
    if let tag = tag(text, at: i) {
      program(text, i, tag, &fields)
      return
    }
    let hostEnd = wordEnd(text, i)
    guard hostEnd < text.count else {
      messageLine(text, from: i, &fields)
      return
    }
    add(names.hostname, i..<hostEnd, as: .computer, &fields)
    i = skipBlanks(text, hostEnd)
    if let tag = tag(text, at: i) {
      program(text, i, tag, &fields)
    } else {
      messageLine(text, from: i, &fields)
    }
  }

  /// A time of another form, then maybe a syslog header: told by a tag behind one word. `isSyslog`: the word
  /// is the host in any case.
  func datedLine(_ text: Span<UInt8>, from start: Int, isSyslog: Bool, _ fields: inout RecordFields) {
    if databaseLine(text, from: start, &fields) { return }
    let i = skipBlanks(text, start)
    let hostEnd = wordEnd(text, i)
    let next = skipBlanks(text, hostEnd)
    if hostEnd > i, isHostName(text.extracting(i..<hostEnd)), isSyslog || tag(text, at: next) != nil {
      syslogHeader(text, from: start, &fields)
    } else {
      messageLine(text, from: start, &fields)
    }
  }

  private func isHostName(_ word: Span<UInt8>) -> Bool {
    guard word.count <= 255, SeverityWords.severity(word) == nil else { return false }
    for i in word.indices {
      guard PairScanner.isKeyByte(word[i]) || (word[i] == UInt8(ascii: ":") && i < word.count - 1) else {
        return false
      }
    }
    return true
  }

  private struct Tag {
    var programEnd: Int
    /// Empty where there is none.
    var pid: Range<Int>
    var end: Int
  }

  /// `program:` or `program[pid]:` at `start`, followed by a blank or the end. The colon behind `]` may be
  /// missing.
  private func tag(_ text: Span<UInt8>, at start: Int) -> Tag? {
    let end = min(text.count, start + 128)
    var i = start
    while i < end {
      switch text[i] {
      case 0x20, 9: return nil
      case UInt8(ascii: "[") where i > start:
        var close = i + 1
        while close < end, text[close] != UInt8(ascii: "]"), text[close] != 0x20 { close += 1 }
        guard close < end, text[close] == UInt8(ascii: "]") else { return nil }
        var behind = close + 1
        if behind < text.count, text[behind] == UInt8(ascii: ":") { behind += 1 }
        guard behind == text.count || text[behind] == 0x20 else { return nil }
        return Tag(programEnd: i, pid: i + 1..<close, end: behind)
      case UInt8(ascii: ":") where i > start && (i + 1 == text.count || text[i + 1] == 0x20):
        return Tag(programEnd: i, pid: i..<i, end: i + 1)
      default: i += 1
      }
    }
    return nil
  }

  private func program(_ text: Span<UInt8>, _ start: Int, _ tag: Tag, _ fields: inout RecordFields) {
    add(names.program, start..<tag.programEnd, as: .provider, &fields)
    if !tag.pid.isEmpty { add(names.pid, tag.pid, &fields) }
    messageLine(text, from: tag.end, &fields)
  }
}
