import Evidence

extension LineRecords.Extractor {
  /// RFC 5424 §6 behind `<PRI>1 `. A value of `-` (NILVALUE) is no field.
  func structuredLine(_ text: Span<UInt8>, from start: Int, _ fields: inout RecordFields) {
    var i = start
    if let time = text.dateTime(at: i) {
      setTime(time, &fields)
    } else if i < text.count, text[i] != UInt8(ascii: "-") {
      fields.note("time.invalid", "the line's time is not one of RFC 5424")
    }
    i = skipBlanks(text, wordEnd(text, i))
    i = headerValue(text, i, names.hostname, .computer, &fields)
    i = headerValue(text, i, names.appname, .provider, &fields)
    i = headerValue(text, i, names.procid, nil, &fields)
    i = headerValue(text, i, names.msgid, nil, &fields)
    if i < text.count, text[i] == UInt8(ascii: "[") {
      i = structuredData(text, i, &fields)
    } else if i < text.count, text[i] == UInt8(ascii: "-") {
      i += 1
    }
    i = skipBlanks(text, i)
    if text.starts(with: "\u{FEFF}", at: i) { i += 3 }
    messageLine(text, from: i, &fields)
  }

  private func headerValue(
    _ text: Span<UInt8>, _ start: Int, _ name: [UInt8], _ common: RecordFields.Common?,
    _ fields: inout RecordFields
  ) -> Int {
    let end = wordEnd(text, start)
    if end > start, !(end - start == 1 && text[start] == UInt8(ascii: "-")) {
      let index = add(name, start..<end, &fields)
      if let common, let index { fields.setCommon(common, .entry(index)) }
    }
    // One blank parts the values.
    return min(text.count, end + 1)
  }

  /// `[id name="value" …][…]`: fields `id.name`. Returns the index behind it. What does not follow the grammar
  /// is left to the message.
  private func structuredData(_ text: Span<UInt8>, _ start: Int, _ fields: inout RecordFields) -> Int {
    var i = start
    while i < text.count, text[i] == UInt8(ascii: "[") {
      let elementStart = i
      var idEnd = i + 1
      while idEnd < text.count, text[idEnd] != 0x20, text[idEnd] != UInt8(ascii: "]") { idEnd += 1 }
      let id = fields.names.id(text.extracting(i + 1..<idEnd))
      i = idEnd
      while i < text.count, text[i] == 0x20 {
        let nameStart = i + 1
        let equals = text.firstIndex(of: UInt8(ascii: "="), or: UInt8(ascii: "]"), from: nameStart)
        guard equals + 1 < text.count, text[equals] == UInt8(ascii: "="), equals - nameStart <= 32,
          text[equals + 1] == UInt8(ascii: "\"")
        else { return malformed(elementStart, &fields) }
        let valueStart = equals + 2
        var valueEnd = valueStart
        var escaped = false
        while valueEnd < text.count, text[valueEnd] != UInt8(ascii: "\"") {
          if text[valueEnd] == UInt8(ascii: "\\") {
            escaped = true
            valueEnd += 1
          }
          valueEnd += 1
        }
        guard valueEnd < text.count else { return malformed(elementStart, &fields) }
        let name = id.flatMap { fields.names.id(text.extracting(nameStart..<equals), below: $0) }
        // A backslash before anything but a quote, a bracket or itself stands for itself (§6.3.3).
        let isEscape = escaped && onlyKnownEscapes(text.extracting(valueStart..<valueEnd))
        fields.add(name, valueStart..<valueEnd, escape: isEscape ? .json : .none)
        i = valueEnd + 1
      }
      guard i < text.count, text[i] == UInt8(ascii: "]") else { return malformed(elementStart, &fields) }
      i += 1
    }
    return i
  }

  private func malformed(_ start: Int, _ fields: inout RecordFields) -> Int {
    fields.note("syslog.structured-data", "the structured data does not follow RFC 5424")
    return start
  }

  private func onlyKnownEscapes(_ value: Span<UInt8>) -> Bool {
    var i = value.firstIndex(of: UInt8(ascii: "\\"), from: 0)
    while i + 1 < value.count {
      let next = value[i + 1]
      guard next == UInt8(ascii: "\\") || next == UInt8(ascii: "\"") || next == UInt8(ascii: "]") else {
        return false
      }
      i = value.firstIndex(of: UInt8(ascii: "\\"), from: i + 2)
    }
    return i == value.count
  }
}
