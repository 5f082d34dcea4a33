/// `like_any(text, pattern, …)`: whether any of several LIKE patterns fits.
enum LikeAny {
  /// Bytes of one pattern, so that a pattern of megabytes cannot hold up a query.
  static let patternLimit = 4096

  static var function: ScalarFunction {
    ScalarFunction("like_any", .atLeast(2)) { arguments in
      let text = arguments[0].bytes
      for pattern in arguments.dropFirst() {
        let bytes = pattern.bytes
        guard bytes.count <= patternLimit else {
          throw FunctionError("a pattern of \(bytes.count) bytes; the limit is \(patternLimit)")
        }
        if matches(text.span, bytes.span) { return .integer(1) }
      }
      return .integer(0)
    }
  }

  /// SQLite's LIKE: `%` any number of characters, `_` one, letters of ASCII without regard to case.
  ///
  /// Goes back to the last `%` only, which is enough: the part before it is met at its first place.
  static func matches(_ text: Span<UInt8>, _ pattern: Span<UInt8>) -> Bool {
    var t = 0
    var p = 0
    var retry: (text: Int, pattern: Int)?
    while true {
      if p < pattern.count, pattern[p] == UInt8(ascii: "%") {
        p += 1
        if p == pattern.count { return true }
        retry = (t, p)
        continue
      }
      if t == text.count {
        if p == pattern.count { return true }
      } else if p < pattern.count {
        if pattern[p] == UInt8(ascii: "_") {
          t = behindCharacter(text, t)
          p += 1
          continue
        }
        if folded(text[t]) == folded(pattern[p]) {
          t += 1
          p += 1
          continue
        }
      }
      guard let back = retry, back.text < text.count else { return false }
      t = behindCharacter(text, back.text)
      p = back.pattern
      retry = (t, p)
    }
  }

  private static func folded(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

  /// The index behind the UTF-8 character at `i`; a byte that begins none stands for itself.
  private static func behindCharacter(_ text: Span<UInt8>, _ i: Int) -> Int {
    var end = i + 1
    guard text[i] >= 0xC0 else { return end }
    while end < text.count, end < i + 4, text[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }
}
