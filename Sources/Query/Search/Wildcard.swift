/// A value with wildcards: `*` is any run of characters, `?` one character. ASCII case does not matter; where the
/// pattern has letters beyond ASCII, their case does not either.
struct Wildcard: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    /// Bytes in lower case.
    case literal([UInt8])
    case one
    case many
  }

  private(set) var parts: [Part] = []
  /// As written and with case; what `literalText` gives.
  private var written: [UInt8] = []
  private var isASCII = true

  init() {}

  /// A pattern without wildcards.
  init(literal: [UInt8]) { literal.forEach { append($0) } }

  /// The text, if there are no wildcards.
  var literalText: [UInt8]? {
    parts.allSatisfy { if case .literal = $0 { true } else { false } } ? written : nil
  }

  mutating func append(_ byte: UInt8) {
    written.append(byte)
    if byte >= 0x80 { isASCII = false }
    let lower = Wildcard.lower(byte)
    if case .literal(let bytes)? = parts.last {
      parts[parts.count - 1] = .literal(bytes + [lower])
    } else {
      parts.append(.literal([lower]))
    }
  }

  mutating func appendOne() { parts.append(.one) }

  mutating func appendMany() {
    if parts.last != .many { parts.append(.many) }
  }

  /// The pattern ready to be compared.
  func compiled() -> Compiled { Compiled(isASCII ? parts : parts.map(Self.folded), isASCII: isASCII) }

  private static func folded(_ part: Part) -> Part {
    if case .literal(let bytes) = part { .literal(Wildcard.folded(bytes)) } else { part }
  }

  static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

  /// Lower case of any language, where the bytes are UTF-8.
  static func folded(_ bytes: [UInt8]) -> [UInt8] {
    guard let text = String(validating: bytes, as: UTF8.self) else { return bytes.map(lower) }
    return Array(text.lowercased().utf8)
  }

  struct Compiled: Sendable {
    private let parts: [Part]
    private let isASCII: Bool

    fileprivate init(_ parts: [Part], isASCII: Bool) {
      self.parts = parts
      self.isASCII = isASCII
    }

    /// Whether the whole value fits. Time: length of the value times length of the pattern at worst.
    func matches(_ value: [UInt8]) -> Bool {
      if isASCII { return run(value, folds: true) }
      return run(Wildcard.folded(value), folds: false)
    }

    /// The usual two-finger match: on a mismatch the last `*` takes one character more.
    private func run(_ value: [UInt8], folds: Bool) -> Bool {
      var part = 0
      var at = 0
      var star: (part: Int, at: Int)?
      while true {
        if part < parts.count {
          switch parts[part] {
          case .many:
            if part == parts.count - 1 { return true }
            star = (part, at)
            part += 1
            continue
          case .one where at < value.count:
            at = Self.next(value, at)
            part += 1
            continue
          case .literal(let bytes) where Self.hasPrefix(value, at, bytes, folds: folds):
            at += bytes.count
            part += 1
            continue
          default: break
          }
        } else if at == value.count {
          return true
        }
        guard let back = star, back.at < value.count else { return false }
        star = (back.part, back.at + 1)
        at = back.at + 1
        part = back.part + 1
      }
    }

    /// Index behind the character at `at`: one UTF-8 scalar, or one byte that is none.
    private static func next(_ value: [UInt8], _ at: Int) -> Int {
      var end = at + 1
      if value[at] >= 0xC0 {
        while end < value.count, end - at < 4, value[end] & 0xC0 == 0x80 { end += 1 }
      }
      return end
    }

    private static func hasPrefix(_ value: [UInt8], _ at: Int, _ prefix: [UInt8], folds: Bool) -> Bool {
      guard value.count - at >= prefix.count else { return false }
      for index in 0..<prefix.count {
        let byte = value[at + index]
        if byte != prefix[index], !folds || Wildcard.lower(byte) != prefix[index] { return false }
      }
      return true
    }
  }
}
