import Evidence

/// Finds `key=value` pairs one by one, in one pass (see `KeyValuePairs` for what is a pair).
struct PairScanner {
  struct Pair {
    var key: Range<Int>
    var value: Range<Int>
  }

  private(set) var position: Int
  let end: Int
  /// From here on there is no closing quote: it is not looked for again, which keeps the scan linear.
  private var noDoubleQuoteFrom = Int.max
  private var noSingleQuoteFrom = Int.max
  /// Where the quote stands that closes `msg='…'`.
  private var wrapperEnd = Int.max

  init(position: Int, end: Int) {
    self.position = position
    self.end = end
  }

  /// The next pair at or behind `position`.
  mutating func next(_ bytes: Span<UInt8>) -> Pair? {
    let text = bytes.extracting(0..<end)
    while position < end {
      // The `=` first: text without one costs a search and nothing else.
      let equals = text.firstIndex(of: UInt8(ascii: "="), from: position)
      guard equals < end else { break }
      guard let key = key(text, before: equals) else {
        position = equals + 1
        continue
      }
      if let value = value(text, at: equals + 1, key: key) { return Pair(key: key, value: value) }
    }
    position = end
    return nil
  }

  /// The key that ends before `equals` and begins at or behind `position`.
  @inline(__always)
  private func key(_ text: Span<UInt8>, before equals: Int) -> Range<Int>? {
    let lowest = max(position, equals - 65)
    var start = equals
    while start > lowest, PairScanner.isKeyByte(text[start - 1]) { start -= 1 }
    guard start < equals, equals - start <= 64, PairScanner.isKeyStart(text[start]) else { return nil }
    guard start == position || PairScanner.isBeforeKey(text[start - 1]) else { return nil }
    return start..<equals
  }

  /// The value at `start`; `position` moves behind it. Nil for `msg='…'` of an audit record, whose own pairs
  /// come next.
  @inline(__always)
  private mutating func value(_ text: Span<UInt8>, at start: Int, key: Range<Int>) -> Range<Int>? {
    if start < end, text[start] == UInt8(ascii: "\""), start < noDoubleQuoteFrom {
      let close = closingQuote(text, from: start + 1)
      if close < end {
        position = close + 1
        return start + 1..<close
      }
      noDoubleQuoteFrom = start
    }
    if start < end, text[start] == UInt8(ascii: "'"), start < noSingleQuoteFrom {
      let close = text.firstIndex(of: UInt8(ascii: "'"), from: start + 1)
      if close == end {
        noSingleQuoteFrom = start
      } else if key.count == 3, text.starts(with: "msg", at: key.lowerBound),
        text.extracting(0..<close).firstIndex(of: UInt8(ascii: "="), from: start + 1) < close
      {
        position = start + 1
        wrapperEnd = close
        return nil
      } else {
        position = close + 1
        return start + 1..<close
      }
    }
    var stop = start
    let limit = wrapperEnd >= start ? min(end, wrapperEnd) : end
    while stop < limit, text[stop] != 0x20, text[stop] != 0x09, text[stop] != 0x1D { stop += 1 }
    position = stop
    // `(hostname=?, res=success)`: a bracket that the value did not open is not its own.
    if stop > start, text[stop - 1] == UInt8(ascii: ")"),
      text.extracting(0..<stop).firstIndex(of: UInt8(ascii: "("), from: start) == stop
    {
      stop -= 1
    }
    if stop > start, text[stop - 1] == UInt8(ascii: ",") || text[stop - 1] == UInt8(ascii: ";") { stop -= 1 }
    return start..<stop
  }

  /// The quote that closes a value: the first one without a backslash before it. Windows paths end in a
  /// backslash now and then (`"C:\temp\" next=…`): a quote behind one closes too when the text ends there or
  /// another key follows.
  private func closingQuote(_ text: Span<UInt8>, from start: Int) -> Int {
    var quote = text.firstIndex(of: UInt8(ascii: "\""), from: start)
    while quote < end {
      var backslashes = 0
      while quote - backslashes > start, text[quote - backslashes - 1] == UInt8(ascii: "\\") {
        backslashes += 1
      }
      if backslashes & 1 == 0 || quote + 1 == end || isKey(text, behind: quote) { return quote }
      quote = text.firstIndex(of: UInt8(ascii: "\""), from: quote + 1)
    }
    return end
  }

  /// Whether a blank and `key=` stand behind a quote.
  private func isKey(_ text: Span<UInt8>, behind quote: Int) -> Bool {
    guard quote + 2 < end, text[quote + 1] == 0x20, PairScanner.isKeyStart(text[quote + 2]) else {
      return false
    }
    var i = quote + 3
    while i < end, i < quote + 67, PairScanner.isKeyByte(text[i]) { i += 1 }
    return i < end && text[i] == UInt8(ascii: "=")
  }

  @inline(__always)
  static func isKeyStart(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
  }

  @inline(__always)
  static func isKeyByte(_ byte: UInt8) -> Bool {
    isKeyStart(byte) || byte >= 48 && byte <= 57 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  @inline(__always)
  private static func isBeforeKey(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x1D, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: "["),
      UInt8(ascii: "{"):
      true
    default: false
    }
  }
}
