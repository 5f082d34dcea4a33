import Evidence

extension LineRecords.Extractor {
  /// Linux audit: `type=SYSCALL msg=audit(1518816000.123:456): key=value …`, maybe with `node=` before it; behind
  /// 0x1D what auditd resolved (`UID="root"`). Values stay as logged, hexadecimal ones too (audit.rules(7),
  /// "CWD", "PROCTITLE"). False where it is not.
  func auditLine(_ text: Span<UInt8>, _ fields: inout RecordFields) -> Bool {
    var i = 0
    var node: Range<Int>?
    if text.starts(with: "node=", at: 0) {
      let end = wordEnd(text, 5)
      node = 5..<end
      i = skipBlanks(text, end)
    }
    guard text.starts(with: "type=", at: i) else { return false }
    let typeEnd = wordEnd(text, i + 5)
    let msg = skipBlanks(text, typeEnd)
    guard text.starts(with: "msg=audit(", at: msg) else { return false }
    let secondsStart = msg + 10
    let close = text.extracting(0..<min(text.count, secondsStart + 64))
      .firstIndex(of: UInt8(ascii: ")"), from: secondsStart)
    guard close < text.count, text[close] == UInt8(ascii: ")") else { return false }
    if let node { add(names.node, node, as: .computer, &fields) }
    add(names.type, i + 5..<typeEnd, &fields)
    add(names.msg, msg + 4..<close + 1, &fields)
    let colon = text.extracting(0..<close).firstIndex(of: UInt8(ascii: ":"), from: secondsStart)
    if let time = auditTime(text.extracting(secondsStart..<colon)) {
      setTime(time, offsetSeconds: 0, &fields)
    } else {
      fields.note("time.invalid", "the time of the audit record is no number of seconds")
    }
    if colon < close { add(names.serial, colon + 1..<close, as: .eventRecordID, &fields) }
    pairs(text, close + 1..<text.count, atLeast: 1, &fields)
    return true
  }

  private func auditTime(_ text: Span<UInt8>) -> Timestamp? {
    var seconds: Int64 = 0
    var i = 0
    while i < text.count, i < 11, (48...57).contains(text[i]) {
      seconds = seconds * 10 + Int64(text[i] - 48)
      i += 1
    }
    guard i > 0 else { return nil }
    let (nanoseconds, end) = text.fraction(at: i)
    return end == text.count ? Timestamp(seconds: seconds, nanoseconds: nanoseconds) : nil
  }
}
