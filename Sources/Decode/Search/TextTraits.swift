/// Counts of a text that tell in one pass which decoders have anything to look at.
struct TextTraits {
  private(set) var counts: [UInt32]
  let byteCount: Int
  /// Longest run of bytes that base64 is written with.
  private(set) var longestBase64Run = 0
  /// Longest run of hexadecimal digits.
  private(set) var longestHexRun = 0

  init(_ text: [UInt8]) {
    byteCount = text.count
    counts = [UInt32](repeating: 0, count: 256)
    let table = ByteClasses.table
    var base64 = 0
    var hex = 0
    for byte in text {
      counts[Int(byte)] &+= 1
      let classes = table[Int(byte)]
      if classes.contains(.base64) {
        base64 += 1
        if classes.contains(.hexDigit) {
          hex += 1
        } else {
          if hex > longestHexRun { longestHexRun = hex }
          hex = 0
        }
      } else {
        if base64 > longestBase64Run { longestBase64Run = base64 }
        if hex > longestHexRun { longestHexRun = hex }
        base64 = 0
        hex = 0
      }
    }
    longestBase64Run = max(longestBase64Run, base64)
    longestHexRun = max(longestHexRun, hex)
  }

  /// How often a character of ASCII occurs.
  func count(_ character: Unicode.Scalar) -> Int { Int(counts[Int(character.value & 0xFF)]) }

  /// How many digits there are.
  var digits: Int { (0x30...0x39).reduce(0) { $0 + Int(counts[$1]) } }
  /// How many quotation marks, of either kind.
  var quotes: Int { count("'") + count("\"") }
  /// How many letters of ASCII.
  var letters: Int { (0x41...0x5A).reduce(0) { $0 + Int(counts[$1]) + Int(counts[$1 + 32]) } }
}
