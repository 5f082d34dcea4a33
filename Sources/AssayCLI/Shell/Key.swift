/// What a person at the keyboard does, whatever bytes the terminal sends for it.
package enum Key: Equatable, Sendable {
  /// Characters typed.
  case text(String)
  /// Text that was pasted: its line ends do not submit.
  case paste(String)
  case enter, newline, tab, backspace, delete
  case left, right, up, down, home, end, wordLeft, wordRight
  case killToEnd, killToStart, killWordBack, killWordForward, yank
  case clearScreen, searchBack, escape
  /// Ctrl-C.
  case cancel
  /// Ctrl-D.
  case endOfInput
  /// Ctrl-Z.
  case suspend
}

/// Makes keys of a terminal's bytes: UTF-8, control bytes, the escape sequences of VT100 and xterm (ECMA-48), and
/// bracketed paste.
package struct KeyDecoder: Sendable {
  private enum State {
    case ground
    case character(bytes: [UInt8], missing: Int)
    case escape
    /// Behind `ESC [` or `ESC O`.
    case sequence([UInt8])
    case paste([UInt8])
  }

  private var state = State.ground
  /// A sequence longer than this is none that a key sends.
  private static let longestSequence = 16
  private static let pasteEnd = Array("\u{1b}[201~".utf8)

  package init() {}

  /// Whether an escape was read of which the rest may follow, or not.
  package var isUndecided: Bool {
    if case .escape = state { true } else { false }
  }

  /// Nothing follows for now: an escape was the key of that name.
  package mutating func flush() -> Key? {
    guard isUndecided else { return nil }
    state = .ground
    return .escape
  }

  /// Takes one byte; gives the key that it completes.
  package mutating func feed(_ byte: UInt8) -> Key? {
    switch state {
    case .ground: return ground(byte)
    case .character(let bytes, let missing): return character(bytes + [byte], missing - 1)
    case .escape: return escape(byte)
    case .sequence(let bytes): return sequence(bytes, byte)
    case .paste(var bytes):
      bytes.append(byte)
      state = .paste(bytes)
      guard byte == UInt8(ascii: "~"), bytes.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) else {
        return nil
      }
      state = .ground
      return .paste(String(decoding: bytes.dropLast(Self.pasteEnd.count), as: UTF8.self))
    }
  }

  private mutating func ground(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x1b: state = .escape
    case 0x20..<0x7f: return .text(String(UnicodeScalar(byte)))
    case 0xc2..<0xe0: state = .character(bytes: [byte], missing: 1)
    case 0xe0..<0xf0: state = .character(bytes: [byte], missing: 2)
    case 0xf0..<0xf5: state = .character(bytes: [byte], missing: 3)
    default: return Self.controls[byte]
    }
    return nil
  }

  private static let controls: [UInt8: Key] = [
    0x01: .home, 0x02: .left, 0x03: .cancel, 0x04: .endOfInput, 0x05: .end, 0x06: .right, 0x08: .backspace,
    0x09: .tab, 0x0a: .enter, 0x0b: .killToEnd, 0x0c: .clearScreen, 0x0d: .enter, 0x0e: .down, 0x10: .up,
    0x12: .searchBack, 0x15: .killToStart, 0x17: .killWordBack, 0x19: .yank, 0x1a: .suspend,
    0x7f: .backspace,
  ]

  /// A character of several bytes; what is no UTF-8 is left out.
  private mutating func character(_ bytes: [UInt8], _ missing: Int) -> Key? {
    guard let last = bytes.last, last & 0xc0 == 0x80 else {
      state = .ground
      return bytes.last.flatMap { ground($0) }
    }
    guard missing == 0 else {
      state = .character(bytes: bytes, missing: missing)
      return nil
    }
    state = .ground
    return String(validating: bytes, as: UTF8.self).map { .text($0) }
  }

  private mutating func escape(_ byte: UInt8) -> Key? {
    state = .ground
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "O"):
      state = .sequence([])
      return nil
    case UInt8(ascii: "b"): return .wordLeft
    case UInt8(ascii: "f"): return .wordRight
    case UInt8(ascii: "d"): return .killWordForward
    case 0x7f, 0x08: return .killWordBack
    case 0x0a, 0x0d: return .newline
    case 0x1b:
      state = .escape
      return .escape
    default: return nil
    }
  }

  private mutating func sequence(_ bytes: [UInt8], _ byte: UInt8) -> Key? {
    // Parameters, then one final byte.
    guard (0x40...0x7e).contains(byte) else {
      state = bytes.count < Self.longestSequence && byte >= 0x20 ? .sequence(bytes + [byte]) : .ground
      return nil
    }
    state = .ground
    let name = String(decoding: bytes + [byte], as: UTF8.self)
    if name == "200~" {
      state = .paste([])
      return nil
    }
    return Self.sequences[name]
  }

  private static let sequences: [String: Key] = [
    "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end, "1~": .home, "7~": .home,
    "4~": .end, "8~": .end, "3~": .delete, "1;5C": .wordRight, "1;3C": .wordRight, "1;5D": .wordLeft,
    "1;3D": .wordLeft, "3;5~": .killWordForward, "3;3~": .killWordForward,
  ]
}
