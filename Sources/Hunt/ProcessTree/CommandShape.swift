/// The shape of a command line: what is left of it when numbers, identifiers and encoded stretches are taken away.
/// `rundll32.exe a.dll,#12` and `rundll32.exe a.dll,#7` have one shape.
package enum CommandShape {
  /// A hash of the shape of `bytes[range]`; 0 for no bytes, never 0 otherwise.
  ///
  /// Letters count without their case; runs of digits, of hexadecimal digits that hold a digit, and words of more than
  /// 24 letters and digits are one mark each; runs of blanks are one blank. The hash (FNV-1a, 64 bits) is the same in
  /// every run.
  package static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    if range.isEmpty { return 0 }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mixed(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      var digits = 0
      var isHexadecimal = true
      while index < range.upperBound, isWord(bytes[index]) {
        if bytes[index] >= 48, bytes[index] <= 57 { digits += 1 }
        if HexDigit.value(bytes[index]) == nil { isHexadecimal = false }
        index += 1
      }
      if index > start {
        if digits > 0 && isHexadecimal || index - start > 24 {
          hash = mixed(hash, UInt8(ascii: "#"))
        } else {
          var wasDigit = false
          for byte in bytes[start..<index] {
            let isDigit = byte >= 48 && byte <= 57
            if !(isDigit && wasDigit) {
              hash = mixed(hash, isDigit ? UInt8(ascii: "#") : byte >= 65 && byte <= 90 ? byte | 32 : byte)
            }
            wasDigit = isDigit
          }
        }
        continue
      }
      if bytes[index] <= 32 {
        while index < range.upperBound, bytes[index] <= 32 { index += 1 }
        // Blanks at the end say nothing.
        if index < range.upperBound { hash = mixed(hash, 32) }
        continue
      }
      hash = mixed(hash, bytes[index])
      index += 1
    }
    return hash == 0 ? 1 : hash
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 48 && byte <= 57 || byte >= 65 && byte <= 90 || byte >= 97 && byte <= 122 || byte >= 128
  }
}
