import Evidence

/// Words that are indicators by themselves, or begin one.
enum WordScan {
  /// Bytes with which a short word begins that `readWord` looks at.
  static let firstBytes: [UInt8] = (0..<256).map { "CcTtAaHhMmOoPpWwGgUuBb".utf8.contains(UInt8($0)) ? 1 : 0 }
}

extension TextScan {
  /// A word of 26 letters and digits or more: a digest or an address of a currency.
  mutating func readLongWord(_ word: Range<Int>) {
    switch word.count {
    case 32: readHash(.md5, word)
    case 40: readHash(.sha1, word)
    case 64: readHash(.sha256, word)
    case 128: readHash(.sha512, word)
    default: break
    }
    guard word.count <= 106, !byte(word.upperBound).isNameByte || byte(word.upperBound) == 46 else { return }
    switch (text[word.lowerBound], word.count) {
    case (UInt8(ascii: "1"), ...35), (UInt8(ascii: "3"), ...35):
      if Base58.isBitcoin(Array(text[word])) { add(.bitcoin, Array(text[word]), word) }
    case (UInt8(ascii: "b"), 42...62), (UInt8(ascii: "B"), 42...62):
      if Bech32.isBitcoin(Array(text[word])) { add(.bitcoin, text[word].folded, word) }
    case (UInt8(ascii: "4"), 95), (UInt8(ascii: "8"), 95), (UInt8(ascii: "4"), 106):
      if Base58.isMonero(Array(text[word])) { add(.monero, Array(text[word]), word) }
    default: break
    }
  }

  /// Hexadecimal digits, more than four of them distinct and not all decimal: zeros and counters are no digests, nor
  /// is a text that auditd writes in hexadecimal.
  private mutating func readHash(_ type: IndicatorType, _ word: Range<Int>) {
    var seen: UInt16 = 0
    for place in word {
      guard let value = text[place].hexValue else { return }
      seen |= 1 << UInt16(value)
    }
    guard seen.nonzeroBitCount > 4, seen & 0xFC00 != 0, !isHexText(word) else { return }
    add(type, text[word].folded, word)
  }

  /// Whether hexadecimal digits spell printable ASCII, white space and NUL: one digest in ten million does.
  private func isHexText(_ word: Range<Int>) -> Bool {
    for place in stride(from: word.lowerBound, to: word.upperBound, by: 2) {
      let value = (text[place].hexValue ?? 0) << 4 | (text[place + 1].hexValue ?? 0)
      guard (32...126).contains(value) || value == 0 || (9...13).contains(value) else { return false }
    }
    return true
  }

  /// A short word whose first letter can begin an indicator.
  mutating func readWord(_ word: Range<Int>) {
    let next = byte(word.upperBound)
    switch text[word.lowerBound] | 0x20 {
    case UInt8(ascii: "c"):
      if word.count == 3, next == UInt8(ascii: "-") {
        readCVE(word)
      } else if word.count >= 11, hasFolded(Array("createmutex".utf8), at: word.lowerBound) {
        readMutex(behind: word)
      } else if next == UInt8(ascii: "/") {
        readAgent(word)
      }
    case UInt8(ascii: "t"): readAttackID(word)
    case UInt8(ascii: "a"):
      readASN(word)
      if next == UInt8(ascii: "/") { readAgent(word) }
    case UInt8(ascii: "h"):
      if word.count <= 4 { readRegistryRoot(word) }
    case UInt8(ascii: "m"):
      if hasFolded(Array("mutex".utf8), at: word.lowerBound)
        || hasFolded(Array("mutant".utf8), at: word.lowerBound)
      {
        readMutex(behind: word)
      } else if next == UInt8(ascii: "/") || next == UInt8(ascii: "-") {
        readAgent(word)
      }
    case UInt8(ascii: "o"):
      if word.count >= 9, hasFolded(Array("openmutex".utf8), at: word.lowerBound) { readMutex(behind: word) }
      if next == UInt8(ascii: "/") { readAgent(word) }
    default:
      if next == UInt8(ascii: "/") || next == UInt8(ascii: "-") { readAgent(word) }
    }
  }

  /// `CVE-2021-44228`.
  private mutating func readCVE(_ word: Range<Int>) {
    guard hasFolded(Array("cve".utf8), at: word.lowerBound), !before(word.lowerBound).isWord else { return }
    var place = word.upperBound + 1
    let year = place
    while byte(place).isDigit, place - year < 5 { place += 1 }
    guard place - year == 4, text[year] == 49 || text[year] == 50, byte(place) == UInt8(ascii: "-") else {
      return
    }
    place += 1
    let number = place
    while byte(place).isDigit, place - number < 20 { place += 1 }
    guard (4...19).contains(place - number), !byte(place).isWord else { return }
    add(.cve, Array("CVE".utf8) + text[word.upperBound..<place], word.lowerBound..<place)
  }

  /// `T1059.001`, `TA0002`: the numbers that ATT&CK has given out, T1001 to T1699 and TA0001 to TA0112.
  private mutating func readAttackID(_ word: Range<Int>) {
    let start = word.lowerBound
    guard text[start] == UInt8(ascii: "T"),
      !before(start).isNameByte || before(start) == 46 || before(start) == 45
    else {
      return
    }
    if word.count == 6, text[start + 1] == UInt8(ascii: "A"),
      let number = number(start + 2..<word.upperBound),
      (1...112).contains(number)
    {
      add(.attackID, Array(text[word]), word)
      return
    }
    guard word.count == 5, let number = number(start + 1..<word.upperBound), (1001...1699).contains(number)
    else {
      return
    }
    var end = word.upperBound
    // A sub-technique has three digits: T1059.001.
    if byte(end) == 46, end + 4 <= text.count, let sub = self.number(end + 1..<end + 4), sub > 0, sub < 100,
      !byte(end + 4).isWord
    {
      end += 4
    } else if byte(end).isNameByte, byte(end) != 46, byte(end) != 45 {
      return
    }
    add(.attackID, Array(text[start..<end]), start..<end)
  }

  /// The number that digits say; nil for anything else, and for more than ten of them.
  private func number(_ range: Range<Int>) -> Int? {
    guard (1...10).contains(range.count), text[range].allSatisfy(\.isDigit) else { return nil }
    return text[range].reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  /// `AS64496`, `ASN64496`: from four digits on, since AS2 and AS400 are other things.
  private mutating func readASN(_ word: Range<Int>) {
    let start = word.lowerBound
    guard word.count >= 6, text[start] == 65, text[start + 1] == 83, !before(start).isNameByte else { return }
    let digits = text[start + 2] == UInt8(ascii: "N") ? start + 3 : start + 2
    guard word.upperBound - digits >= 4, let number = number(digits..<word.upperBound),
      number <= 4_294_967_295,
      text[digits] != 48, byte(word.upperBound) != 95
    else { return }
    add(.asn, Array("AS\(number)".utf8), word)
  }

  /// The name behind `Mutex: NAME`, `MutexName=NAME`, `CreateMutex(NULL, FALSE, "NAME")`.
  private mutating func readMutex(behind word: Range<Int>) {
    var place = word.upperBound
    // `Mutex name`, `"mutex"`.
    while place - word.upperBound < 8, " \"'_".utf8.contains(byte(place)) { place += 1 }
    if hasFolded(Array("name".utf8), at: place) { place += 4 }
    while place - word.upperBound < 16, " \"'".utf8.contains(byte(place)) { place += 1 }
    guard place < text.count else { return }
    let mark = text[place]
    if mark == UInt8(ascii: "(") {
      // The first text in quotes among the arguments.
      var open = place + 1
      while open < text.count, open - place < 96, text[open] != 34, text[open] != 39, text[open] != 41 {
        open += 1
      }
      guard byte(open) == 34 || byte(open) == 39 else { return }
      var end = open + 1
      while end < text.count, end - open < 261, text[end] != text[open], text[end] >= 32 { end += 1 }
      guard end - open > 1, byte(end) == text[open] else { return }
      addName(.mutex, open + 1..<end, in: open + 1..<end)
      return
    }
    guard mark == 58 || mark == 61 else { return }
    place += 1
    while place < text.count, " \t\"'".utf8.contains(text[place]) { place += 1 }
    var end = place
    while end < text.count, end - place < 260, text[end] > 32, !"\"'<>,;()".utf8.contains(text[end]) {
      end += 1
    }
    while end > place, text[end - 1] == 46 { end -= 1 }
    guard end - place > 1 else { return }
    addName(.mutex, place..<end, in: place..<end)
  }
}
