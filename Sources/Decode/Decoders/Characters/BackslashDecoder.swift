/// Escapes of string literals: `\xHH`, `\uHHHH`, `\u{H}`, `\UHHHHHHHH`, octal `\NNN`, and those of JSON and C.
struct BackslashDecoder: TextDecoder {
  /// So many escapes of letters by number are no accident.
  private static let fewest = 3

  func wants(_ traits: TextTraits) -> Bool { traits.count("\\") > 0 }

  func search(_ input: TextInput, _ findings: inout Findings) {
    let text = input.text
    var start = 0
    var hasPlain = false
    while start < text.count {
      var end = start
      var backslashes = 0
      while end < text.count, !Self.isBorder(text, end) {
        if text[end] == UInt8(ascii: "\\") {
          backslashes += 1
          // An escaped quotation mark does not end a literal.
          end += 1
        }
        end += 1
      }
      end = min(end, text.count)
      if backslashes > 0 {
        hasPlain = true
        take(text, start..<end, &findings)
      }
      start = end + 1
    }
    if hasPlain { plain(text, &findings) }
  }

  private static func isBorder(_ text: [UInt8], _ at: Int) -> Bool {
    let byte = text[at]
    return byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
      || byte == 0x0A
  }

  /// A literal with escapes by number.
  private func take(_ text: [UInt8], _ range: Range<Int>, _ findings: inout Findings) {
    var output = EscapeOutput()
    var at = range.lowerBound
    while at < range.upperBound {
      guard text[at] == UInt8(ascii: "\\"), at + 1 < range.upperBound else {
        output.plain(text[at])
        at += 1
        continue
      }
      at = output.escape(text, at, range.upperBound)
    }
    let content = output.finished()
    let isStrong = output.needless >= Self.fewest && output.isDense
    guard isStrong || output.numbers >= 8 && output.isDense else { return }
    let reading = TextReading.best(content)
    let isText = reading?.encoding == "utf-8" && reading?.faults == 0
    findings.candidates.append(
      Candidate(
        output.word, range, content, isText && isStrong ? .rewritten : .likely(threshold: Threshold.likeness),
        "\(output.numbers) escapes by number"))
  }

  /// What JSON and C escape of need: undone only for what may stand below.
  private func plain(_ text: [UInt8], _ findings: inout Findings) {
    var content: [UInt8] = []
    content.reserveCapacity(text.count)
    var count = 0
    var at = 0
    while at < text.count {
      guard text[at] == UInt8(ascii: "\\"), at + 1 < text.count, let byte = EscapeOutput.single(text[at + 1])
      else {
        if at + 6 <= text.count, text[at] == UInt8(ascii: "\\"), text[at + 1] == UInt8(ascii: "u"),
          let value = EscapeDigits.hex(text, at + 2, 4, text.count), value < 0x80, value > 0
        {
          content.append(UInt8(truncatingIfNeeded: value))
          count += 1
          at += 6
          continue
        }
        content.append(text[at])
        at += 1
        continue
      }
      content.append(byte)
      count += 1
      at += 2
    }
    guard count > 0 else { return }
    findings.candidates.append(
      Candidate("json-escape", 0..<text.count, content, .speculative, "\(count) escapes of a string literal"))
  }
}

/// A literal, as its escapes are undone.
struct EscapeOutput {
  private var bytes: [UInt8] = []
  /// Escapes by number.
  private(set) var numbers = 0
  /// Of those, letters and digits, which need none.
  private(set) var needless = 0
  private var units: [UInt16] = []
  private var kinds = (hex: 0, unicode: 0, octal: 0)
  private var adjacent = 0
  private var lastEnd = -1
  private var plainCount = 0

  /// Most escapes stand side by side, or they are a good part of the literal.
  var isDense: Bool {
    kinds.octal > 0
      ? adjacent >= 3 && adjacent * 2 >= numbers : adjacent * 2 >= numbers || numbers * 8 >= plainCount
  }

  /// Word for the kind that is there most.
  var word: String {
    kinds.unicode >= kinds.hex && kinds.unicode >= kinds.octal
      ? "unicode-escape" : kinds.hex >= kinds.octal ? "hex-escape" : "octal-escape"
  }

  mutating func plain(_ byte: UInt8) {
    flush()
    bytes.append(byte)
    plainCount += 1
  }

  /// Undoes the escape at `at`; returns where it ends.
  mutating func escape(_ text: [UInt8], _ at: Int, _ end: Int) -> Int {
    switch text[at + 1] {
    case UInt8(ascii: "x"):
      guard let value = EscapeDigits.hex(text, at + 2, 2, end) else { break }
      flush()
      bytes.append(UInt8(truncatingIfNeeded: value))
      kinds.hex += 1
      return number(value, at, at + 4)
    case UInt8(ascii: "u"):
      if let value = EscapeDigits.hex(text, at + 2, 4, end) {
        units.append(UInt16(truncatingIfNeeded: value))
        kinds.unicode += 1
        return number(value, at, at + 6)
      }
      guard at + 2 < end, text[at + 2] == UInt8(ascii: "{"),
        let close = text[at..<min(end, at + 12)].firstIndex(of: UInt8(ascii: "}")),
        let value = EscapeDigits.hex(text, at + 3, close - at - 3, end), close > at + 3,
        let scalar = UnicodeScalar(value)
      else { break }
      flush()
      bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
      kinds.unicode += 1
      return number(value, at, close + 1)
    case UInt8(ascii: "U"):
      guard let value = EscapeDigits.hex(text, at + 2, 8, end), let scalar = UnicodeScalar(value) else {
        break
      }
      flush()
      bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
      kinds.unicode += 1
      return number(value, at, at + 10)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      guard at + 4 <= end, text[at + 2] &- 0x30 < 8, text[at + 3] &- 0x30 < 8 else { break }
      let value =
        UInt32(text[at + 1] - 0x30) << 6 | UInt32(text[at + 2] - 0x30) << 3 | UInt32(text[at + 3] - 0x30)
      flush()
      bytes.append(UInt8(truncatingIfNeeded: value))
      kinds.octal += 1
      return number(value, at, at + 4)
    default: break
    }
    flush()
    if let byte = Self.single(text[at + 1]) {
      bytes.append(byte)
    } else {
      bytes.append(contentsOf: text[at...at + 1])
    }
    plainCount += 2
    return at + 2
  }

  private mutating func number(_ value: UInt32, _ at: Int, _ end: Int) -> Int {
    numbers += 1
    if value < 0x80, UInt8(truncatingIfNeeded: value).isWord { needless += 1 }
    if at == lastEnd { adjacent += 1 }
    lastEnd = end
    return end
  }

  /// All that was made.
  mutating func finished() -> [UInt8] {
    flush()
    return bytes
  }

  private mutating func flush() {
    guard !units.isEmpty else { return }
    bytes.append(contentsOf: Array(String(decoding: units, as: UTF16.self).utf8))
    units = []
  }

  /// Escapes of one letter that JSON has (RFC 8259 §7), and the single quotation mark.
  static func single(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
    default: nil
    }
  }
}
