/// What must stand in a text for a regular expression (PCRE2) to match: read off the expression itself, and only where
/// there can be no doubt. Whatever is not known for certain gives nil, and then every block is read.
struct RequiredLiterals {
  /// For each alternative at the top, runs of bytes that all must be there. Nil: nothing is known.
  static func of(regex: [UInt8]) -> [[[UInt8]]]? {
    var reader = RequiredLiterals(bytes: regex)
    return reader.read() ? reader.alternatives : nil
  }

  private let bytes: [UInt8]
  private var position = 0
  private var alternatives: [[[UInt8]]] = []
  private var runs: [[UInt8]] = []
  private var run: [UInt8] = []

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// False where something is met that could change the meaning of the rest.
  private mutating func read() -> Bool {
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "|"): endAlternative()
      case UInt8(ascii: "."): endRun()
      case UInt8(ascii: "^"), UInt8(ascii: "$"): endRun()
      case UInt8(ascii: "["):
        endRun()
        guard skipClass() else { return false }
      case UInt8(ascii: "("):
        endRun()
        guard skipGroup(depth: 1) else { return false }
      case UInt8(ascii: ")"): return false
      case UInt8(ascii: "\\"):
        switch escaped() {
        case .literal(let byte): run.append(byte)
        case .other: endRun()
        case .doubtful: return false
        }
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "+"), UInt8(ascii: "{"):
        position -= 1
      default: run.append(byte)
      }
      guard quantifier() else { return false }
    }
    endAlternative()
    return true
  }

  private mutating func endRun() {
    if !run.isEmpty { runs.append(run) }
    run = []
  }

  private mutating func endAlternative() {
    endRun()
    alternatives.append(runs)
    runs = []
  }

  /// A quantifier behind what was read: it takes the last character out of the run unless that must be there once.
  private mutating func quantifier() -> Bool {
    guard let byte = next else { return true }
    switch byte {
    case UInt8(ascii: "+"): position += 1
    case UInt8(ascii: "*"), UInt8(ascii: "?"):
      position += 1
      dropLastCharacter()
    case UInt8(ascii: "{"):
      // `{` that begins no quantifier stands for itself in PCRE2, by rules that changed between versions.
      guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "}")), end > position + 1,
        bytes[position + 1..<end].allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ",") }),
        (48...57).contains(bytes[position + 1])
      else { return false }
      position = end + 1
      dropLastCharacter()
    default: return true
    }
    endRun()
    // Lazy or possessive.
    if next == UInt8(ascii: "?") || next == UInt8(ascii: "+") { position += 1 }
    // A quantifier behind a quantifier is an error in most cases; let PCRE2 judge.
    return ![UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "+"), UInt8(ascii: "{")].contains(next)
  }

  /// Of UTF-8 a whole character, of other bytes one.
  private mutating func dropLastCharacter() {
    while let last = run.popLast(), last & 0xC0 == 0x80 {}
  }

  private enum Escape {
    case literal(UInt8)
    /// Something that is no fixed byte, or no byte at all.
    case other
    case doubtful
  }

  /// What stands behind a backslash.
  private mutating func escaped() -> Escape {
    guard let byte = next else { return .doubtful }
    position += 1
    switch byte {
    case UInt8(ascii: "t"): return .literal(9)
    case UInt8(ascii: "n"): return .literal(10)
    case UInt8(ascii: "r"): return .literal(13)
    case UInt8(ascii: "x"):
      let digits = bytes[position...].prefix(2)
      guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
        value < 0x80, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
      else { return .doubtful }
      position += 2
      return .literal(value)
    case _ where "dDwWsSbBhHvVNRXAzZG".utf8.contains(byte): return .other
    case 48...57, 65...90, 97...122: return .doubtful
    case 0x80...: return .doubtful
    default: return .literal(byte)
    }
  }

  /// Behind `[`: to the end of the class.
  private mutating func skipClass() -> Bool {
    if next == UInt8(ascii: "^") { position += 1 }
    if next == UInt8(ascii: "]") { position += 1 }
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "]") { return true }
      if byte == UInt8(ascii: "[") {
        // `[:alpha:]` and the like; any other `[` stands for itself.
        guard next == UInt8(ascii: ":") else { continue }
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "]")) else { return false }
        guard bytes[end - 1] == UInt8(ascii: ":"), end > position + 1 else { return false }
        position = end + 1
      }
      if byte == UInt8(ascii: "\\") {
        guard let escaped = next, escaped != UInt8(ascii: "Q"), escaped != UInt8(ascii: "E") else {
          return false
        }
        position += 1
      }
    }
    return false
  }

  /// Deepest nesting that is looked at.
  private static let maxDepth = 64

  /// Behind `(`: to its `)`. What stands in it is not looked at.
  private mutating func skipGroup(depth: Int) -> Bool {
    guard depth < Self.maxDepth, next != UInt8(ascii: "*") else { return false }
    if next == UInt8(ascii: "?") {
      // Only groups that change nothing beyond themselves: `(?:`, `(?=`, `(?!`, `(?>`, `(?|`, `(?<`, `(?P<`.
      position += 1
      guard let kind = next, ":=!>|<P".utf8.contains(kind) else { return false }
      position += 1
      if kind == UInt8(ascii: "P"), next != UInt8(ascii: "<") { return false }
    }
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: ")"): return true
      case UInt8(ascii: "("): guard skipGroup(depth: depth + 1) else { return false }
      case UInt8(ascii: "["): guard skipClass() else { return false }
      case UInt8(ascii: "\\"):
        if case .doubtful = escaped() { return false }
      default: continue
      }
    }
    return false
  }
}
