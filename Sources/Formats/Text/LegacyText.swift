import Evidence

/// Tells windows-1252 (programs with windows) from cp850 (the console of Western Europe, `wevtutil` redirected
/// by cmd) in text that is not UTF-8.
///
/// The rule: read every high byte in both pages. It speaks for a page if it is there a letter of a Western
/// European language that stands beside another letter, or a punctuation mark that does not stand between two
/// letters. The page with more such bytes wins if they are four of five. Text with control bytes is no
/// text, and bytes mostly in runs of three or more are of another alphabet: no guess then.
enum LegacyText {
  static func guess(_ text: Span<UInt8>) -> TextEncoding? {
    var high = 0
    var inRuns = 0
    var controls = 0
    var windows = 0
    var console = 0
    var run = 0
    for i in text.indices {
      let byte = text[i]
      guard byte >= 0x80 else {
        if run >= 3 { inRuns += run }
        run = 0
        if byte < 0x20, byte != 9, byte != 10, byte != 13 { controls += 1 }
        continue
      }
      run += 1
      high += 1
      let before = i > 0 && isLetter(text[i - 1])
      let after = i + 1 < text.count && isLetter(text[i + 1])
      windows += speaks(windows1252Kind(byte), before, after) ? 1 : 0
      console += speaks(cp850Kind(byte), before, after) ? 1 : 0
    }
    if run >= 3 { inRuns += run }
    guard high > 0, controls * 100 <= text.count, inRuns * 2 < high, max(windows, console) * 5 >= high * 4
    else { return nil }
    return console > windows ? .cp850 : .windows1252
  }

  private enum Kind {
    case letter, mark, neither
  }

  @inline(__always)
  private static func speaks(_ kind: Kind, _ letterBefore: Bool, _ letterAfter: Bool) -> Bool {
    switch kind {
    case .letter: letterBefore || letterAfter
    case .mark: !(letterBefore && letterAfter)
    case .neither: false
    }
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  private static func windows1252Kind(_ byte: UInt8) -> Kind {
    switch byte {
    case 0xD7, 0xF7, 0xD0, 0xDD, 0xDE, 0xF0, 0xFE: .neither
    case 0xC0...0xFF, 0x8C, 0x9C, 0x92: .letter
    case 0x80, 0x82, 0x84, 0x85, 0x91, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xA0, 0xA3, 0xA7, 0xA9, 0xAB, 0xAE,
      0xB0,
      0xB4, 0xB5, 0xB7, 0xBB, 0xBF:
      .mark
    default: .neither
    }
  }

  private static func cp850Kind(_ byte: UInt8) -> Kind {
    switch byte {
    case 0x9C, 0xA6...0xA9, 0xAE, 0xAF, 0xB8, 0xF5, 0xF8, 0xFA, 0xFF: .mark
    case 0x9E, 0x9F, 0xAA...0xAD: .neither
    case 0x80...0xA5, 0xB5...0xB7, 0xC6, 0xC7, 0xD2...0xD4, 0xD6...0xD8, 0xDE, 0xE0...0xE5, 0xE9...0xEB:
      .letter
    default: .neither
    }
  }
}
