import Evidence

/// The text of an event in a row: where events begin and end in it.
struct EventText {
  enum Kind {
    case xml, json
    /// The event in words, as Splunk's classic input writes it (`LogName=`, `EventCode=` lines): nothing of the raw
    /// text is in it, and fields alone can be compared.
    case rendered
    /// None of these: a line of another log, or a piece from the middle of an event.
    case other
  }

  /// A stretch that begins with an event's start.
  struct Part {
    var range: Range<Int>
    /// The event's end is there too.
    var isWhole: Bool
  }

  let kind: Kind
  /// One for each start of an event; nothing but white space stands before the first one, or a header of transport.
  private(set) var parts: [Part] = []

  /// How far into a text a header of transport may reach.
  private static let longestHeader = 1024

  init(_ text: Span<UInt8>) {
    var start = 0
    while start < text.count, text[start] <= 0x20 { start += 1 }
    if text.starts(with: "\u{FEFF}", at: start) { start += 3 }
    if Self.beginsObject(text, at: start) {
      kind = .json
      findObjects(text, from: start)
      return
    }
    let event = Self.nextStart(text, from: start)
    if event < min(text.count, start + Self.longestHeader),
      event == start || Self.isHeader(text, start..<event)
    {
      kind = .xml
      findEvents(text, from: event)
      return
    }
    let object = text.firstIndex(of: Array("{\"".utf8), from: start)
    if object < min(text.count, start + Self.longestHeader), text.starts(with: "<", at: start), start < object
    {
      // `<13>Dec 24 23:52:28 host {"…`: syslog.
      var probe = EventText(kind: .json)
      probe.findObjects(text, from: object)
      if probe.parts.first?.isWhole == true {
        self = probe
        return
      }
    }
    kind = Self.isRendered(text, from: start) ? .rendered : .other
  }

  private static func isRendered(_ text: Span<UInt8>, from start: Int) -> Bool {
    guard start < text.count, (48...57).contains(text[start]) else { return false }
    let head = text.extracting(start..<min(text.count, start + 512))
    return head.firstIndex(of: Array("\nLogName=".utf8), from: 0) < head.count
      || head.firstIndex(of: Array("\nEventCode=".utf8), from: 0) < head.count
  }

  private init(kind: Kind) { self.kind = kind }

  /// Whether a JSON object with a key begins here: a GUID in braces does not.
  private static func beginsObject(_ text: Span<UInt8>, at start: Int) -> Bool {
    guard start < text.count, text[start] == UInt8(ascii: "{") else { return false }
    var i = start + 1
    while i < text.count, text[i] <= 0x20 { i += 1 }
    return i == text.count || text[i] == UInt8(ascii: "\"") || text[i] == UInt8(ascii: "}")
  }

  /// A declaration, or what syslog writes before a message: no element, and no end of an event.
  private static func isHeader(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if text.starts(with: "<?xml", at: range.lowerBound) { return true }
    let header = text.extracting(range)
    return header.firstIndex(of: 10, from: 0) == header.count
      && header.firstIndex(of: Array("</".utf8), from: 0) == header.count
  }

  /// The next `<Event>`, not `<EventID>` or `<Events>`.
  private static func nextStart(_ text: Span<UInt8>, from start: Int) -> Int {
    var i = start
    while true {
      i = text.firstIndex(of: Array("<Event".utf8), from: i)
      guard i + 6 < text.count else { return text.count }
      let next = text[i + 6]
      if next == UInt8(ascii: ">") || next <= 0x20 { return i }
      i += 6
    }
  }

  private mutating func findEvents(_ text: Span<UInt8>, from first: Int) {
    var start = first
    while start < text.count {
      let next = Self.nextStart(text, from: start + 6)
      // Not looked for behind the next start: of many events without end each would read the rest of the text.
      let own = text.extracting(start..<next)
      let end = own.firstIndex(of: Array("</Event>".utf8), from: 0)
      let isWhole = end < own.count
      parts.append(Part(range: start..<(isWhole ? start + end + 8 : next), isWhole: isWhole))
      start = next
    }
  }

  private mutating func findObjects(_ text: Span<UInt8>, from first: Int) {
    var start = first
    while Self.beginsObject(text, at: start) {
      guard let end = Self.objectEnd(text, from: start) else {
        parts.append(Part(range: start..<text.count, isWhole: false))
        return
      }
      parts.append(Part(range: start..<end, isWhole: true))
      start = end
      while start < text.count, text[start] <= 0x20 || text[start] == UInt8(ascii: ",") { start += 1 }
    }
  }

  /// Behind the object that begins at `start`; nil where it does not end.
  private static func objectEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
    var depth = 0
    var i = start
    while i < text.count {
      switch text[i] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return i + 1 }
      case UInt8(ascii: "\""):
        i += 1
        while true {
          i = text.firstIndex(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: min(i, text.count))
          guard i < text.count else { return nil }
          if text[i] == UInt8(ascii: "\"") { break }
          i += 2
        }
      default: break
      }
      i += 1
    }
    return nil
  }

  /// A text that was cut, ended so that its fields can be read: what is open is closed. The places of what is whole
  /// stay the same. Nil where nothing can be read.
  static func closed(_ text: [UInt8], _ kind: Kind) -> [UInt8]? {
    switch kind {
    case .xml: closedXML(text)
    case .json: closedJSON(text)
    case .other, .rendered: nil
    }
  }

  private static func closedXML(_ text: [UInt8]) -> [UInt8]? {
    let span = text.span
    var open: [[UInt8]] = []
    var i = 0
    var end = text.count
    while i < text.count {
      i = span.firstIndex(of: UInt8(ascii: "<"), from: i)
      if i == text.count { break }
      let close = span.firstIndex(of: UInt8(ascii: ">"), from: i)
      guard close < text.count else {
        end = i
        break
      }
      if text[i + 1] == UInt8(ascii: "/") {
        _ = open.popLast()
      } else if text[close - 1] != UInt8(ascii: "/"), text[i + 1] != UInt8(ascii: "?"),
        text[i + 1] != UInt8(ascii: "!")
      {
        var name = i + 1
        while name < close, text[name] > 0x20 { name += 1 }
        open.append(Array(text[i + 1..<name]))
      }
      i = close + 1
    }
    var out = Array(text[..<end])
    // A reference that was cut.
    if let mark = out.lastIndex(of: UInt8(ascii: "&")), out.count - mark < 10, !out[mark...].contains(59) {
      out.removeSubrange(mark...)
    }
    for name in open.reversed() {
      out += Array("</".utf8)
      out += name
      out.append(UInt8(ascii: ">"))
    }
    return out
  }

  private static func closedJSON(_ text: [UInt8]) -> [UInt8]? {
    var closers: [UInt8] = []
    // Behind the last value that is whole; nothing was opened or closed since.
    var whole = 0
    var i = 0
    var isKey = true
    let span = text.span
    while i < text.count {
      switch text[i] {
      case UInt8(ascii: "{"):
        closers.append(UInt8(ascii: "}"))
        isKey = true
        whole = i + 1
      case UInt8(ascii: "["):
        closers.append(UInt8(ascii: "]"))
        whole = i + 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = closers.popLast()
        whole = i + 1
      case UInt8(ascii: ","):
        whole = i
        isKey = closers.last == UInt8(ascii: "}")
      case UInt8(ascii: ":"): isKey = false
      case UInt8(ascii: "\""):
        i += 1
        while true {
          i = span.firstIndex(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: min(i, text.count))
          if i >= text.count || text[i] == UInt8(ascii: "\"") { break }
          i += 2
        }
        if i < text.count, !isKey { whole = i + 1 }
        if i >= text.count, !isKey { return ended(text, at: cleanEnd(text), quote: true, closers) }
      default: break
      }
      i += 1
    }
    return ended(text, at: whole, quote: false, closers)
  }

  /// Before an escape that was cut at the end of a text.
  private static func cleanEnd(_ text: [UInt8]) -> Int {
    for length in 1...6 where length <= text.count && text[text.count - length] == UInt8(ascii: "\\") {
      var backslashes = 0
      var i = text.count - length
      while i >= 0, text[i] == UInt8(ascii: "\\") {
        backslashes += 1
        i -= 1
      }
      let isCut = length == 1 || (text[text.count - length + 1] == UInt8(ascii: "u") && length < 6)
      if backslashes % 2 == 1, isCut { return text.count - length }
    }
    return text.count
  }

  private static func ended(_ text: [UInt8], at end: Int, quote: Bool, _ closers: [UInt8]) -> [UInt8]? {
    guard end > 0 else { return nil }
    var out = Array(text[..<end])
    if quote { out.append(UInt8(ascii: "\"")) }
    out += closers.reversed()
    return out
  }
}
