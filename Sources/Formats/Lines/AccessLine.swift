import Evidence

extension LineRecords.Extractor {
  /// NCSA common and combined log format, maybe with `vhost:port` before it (Apache mod_log_config). False where
  /// it is not.
  func accessLine(_ text: Span<UInt8>, _ fields: inout RecordFields) -> Bool {
    // The bracket of the time, behind three or four words.
    let head = text.extracting(0..<min(text.count, 1024))
    let bracket = head.firstIndex(of: UInt8(ascii: "["), from: 0)
    guard bracket > 0, bracket < head.count, text[bracket - 1] == 0x20,
      let time = text.accessTime(at: bracket + 1)
    else { return false }
    var words = (0..<0, 0..<0, 0..<0, 0..<0)
    var count = 0
    var i = 0
    while i < bracket {
      let end = wordEnd(text, i)
      if end > i {
        words = (words.1, words.2, words.3, i..<end)
        count += 1
      }
      i = end + 1
    }
    guard count == 3 || count == 4 else { return false }
    setTime(time, &fields)
    if count == 4 { add(names.vhost, words.0, &fields) }
    add(names.clientip, words.1, &fields)
    add(names.ident, words.2, &fields)
    let hasUser = !(words.3.count == 1 && text[words.3.lowerBound] == UInt8(ascii: "-"))
    let auth = add(names.auth, words.3, &fields)
    if hasUser, let auth { fields.setCommon(.user, .entry(auth)) }
    var position = time.end
    if position < text.count, text[position] == UInt8(ascii: "]") { position += 1 }
    position = request(text, skipBlanks(text, position), &fields)
    position = value(text, position, names.status, &fields)
    position = value(text, position, names.bytes, &fields)
    position = value(text, position, names.referrer, &fields)
    position = value(text, position, names.useragent, &fields)
    if position < text.count { messageLine(text, from: position, &fields) }
    return true
  }

  /// `"GET /index.html HTTP/1.1"`: `request`, and its three parts. Returns the index behind it.
  func request(_ text: Span<UInt8>, _ start: Int, _ fields: inout RecordFields) -> Int {
    guard start < text.count, text[start] == UInt8(ascii: "\"") else {
      return value(text, start, names.request, &fields)
    }
    let end = requestEnd(text, start + 1)
    add(names.request, start + 1..<end, &fields)
    let line = text.extracting(0..<end)
    let methodEnd = wordEnd(line, start + 1)
    if methodEnd < end, methodEnd > start + 1, text[start + 1] != UInt8(ascii: "-") {
      add(names.method, start + 1..<methodEnd, &fields)
      var last = end
      while last > methodEnd + 1, text[last - 1] != 0x20 { last -= 1 }
      let hasVersion = last > methodEnd + 1 && text.starts(with: "HTTP/", at: last)
      add(names.uri, methodEnd + 1..<(hasVersion ? last - 1 : end), &fields)
      if hasVersion { add(names.version, last..<end, &fields) }
    }
    return skipBlanks(text, min(text.count, end + 1))
  }

  /// The quote that closes a request. Some servers do not escape quotes inside: the first one that a status
  /// follows, else the first without a backslash.
  private func requestEnd(_ text: Span<UInt8>, _ start: Int) -> Int {
    var firstPlain: Int?
    var quote = text.firstIndex(of: UInt8(ascii: "\""), from: start)
    while quote < text.count {
      if text[quote - 1] != UInt8(ascii: "\\") || quote == start {
        if endsRequest(text, behind: quote) { return quote }
        if firstPlain == nil { firstPlain = quote }
      }
      quote = text.firstIndex(of: UInt8(ascii: "\""), from: quote + 1)
    }
    return firstPlain ?? text.count
  }

  /// Whether a blank and a status (three digits or `-`) or the next quoted value stand behind a quote.
  private func endsRequest(_ text: Span<UInt8>, behind quote: Int) -> Bool {
    guard quote + 2 < text.count, text[quote + 1] == 0x20 else { return false }
    var end = quote + 3
    switch text[quote + 2] {
    case UInt8(ascii: "\""): return true
    case UInt8(ascii: "-"): break
    default:
      guard text.twoDigits(at: quote + 2) != nil, text.twoDigits(at: quote + 3) != nil else { return false }
      end = quote + 5
    }
    return end == text.count || text[end] == 0x20
  }

  /// A word or a quoted value at `start`; a quote that is missing at the end of the line is forgiven. Returns
  /// the index of the next value.
  func value(_ text: Span<UInt8>, _ start: Int, _ name: [UInt8], _ fields: inout RecordFields) -> Int {
    guard start < text.count else { return start }
    let range = valueRange(text, start)
    add(name, range, &fields)
    let isQuoted = range.lowerBound > start
    return skipBlanks(text, min(text.count, range.upperBound + (isQuoted ? 1 : 0)))
  }

  func valueRange(_ text: Span<UInt8>, _ start: Int) -> Range<Int> {
    guard text[start] == UInt8(ascii: "\"") else { return start..<wordEnd(text, start) }
    var close = text.firstIndex(of: UInt8(ascii: "\""), from: start + 1)
    while close < text.count, text[close - 1] == UInt8(ascii: "\\"), close > start + 1 {
      close = text.firstIndex(of: UInt8(ascii: "\""), from: close + 1)
    }
    return start + 1..<close
  }
}
