/// Likeness of text to what people and programs write: the sum, over its characters, of how much likelier each is after
/// the one before than among random bytes. A logarithm of a likelihood ratio, in units of 1/8 natural logarithm.
enum PairScore {
  /// Units of a score for one natural unit of logarithm.
  static let scale = LetterPairs.scale
  /// What a control character costs: text has none but tab and line ends.
  static let control = -80

  private static let levels = LetterPairs.levels
  private static let columns = LetterPairs.characterCount
  private static let other = LetterPairs.otherRow

  /// Score of ASCII bytes; bytes beyond ASCII count nothing.
  static func score(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    let levels = levels
    var sum = 0
    var row = other
    var before: UInt8 = 0
    var repeats = 0
    for i in range {
      let byte = bytes[i]
      repeats = byte == before ? repeats + 1 : 0
      before = byte
      guard byte &- 0x20 < 95 else {
        row = other
        if byte < 0x80 { sum += whiteSpace(byte, repeats) }
        continue
      }
      let column = Int(byte) - 0x20
      // A rule or an indent says nothing: bytes of zero under any key give such.
      if repeats < 2 { sum += Int(levels[row * columns + column]) }
      row = column
    }
    return sum
  }

  /// Score of one character after another; nil before the first, or behind one beyond ASCII.
  static func pair(_ before: UInt8?, _ byte: UInt8) -> Int {
    guard byte &- 0x20 < 95 else { return whiteSpace(byte, before == byte ? 1 : 0) }
    let row = before.map { $0 &- 0x20 < 95 ? Int($0) - 0x20 : other } ?? other
    return Int(levels[row * columns + Int(byte) - 0x20])
  }

  private static func whiteSpace(_ byte: UInt8, _ repeats: Int) -> Int {
    switch byte {
    case 0x0A, 0x0D, 0x09: repeats == 0 ? 8 : 0
    default: control
    }
  }
}
