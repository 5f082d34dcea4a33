import Formats

/// Takes apart a JSON array, the form in which a column shows several values of one field.
enum JSONElements {
  /// The elements' values: strings unescaped, all else as it is written; `null` is left out. Nil if the bytes are
  /// no array.
  static func values(_ bytes: [UInt8]) -> [[UInt8]]? {
    guard bytes.count >= 2, bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") else {
      return nil
    }
    var values: [[UInt8]] = []
    var index = 1
    let end = bytes.count - 1
    func skipBlanks() {
      while index < end, bytes[index] == 32 || (9...13).contains(bytes[index]) { index += 1 }
    }
    skipBlanks()
    if index == end { return [] }
    while true {
      skipBlanks()
      guard let range = element(bytes, from: index, to: end), !range.isEmpty else { return nil }
      index = range.upperBound
      if bytes[range.lowerBound] == UInt8(ascii: "\"") {
        var value: [UInt8] = []
        Escape.json.decode(bytes.span.extracting(range.lowerBound + 1..<range.upperBound - 1), into: &value)
        values.append(value)
      } else if !bytes[range].elementsEqual("null".utf8) {
        values.append(Array(bytes[range]))
      }
      skipBlanks()
      if index == end { return values }
      guard bytes[index] == UInt8(ascii: ",") else { return nil }
      index += 1
    }
  }

  /// One element: a string, or anything up to a comma outside of brackets.
  private static func element(_ bytes: [UInt8], from start: Int, to end: Int) -> Range<Int>? {
    var index = start
    var depth = 0
    var isInString = false
    while index < end {
      let byte = bytes[index]
      if isInString {
        if byte == UInt8(ascii: "\\") { index += 1 }
        if byte == UInt8(ascii: "\"") { isInString = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
          depth -= 1
          if depth < 0 { return nil }
        case UInt8(ascii: ",") where depth == 0: return start..<index
        default: break
        }
      }
      index += 1
    }
    return isInString || depth != 0 || index != end ? nil : start..<end
  }
}
