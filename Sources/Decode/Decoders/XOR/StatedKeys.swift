/// What could be a key in the texts above some bytes.
struct StatedKeys {
  /// Numbers from 1 to 255.
  private(set) var numbers: Set<UInt8> = []
  /// Those that follow `xor` or `^`, in order of appearance.
  private(set) var nearNumbers: [UInt8] = []
  /// Strings within quotation marks, of 2 to 64 bytes, and lists of 2 to 64 numbers.
  private(set) var strings: [[UInt8]] = []

  /// Most strings that are tried.
  private static let mostStrings = 64
  /// Bytes of a text that are looked at, front and end.
  private static let textLimit = 64 << 10
  /// Bytes between the operator and its number.
  private static let reach = 24

  init(_ texts: [[UInt8]]) {
    for text in texts.prefix(4) {
      take(Array(text.prefix(Self.textLimit)))
      if text.count > Self.textLimit {
        take(Array(text.suffix(min(Self.textLimit, text.count - Self.textLimit))))
      }
    }
  }

  private mutating func take(_ text: [UInt8]) {
    let places = Self.operators(text)
    var place = 0
    var scanner = NumberScanner(text)
    var list: [UInt8] = []
    var end = -1
    while let number = scanner.next() {
      guard number.digits.count <= 3, let value = Self.value(text, number) else { continue }
      if end >= 0, number.range.lowerBound - end <= 3 { list.append(value) } else { list = [value] }
      if (2...32).contains(list.count), !Self.goesOn(text, number.range.upperBound) { add(list) }
      end = number.range.upperBound
      guard value > 0 else { continue }
      numbers.insert(value)
      while place < places.count, places[place] + Self.reach < number.range.lowerBound { place += 1 }
      if place < places.count, places[place] <= number.range.lowerBound, nearNumbers.count < 8,
        !nearNumbers.contains(value)
      {
        nearNumbers.append(value)
      }
    }
    for quote in [UInt8(ascii: "'"), UInt8(ascii: "\"")] {
      var open: Int?
      for i in text.indices where text[i] == quote {
        if let start = open, (2...64).contains(i - start - 1) { add(Array(text[start + 1..<i])) }
        open = i
      }
    }
  }

  private mutating func add(_ key: [UInt8]) {
    if strings.count < Self.mostStrings, !strings.contains(key) { strings.append(key) }
  }

  private static func goesOn(_ text: [UInt8], _ at: Int) -> Bool {
    at + 1 < text.count && text[at] == UInt8(ascii: ",")
  }

  private static func value(_ text: [UInt8], _ number: ListNumber) -> UInt8? {
    UInt8(String(decoding: text[number.digits], as: UTF8.self), radix: number.isHex ? 16 : 10)
  }

  /// Ends of the operators.
  private static func operators(_ text: [UInt8]) -> [Int] {
    var places: [Int] = []
    for i in text.indices {
      if text[i] == UInt8(ascii: "^") { places.append(i + 1) }
      if i + 2 < text.count, text[i].folded == UInt8(ascii: "x"),
        text[i + 1].folded == UInt8(ascii: "o"),
        text[i + 2].folded == UInt8(ascii: "r")
      {
        places.append(i + 3)
      }
    }
    return places
  }
}
