/// Process numbers as logs write them.
package enum ProcessNumber {
  /// No number.
  package static let none: Int64 = -1

  /// The number in `bytes[range]`: decimal, or hexadecimal behind `0x` (Security log); a spreadsheet's `.0` behind a
  /// decimal one is dropped. `none` for anything else, and for numbers beyond 32 bits.
  package static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> Int64 {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, bytes[start] == 32 { start += 1 }
    while end > start, bytes[end - 1] == 32 { end -= 1 }
    if end - start > 2, bytes[start] == UInt8(ascii: "0"), bytes[start + 1] | 32 == UInt8(ascii: "x") {
      return hexadecimal(bytes, start + 2..<end)
    }
    if end - start > 2, bytes[end - 1] == UInt8(ascii: "0"), bytes[end - 2] == UInt8(ascii: ".") { end -= 2 }
    guard start < end else { return none }
    var value: Int64 = 0
    for index in start..<end {
      let byte = bytes[index]
      guard byte >= 48, byte <= 57 else { return none }
      value = value * 10 + Int64(byte - 48)
      guard value <= 0xFFFF_FFFF else { return none }
    }
    return value
  }

  private static func hexadecimal(_ bytes: [UInt8], _ range: Range<Int>) -> Int64 {
    var value: Int64 = 0
    for index in range {
      guard let digit = HexDigit.value(bytes[index]) else { return none }
      value = value << 4 | Int64(digit)
      guard value <= 0xFFFF_FFFF else { return none }
    }
    return value
  }
}
