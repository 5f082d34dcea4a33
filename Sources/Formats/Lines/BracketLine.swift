import Evidence

extension LineRecords.Extractor {
  /// A time in brackets at the start of a line: Apache's error log, or any other. False where there is none.
  func bracketLine(_ text: Span<UInt8>, _ fields: inout RecordFields) -> Bool {
    let time: LineTime
    if let found = text.weekdayTime(at: 1) {
      setTime(found, &fields)
      var end = found.end
      if end < text.count, text[end] == UInt8(ascii: "]") { end += 1 }
      apacheError(text, from: end, &fields)
      return true
    } else if let found = text.dateTime(at: 1) ?? text.accessTime(at: 1) ?? text.epochTime(at: 1) {
      time = found
    } else {
      return false
    }
    setTime(time, &fields)
    var end = time.end
    if end < text.count, text[end] == UInt8(ascii: "]") { end += 1 }
    datedLine(text, from: end, isSyslog: false, &fields)
    return true
  }

  /// `[core:error] [pid 35708:tid 4328636416] [client 72.15.99.187:1234] message`; in version 2.2 `[error]`
  /// and no pid (Apache core, ErrorLogFormat).
  private func apacheError(_ text: Span<UInt8>, from start: Int, _ fields: inout RecordFields) {
    var i = skipBlanks(text, start)
    var hasLevel = false
    while i < text.count, text[i] == UInt8(ascii: "[") {
      let close = text.firstIndex(of: UInt8(ascii: "]"), from: i)
      guard close < text.count else { break }
      let inside = text.extracting(0..<close)
      if text.starts(with: "[pid ", at: i) {
        let colon = inside.firstIndex(of: UInt8(ascii: ":"), from: i + 5)
        add(names.pid, i + 5..<colon, &fields)
        if inside.starts(with: ":tid ", at: colon) { add(names.tid, colon + 5..<close, &fields) }
      } else if text.starts(with: "[client ", at: i) {
        add(names.client, i + 8..<close, &fields)
      } else if !hasLevel {
        let colon = inside.firstIndex(of: UInt8(ascii: ":"), from: i + 1)
        let levelStart = colon < close ? colon + 1 : i + 1
        guard let severity = SeverityWords.severity(text.extracting(levelStart..<close)) else { break }
        if colon < close { add(names.module, i + 1..<colon, &fields) }
        add(names.level, levelStart..<close, &fields)
        fields.setCommon(.severity, .word(severity))
        hasLevel = true
      } else {
        break
      }
      i = skipBlanks(text, close + 1)
    }
    messageLine(text, from: i, &fields)
  }

  /// PostgreSQL's `[7755] user@database LEVEL:  message` behind the time (log_line_prefix `%m [%p] %q%u@%d `,
  /// Debian's default). False where it is not.
  func databaseLine(_ text: Span<UInt8>, from start: Int, _ fields: inout RecordFields) -> Bool {
    guard start + 2 < text.count, text[start] == 0x20, text[start + 1] == UInt8(ascii: "[") else {
      return false
    }
    var close = start + 2
    while close < text.count, (48...57).contains(text[close]) || text[close] == UInt8(ascii: "-") {
      close += 1
    }
    guard close > start + 2, close < text.count, text[close] == UInt8(ascii: "]") else { return false }
    var i = skipBlanks(text, close + 1)
    var session: (user: Range<Int>, database: Range<Int>)?
    var end = wordEnd(text, i)
    let at = text.extracting(0..<end).firstIndex(of: UInt8(ascii: "@"), from: i)
    if at < end {
      session = (i..<at, at + 1..<end)
      i = skipBlanks(text, end)
      end = wordEnd(text, i)
    }
    guard end > i + 1, text[end - 1] == UInt8(ascii: ":") else { return false }
    for k in i..<end - 1 where text[k] < 65 || text[k] > 90 && text[k] != 0x5F { return false }
    add(names.pid, start + 2..<close, &fields)
    if let session {
      add(names.user, session.user, as: .user, &fields)
      add(names.database, session.database, &fields)
    }
    add(names.level, i..<end - 1, &fields)
    if let severity = SeverityWords.severity(text.extracting(i..<end - 1)) {
      fields.setCommon(.severity, .word(severity))
    }
    messageLine(text, from: end, &fields)
    return true
  }
}
