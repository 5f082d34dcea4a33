/// Characters of values of scripts.
enum Characters {
  /// Characters of UTF-8.
  static func split(_ text: [UInt8]) -> [[UInt8]] {
    String(decoding: text, as: UTF8.self).unicodeScalars.map { Array(String(Character($0)).utf8) }
  }

  static func reversed(_ text: [UInt8]) -> [UInt8] { Array(split(text).reversed().joined()) }

  /// The characters that codes stand for; nil where one stands for none.
  static func codes(_ codes: [[UInt8]]) -> [[UInt8]]? {
    var characters: [[UInt8]] = []
    for code in codes {
      guard let number = number(code), let scalar = UnicodeScalar(UInt32(clamping: number)) else {
        return nil
      }
      characters.append(Array(String(Character(scalar)).utf8))
    }
    return characters
  }

  /// A number, or a string of digits or of `0x…`.
  static func number(_ token: ScriptToken) -> Int? {
    token.value == .number ? token.number : token.value == .string ? number(token.bytes) : nil
  }

  private static func number(_ text: [UInt8]) -> Int? {
    let digits = text.starts(with: [0x30, 0x78]) ? text.dropFirst(2) : text[...]
    return Int(String(decoding: digits, as: UTF8.self), radix: digits.count < text.count ? 16 : 10).flatMap {
      $0 >= 0 ? $0 : nil
    }
  }

  /// `[char]` of a value.
  static func one(_ token: ScriptToken) -> [UInt8]? {
    if token.value == .string, token.bytes.count == 1, !token.bytes[0].isDigit { return token.bytes }
    guard let number = number(token), let scalar = UnicodeScalar(UInt32(clamping: number)) else { return nil }
    return Array(String(Character(scalar)).utf8)
  }

  /// `[char[]]` of a value.
  static func all(_ token: ScriptToken) -> [[UInt8]]? {
    switch token.value {
    case .string: split(token.bytes)
    case .list: codes(token.items) ?? (token.items.allSatisfy { $0.count == 1 } ? token.items : nil)
    case .number: codes(token.asList)
    case .none: nil
    }
  }
}

/// `String.Format` of .NET, as far as `{0}` goes.
enum Formatting {
  /// Nil where a place has no argument, or nothing is to be put in.
  static func format(_ pattern: [UInt8], _ arguments: [[UInt8]], _ room: Int) -> [UInt8]? {
    var result: [UInt8] = []
    var places = 0
    var at = 0
    while at < pattern.count {
      guard result.count <= room else { return nil }
      if pattern[at] == UInt8(ascii: "{") {
        if at + 1 < pattern.count, pattern[at + 1] == UInt8(ascii: "{") {
          result.append(pattern[at])
          at += 2
          continue
        }
        guard let close = pattern[at..<min(pattern.count, at + 8)].firstIndex(of: UInt8(ascii: "}")),
          let place = Int(String(decoding: pattern[at + 1..<close].filter { $0 != 0x20 }, as: UTF8.self)),
          arguments.indices.contains(place)
        else { return nil }
        result.append(contentsOf: arguments[place])
        places += 1
        at = close + 1
        continue
      }
      if pattern[at] == UInt8(ascii: "}"), at + 1 < pattern.count, pattern[at + 1] == UInt8(ascii: "}") {
        at += 1
      }
      result.append(pattern[at])
      at += 1
    }
    return places > 0 ? result : nil
  }
}

/// Regular expressions that are literals, with `|` between them, or a set of single characters.
enum LiteralPattern {
  /// The texts that match; nil where the pattern is more than that.
  static func alternatives(_ pattern: [UInt8]) -> [[UInt8]]? {
    guard !pattern.isEmpty else { return nil }
    if pattern.count > 2, pattern.first == UInt8(ascii: "["), pattern.last == UInt8(ascii: "]") {
      let set = pattern.dropFirst().dropLast()
      guard
        !set.contains(where: {
          $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "^") || $0 == UInt8(ascii: "\\")
        })
      else {
        return nil
      }
      return set.map { [$0] }
    }
    var alternatives: [[UInt8]] = [[]]
    var at = 0
    while at < pattern.count {
      let byte = pattern[at]
      switch byte {
      case UInt8(ascii: "\\"):
        guard at + 1 < pattern.count, !pattern[at + 1].isWord else { return nil }
        alternatives[alternatives.count - 1].append(pattern[at + 1])
        at += 1
      case UInt8(ascii: "|"): alternatives.append([])
      case UInt8(ascii: "."), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "("),
        UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "^"), UInt8(ascii: "$"):
        return nil
      default: alternatives[alternatives.count - 1].append(byte)
      }
      at += 1
    }
    return alternatives.contains([]) ? nil : alternatives
  }
}

extension Replacing {
  /// The parts of `text` between separators, whichever comes first.
  static func split(_ text: [UInt8], _ separators: [[UInt8]]) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var start = 0
    var at = 0
    while at < text.count {
      if let separator = separators.first(where: { text[at...].starts(with: $0) }), !separator.isEmpty {
        parts.append(Array(text[start..<at]))
        at += separator.count
        start = at
      } else {
        at += 1
      }
    }
    parts.append(Array(text[start...]))
    return parts
  }
}
