import Evidence

/// What is odd about the bytes of a value.
struct ValueTraits: OptionSet, Hashable {
  let rawValue: UInt8

  /// Bytes that are not UTF-8.
  static let invalidUTF8 = ValueTraits(rawValue: 1)
  /// A control character other than tab and line ends.
  static let control = ValueTraits(rawValue: 2)
  /// A scalar that turns the reading direction, or one that has no width.
  static let deceptive = ValueTraits(rawValue: 4)
  /// UTF-8 that was read as Latin-1 or Windows-1252 and written as UTF-8 again: `Ã©` for `é`.
  static let twiceEncoded = ValueTraits(rawValue: 8)
  /// U+FFFD: somebody before Assay could not read the text.
  static let replaced = ValueTraits(rawValue: 16)
  /// Well-formed UTF-8 beyond ASCII: no fault, but it tells mixed encodings.
  static let beyondASCII = ValueTraits(rawValue: 32)

  /// What an analyst should know of.
  static let faults: ValueTraits = [.invalidUTF8, .control, .deceptive, .twiceEncoded, .replaced]

  static func of(_ value: [UInt8]) -> ValueTraits {
    var traits: ValueTraits = []
    let span = value.span
    var index = span.firstIndexOfControl(or: 0x7f, or: 0x7f, from: 0)
    while index < value.count {
      if ![9, 10, 13].contains(value[index]) {
        traits.insert(.control)
        break
      }
      index = span.firstIndexOfControl(or: 0x7f, or: 0x7f, from: index + 1)
    }
    if span.isASCII { return traits }
    guard let text = String(validating: value, as: UTF8.self) else { return traits.union(.invalidUTF8) }
    traits.insert(.beyondASCII)
    var last: UInt32 = 0
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x80..<0xa0 where last != 0xc3 && last != 0xc2: traits.insert(.control)
      case 0x61c, 0x200b...0x200f, 0x202a...0x202e, 0x2060, 0x2066...0x2069: traits.insert(.deceptive)
      case 0xfeff where last != 0: traits.insert(.deceptive)
      case 0xfffd: traits.insert(.replaced)
      default: break
      }
      // The lead bytes C2 and C3 as letters, then the byte behind them; `â€` begins quotes and dashes.
      if last == 0xc3 || last == 0xc2, (0x80...0xbf).contains(scalar.value) { traits.insert(.twiceEncoded) }
      if last == 0xe2, scalar.value == 0x20ac || scalar.value == 0x80 { traits.insert(.twiceEncoded) }
      last = scalar.value
    }
    return traits
  }
}
