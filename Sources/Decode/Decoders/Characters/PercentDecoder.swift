/// Percent-encoding (RFC 3986 §2.1) and JavaScript's `%uXXXX`, in a stretch without white space or quotation marks.
struct PercentDecoder: TextDecoder {
  /// So many escapes are no accident.
  private static let fewest = 3

  func wants(_ traits: TextTraits) -> Bool { traits.count("%") > 0 }

  func search(_ input: TextInput, _ findings: inout Findings) {
    let text = input.text
    var start = 0
    while start < text.count {
      guard !Self.isBorder(text[start]) else {
        start += 1
        continue
      }
      var end = start
      var percents = 0
      while end < text.count, !Self.isBorder(text[end]) {
        if text[end] == UInt8(ascii: "%") { percents += 1 }
        end += 1
      }
      if percents > 0 { take(text, start..<end, &findings) }
      start = end
    }
  }

  private static func isBorder(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "<")
      || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "`")
  }

  private func take(_ text: [UInt8], _ range: Range<Int>, _ findings: inout Findings) {
    var content: [UInt8] = []
    var units: [UInt16] = []
    var escapes = 0
    var wide = 0
    var at = range.lowerBound
    func flush() {
      content.append(contentsOf: Array(String(decoding: units, as: UTF16.self).utf8))
      units = []
    }
    while at < range.upperBound {
      if text[at] == UInt8(ascii: "%") {
        if at > range.lowerBound, text[at - 1] == UInt8(ascii: "%") {
          // `%%2307` is a placeholder of a message.
        } else if let unit = EscapeDigits.hex(text, at + 2, 4, range.upperBound),
          text[at + 1].folded == UInt8(ascii: "u")
        {
          units.append(UInt16(truncatingIfNeeded: unit))
          wide += 1
          at += 6
          continue
        } else if let value = EscapeDigits.hex(text, at + 1, 2, range.upperBound) {
          if !units.isEmpty { flush() }
          content.append(UInt8(truncatingIfNeeded: value))
          escapes += 1
          at += 3
          continue
        }
      }
      if !units.isEmpty { flush() }
      content.append(text[at])
      at += 1
    }
    flush()
    guard escapes + wide > 0, let reading = TextReading.best(content), reading.encoding == "utf-8",
      reading.faults == 0
    else {
      binary(text, range, escapes, wide, &findings)
      return
    }
    let isStrong = escapes + wide >= Self.fewest
    content = Self.withSpaces(content, hadSpaces: text[range].contains(UInt8(ascii: "+")))
    findings.candidates.append(
      Candidate(
        wide > 0 ? "unescape-u" : "url", range, content, isStrong ? .rewritten : .speculative,
        "\(escapes + wide) escapes \(wide > 0 ? "%uXXXX" : "%XX")"))
  }

  /// In a form's answer a plus is a space: where that reads better, and no space is written otherwise.
  private static func withSpaces(_ content: [UInt8], hadSpaces: Bool) -> [UInt8] {
    guard hadSpaces, !content.contains(0x20) else { return content }
    let spaced = content.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
    let range = 0..<content.count
    return PairScore.score(spaced, range) > PairScore.score(content, range) + 2 * PairScore.scale
      ? spaced : content
  }

  /// Escapes of bytes that are no text: nothing but escapes, from the first on.
  private func binary(
    _ text: [UInt8], _ range: Range<Int>, _ escapes: Int, _ wide: Int, _ findings: inout Findings
  ) {
    guard escapes >= 8 || wide >= 8, let start = text[range].firstIndex(of: UInt8(ascii: "%")) else { return }
    var content: [UInt8] = []
    var at = start
    while at < range.upperBound, text[at] == UInt8(ascii: "%") {
      if let unit = EscapeDigits.hex(text, at + 2, 4, range.upperBound),
        text[at + 1].folded == UInt8(ascii: "u")
      {
        content.append(UInt8(truncatingIfNeeded: unit))
        content.append(UInt8(truncatingIfNeeded: unit >> 8))
        at += 6
      } else if let value = EscapeDigits.hex(text, at + 1, 2, range.upperBound) {
        content.append(UInt8(truncatingIfNeeded: value))
        at += 3
      } else {
        break
      }
    }
    guard content.count >= 8 else { return }
    findings.candidates.append(
      Candidate(
        wide > 0 ? "unescape-u" : "url", start..<at, content, .likely(threshold: Threshold.likeness),
        "\(wide > 0 ? content.count / 2 : content.count) escapes in a row"))
  }
}

/// Numbers in escapes.
enum EscapeDigits {
  /// Value of exactly `count` hexadecimal digits at `at`; nil where there are none before `end`.
  static func hex(_ text: [UInt8], _ at: Int, _ count: Int, _ end: Int) -> UInt32? {
    guard at + count <= end else { return nil }
    var value: UInt32 = 0
    for i in at..<at + count {
      guard let digit = text[i].hexValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
