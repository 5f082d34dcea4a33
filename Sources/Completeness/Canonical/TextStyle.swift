import Evidence

/// How a text is written where that means nothing: what differs between two texts of one event are the rules by which
/// they are equal.
struct TextStyle: Equatable, Sendable {
  private var bits: UInt32 = 0

  private static let single: UInt32 = 1
  private static let double: UInt32 = 2
  private static let layout: UInt32 = 4
  private static let selfClosing: UInt32 = 8
  private static let pair: UInt32 = 16
  private static let references: UInt32 = 32
  private static let unsorted: UInt32 = 64
  private static let rendered: UInt32 = 128
  private static let timeShift: UInt32 = 8
  private static let ruleShift: UInt32 = 16

  init() {}

  /// Notes a rule that changed a value of the text.
  mutating func note(_ rule: CanonicalRules) { bits |= UInt32(rule.rawValue & 0x1C0) << Self.ruleShift }

  /// Notes that the text has a rendered message.
  mutating func noteRendered() { bits |= Self.rendered }

  /// The rules that make a text of one style equal to one of the other.
  func rules(with other: TextStyle) -> CanonicalRules {
    let difference = bits ^ other.bits
    var rules: CanonicalRules = []
    func add(_ rule: CanonicalRules, _ mask: UInt32) { if difference & mask != 0 { rules.insert(rule) } }
    add(.quotes, Self.single | Self.double)
    add(.whiteSpace, Self.layout)
    add(.emptyElement, Self.selfClosing | Self.pair)
    add(.escapes, Self.references)
    add(.order, Self.unsorted)
    add(.renderedText, Self.rendered)
    add(.time, 0xFF << Self.timeShift)
    rules.formUnion(CanonicalRules(rawValue: difference >> Self.ruleShift))
    return rules
  }

  /// Looks through an event's text.
  mutating func look(at text: Span<UInt8>) {
    if text.count > 0, text[0] == UInt8(ascii: "{") { lookAtJSON(text) } else { lookAtXML(text) }
  }

  private mutating func lookAtJSON(_ text: Span<UInt8>) {
    if text.count > 1, text[1] <= 0x20 { bits |= Self.layout }
    let colon = text.firstIndex(of: Array("\":".utf8), from: 0)
    if colon + 2 < text.count, text[colon + 2] == 0x20 { bits |= Self.layout }
    if text.firstIndex(of: Array("\\u".utf8), from: 0) < text.count
      || text.firstIndex(of: Array("\\/".utf8), from: 0) < text.count
    {
      bits |= Self.references
    }
    // Which key comes first tells most orders apart.
    let end = text.count > 2 ? text.firstIndex(of: UInt8(ascii: "\""), from: 2) : 0
    if end > 2, end < text.count {
      var sum: UInt32 = 0
      for i in 2..<end { sum = sum &* 31 &+ UInt32(text[i]) }
      bits |= (sum & 0xFF) << Self.timeShift
    }
  }

  private mutating func lookAtXML(_ text: Span<UInt8>) {
    var i = 0
    var behindTag = -1
    // The tag before opened an element.
    var behindStart = false
    while true {
      let open = text.firstIndex(of: UInt8(ascii: "<"), or: UInt8(ascii: "&"), from: i)
      guard open + 1 < text.count else { return }
      if text[open] == UInt8(ascii: "&") {
        if !text.starts(with: "&lt;", at: open), !text.starts(with: "&gt;", at: open),
          !text.starts(with: "&amp;", at: open)
        {
          bits |= Self.references
        }
        i = open + 1
        continue
      }
      if behindTag >= 0, open > behindTag, text[behindTag] == 10 || text[behindTag] == 13 {
        bits |= Self.layout
      }
      let isEnd = text[open + 1] == UInt8(ascii: "/")
      if isEnd, behindStart, behindTag == open { bits |= Self.pair }
      let end = text[open + 1] == UInt8(ascii: "/") ? endTag(text, open) : tag(text, from: open + 1)
      guard end < text.count else { return }
      behindTag = end + 1
      behindStart = !isEnd && text[end - 1] != UInt8(ascii: "/")
      i = end + 1
    }
  }

  private func endTag(_ text: Span<UInt8>, _ open: Int) -> Int {
    text.firstIndex(of: UInt8(ascii: ">"), from: open)
  }

  /// Looks through a start tag; the index of its `>`.
  private mutating func tag(_ text: Span<UInt8>, from start: Int) -> Int {
    var i = start
    var last = start
    var first = true
    while i < text.count {
      switch text[i] {
      case UInt8(ascii: ">"):
        if text[i - 1] == UInt8(ascii: "/") { bits |= Self.selfClosing }
        return i
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let quote = text[i]
        bits |= quote == UInt8(ascii: "'") ? Self.single : Self.double
        i = text.firstIndex(of: quote, from: i + 1) + 1
      case 0x20, 0x0A, 0x0D, 0x09:
        i += 1
        guard i < text.count, text[i] > 0x20 else { continue }
        if !first, text[i] < text[last] { bits |= Self.unsorted }
        if text.starts(with: "SystemTime=", at: i) { time(text, at: i + 12) }
        last = i
        first = false
      default: i += 1
      }
    }
    return text.count
  }

  private mutating func time(_ text: Span<UInt8>, at start: Int) {
    guard let time = text.isoTime(at: start) else { return }
    bits |= UInt32(truncatingIfNeeded: min(63, time.end - start)) << Self.timeShift
  }
}
