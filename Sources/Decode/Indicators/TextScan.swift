/// One pass over one text. Bytes are looked at by class; only around an anchor (a dot, a colon, an at sign, a path
/// separator) or in a word that begins or is as long as an indicator does anything else happen, and what an anchor
/// took is not taken again: the time is linear in the text.
struct TextScan {
  let text: [UInt8]
  /// Found so far, in no order.
  var found: [Indicator] = []
  /// Dots before this place belong to names that were read.
  var nameEnd = 0
  /// Path separators before this place belong to a path that was read, which began at `pathStart`.
  var pathEnd = 0
  var pathStart = 0
  /// Colons before this place belong to an address that was read.
  var colonEnd = 0
  /// User and host of the last URL, whose at sign is none of an e-mail address.
  var authorityEnd = 0
  /// Where the last URL ends, whose slashes begin no path of a file.
  var urlEnd = 0
  /// How many URLs were read within the one around them.
  var nesting = 0
  /// How many URLs this text was decoded from, one in the other.
  let depth: Int
  /// Client names before this place were read.
  var agentEnd = 0
  /// Met a defanged separator: the text must be rewritten first.
  private(set) var isDefanged = false
  let endings: EndingCache
  /// Paths, names and clients are left to the fields of the record.
  let isUnquoted: Bool

  init(_ text: [UInt8], endings: EndingCache, isUnquoted: Bool = false, depth: Int = 0) {
    self.text = text
    self.isUnquoted = isUnquoted
    self.depth = depth
    self.endings = endings
  }

  /// - Parameter rewrites: stops at a defanged separator, with `isDefanged`.
  mutating func run(stoppingAtDefanged stops: Bool) {
    let (text, table, letters) = (text, ByteClass.table, WordScan.firstBytes)
    let (bytes, classes, firsts) = (text.span, table.span, letters.span)
    let count = bytes.count
    var i = 0
    while i < count {
      switch classes[Int(bytes[i])] {
      case ByteClass.other: i += 1
      case ByteClass.word:
        let start = i
        i += 1
        while i < count, classes[Int(bytes[i])] == ByteClass.word { i += 1 }
        let length = i - start
        if length >= 26 {
          readLongWord(start..<i)
        } else if length == 2, i < count, bytes[i] == UInt8(ascii: "-") {
          readDashedMAC(start)
        } else if length > 1, firsts[Int(bytes[start])] != 0 {
          readWord(start..<i)
        }
      case ByteClass.dot:
        if i >= nameEnd, i > 0, i + 1 < count, bytes[i - 1].isNameByte, bytes[i + 1].isNameByte {
          readName(around: i)
        }
        i += 1
      case ByteClass.colon:
        if i >= colonEnd { readColon(i) }
        i += 1
      case ByteClass.at:
        if i >= authorityEnd, i > 0, i + 1 < count, bytes[i + 1].isWord { readEmail(at: i) }
        i += 1
      case ByteClass.backslash:
        if i >= pathEnd { readBackslash(i) }
        i += 1
      case ByteClass.slash:
        if i >= pathEnd, i >= urlEnd, i + 1 < count, bytes[i + 1].isLetter { readLinuxPath(at: i) }
        i += 1
      default:
        if stops, DefangMark(text, at: i) != nil {
          isDefanged = true
          return
        }
        i += 1
      }
    }
  }

  mutating func add(_ type: IndicatorType, _ value: [UInt8], _ range: Range<Int>, isDefanged: Bool = false) {
    found.append(Indicator(type: type, value: value, range: range, isDefanged: isDefanged))
  }

  /// Adds what is left out of unquoted texts.
  ///
  /// - Parameter value: bytes of the text that are the value.
  mutating func addName(_ type: IndicatorType, _ value: Range<Int>, in range: Range<Int>) {
    if isUnquoted { return }
    add(type, Array(text[value]), range)
  }

  /// The byte before a place; a space at the beginning.
  func before(_ place: Int) -> UInt8 { place > 0 ? text[place - 1] : 32 }

  /// The byte at a place; a space behind the end.
  func byte(_ place: Int) -> UInt8 { place < text.count ? text[place] : 32 }

  /// Whether the bytes at a place are these, in letters of any case.
  func hasFolded(_ literal: [UInt8], at place: Int) -> Bool {
    guard place >= 0, place + literal.count <= text.count else { return false }
    for (offset, byte) in literal.enumerated() where text[place + offset].folded != byte { return false }
    return true
  }
}
