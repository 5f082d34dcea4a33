import Evidence

extension LineRecords.Extractor {
  /// Adds the `key=value` pairs of a range, if there are `minimum` of them, and what they say of user, level
  /// and time.
  func pairs(_ text: Span<UInt8>, _ range: Range<Int>, atLeast minimum: Int, _ fields: inout RecordFields) {
    var scan = PairScanner(position: range.lowerBound, end: range.upperBound)
    guard var pair = scan.next(text) else { return }
    var second = scan.next(text)
    if second == nil, minimum > 1 { return }
    var userRank = Int.max
    while true {
      let index = fields.entries.count
      fields.add(fields.names.id(text.extracting(pair.key)), pair.value)
      if fields.entries.count > index { common(text, pair, index, &userRank, &fields) }
      guard let next = second else { return }
      pair = next
      second = scan.next(text)
    }
  }

  /// What a pair says of the common fields. Told by the key's length first: most keys say nothing.
  @inline(__always)
  private func common(
    _ text: Span<UInt8>, _ pair: PairScanner.Pair, _ index: Int, _ userRank: inout Int,
    _ fields: inout RecordFields
  ) {
    let start = pair.key.lowerBound
    let rank: Int
    switch pair.key.count {
    case 2 where text.starts(with: "ts", at: start): return stated(text, pair.value, &fields)
    case 3 where text.starts(with: "lvl", at: start): return level(text, pair.value, &fields)
    case 4:
      switch text[start] {
      case UInt8(ascii: "a") where text.starts(with: "acct", at: start): rank = 0
      case UInt8(ascii: "u") where text.starts(with: "user", at: start): rank = 1
      case UInt8(ascii: "A") where text.starts(with: "AUID", at: start): rank = 3
      case UInt8(ascii: "a") where text.starts(with: "auid", at: start): rank = 4
      case UInt8(ascii: "t") where text.starts(with: "time", at: start):
        return stated(text, pair.value, &fields)
      default: return
      }
    case 5 where text.starts(with: "level", at: start): return level(text, pair.value, &fields)
    case 8 where text.starts(with: "username", at: start): rank = 2
    case 8 where text.starts(with: "severity", at: start): return level(text, pair.value, &fields)
    case 9 where text.starts(with: "timestamp", at: start): return stated(text, pair.value, &fields)
    default: return
    }
    // `?` is how audit says that it does not know.
    guard rank < userRank, pair.value.count > 0,
      !(pair.value.count == 1 && text[pair.value.lowerBound] == 0x3F)
    else { return }
    userRank = rank
    fields.setCommon(.user, .entry(index))
  }

  private func level(_ text: Span<UInt8>, _ value: Range<Int>, _ fields: inout RecordFields) {
    guard let severity = SeverityWords.severity(text.extracting(value)) else { return }
    fields.setCommon(.severity, .word(severity))
  }

  /// A time of the line's own statement (logfmt), where none stands at its start.
  private func stated(_ text: Span<UInt8>, _ value: Range<Int>, _ fields: inout RecordFields) {
    guard fields.time == nil, fields.problem == nil else { return }
    let bytes = text.extracting(0..<value.upperBound)
    if let time = bytes.dateTime(at: value.lowerBound) ?? bytes.epochTime(at: value.lowerBound) {
      setTime(time, &fields)
    }
  }
}
