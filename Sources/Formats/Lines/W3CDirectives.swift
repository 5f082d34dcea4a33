import Evidence

/// What the `#` lines of a W3C extended log say of the lines behind them (W3C working draft WD-logfile-960323).
struct W3CDirectives {
  private var context = RecordContext()

  /// The new context, where a directive changes it: `#Fields:` names the columns, `#Date:` the day of logs
  /// without a date column.
  mutating func read(_ line: Span<UInt8>) -> RecordContext? {
    var context = context
    if line.starts(with: "#Fields:", at: 0) {
      context.columns = words(line, from: 8)
    } else if line.starts(with: "#Date:", at: 0), let date = words(line, from: 6).first {
      context.attributes["date"] = date
    }
    guard context != self.context else { return nil }
    self.context = context
    return context
  }

  private func words(_ line: Span<UInt8>, from start: Int) -> [String] {
    var words: [String] = []
    var i = start
    while i < line.count {
      while i < line.count, line[i] == 0x20 || line[i] == 9 { i += 1 }
      let wordStart = i
      while i < line.count, line[i] != 0x20, line[i] != 9 { i += 1 }
      if i > wordStart { words.append(line.extracting(wordStart..<i).text) }
    }
    return words
  }
}
