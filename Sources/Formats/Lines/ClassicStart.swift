import Evidence

/// Starts of events in Splunk's raw text of Windows events: `01/14/2021 11:41:39 PM` with `LogName=…` on the
/// next line (WinEventLog input), or an `<Event>` element (renderXml).
enum ClassicStart {
  enum Answer {
    case yes, no
    /// The text ends too early to tell.
    case unknown
  }

  private static let dateShape = Array("00/00/0000 00:00:00 ".utf8)
  private static let secondLine = Array("LogName=".utf8)
  private static let element = Array("<Event".utf8)

  /// Whether a classic event starts at `start`, the start of a line.
  static func matches(_ text: Span<UInt8>, at start: Int) -> Answer {
    guard start < text.count else { return .unknown }
    guard text[start] >= 48, text[start] <= 57 else { return .no }
    var i = start
    for expected in dateShape {
      guard i < text.count else { return .unknown }
      let isDigit = text[i] >= 48 && text[i] <= 57
      guard expected == 48 ? isDigit : text[i] == expected else { return .no }
      i += 1
    }
    guard i + 3 < text.count else { return .unknown }
    guard text[i] == UInt8(ascii: "A") || text[i] == UInt8(ascii: "P"), text[i + 1] == UInt8(ascii: "M")
    else { return .no }
    i += text[i + 2] == 13 ? 3 : 2
    guard text[i] == 10 else { return .no }
    return prefix(text, at: i + 1, secondLine)
  }

  /// Whether an `<Event` element starts at `start`.
  static func isElement(_ text: Span<UInt8>, at start: Int) -> Answer {
    let name = prefix(text, at: start, element)
    guard name == .yes else { return name }
    guard start + 6 < text.count else { return .unknown }
    let next = text[start + 6]
    return next == UInt8(ascii: ">") || next == UInt8(ascii: "/") || next <= 0x20 ? .yes : .no
  }

  /// Whether either starts there.
  static func any(_ text: Span<UInt8>, at start: Int) -> Answer {
    let isElement = isElement(text, at: start)
    return isElement == .no ? matches(text, at: start) : isElement
  }

  private static func prefix(_ text: Span<UInt8>, at start: Int, _ bytes: [UInt8]) -> Answer {
    for k in 0..<bytes.count {
      guard start + k < text.count else { return .unknown }
      guard text[start + k] == bytes[k] else { return .no }
    }
    return .yes
  }
}
