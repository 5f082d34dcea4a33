import Evidence

extension EventScanner {
  /// The end tag at `i`, which must be that of the element opened last; index behind it.
  @inline(__always)
  func endTag(_ text: Span<UInt8>, at i: Int) throws(XMLFault) -> Int {
    guard let element = open.last else { throw .syntax("an end tag too many", i) }
    let length = Int(element.nameLength)
    let start = Int(element.nameStart)
    var end = i + 2 + length
    guard end < text.count else {
      let rest = i + 2 <= text.count ? text.extracting(i + 2..<text.count) : text.extracting(0..<0)
      if rest.firstIndex(of: UInt8(ascii: ">"), from: 0) == rest.count { throw .truncated(text.count) }
      throw mismatch(text, at: i, element)
    }
    guard text.extracting(i + 2..<end).equals(text.extracting(start..<start + length)) else {
      throw mismatch(text, at: i, element)
    }
    if text[end] == UInt8(ascii: ">") { return end + 1 }
    end = XMLByte.skipSpace(text, from: end)
    guard end < text.count else { throw .truncated(end) }
    guard text[end] == UInt8(ascii: ">") else { throw mismatch(text, at: i, element) }
    return end + 1
  }

  private func mismatch(_ text: Span<UInt8>, at i: Int, _ element: Element) -> XMLFault {
    XMLFault("xml.mismatched-tags", "an end tag closes another element than the one opened last", at: i)
  }

  /// The start tag at `i` (a `<`) with its attributes; index behind it. An empty-element tag is closed at once.
  mutating func startTag(
    _ text: Span<UInt8>, at i: Int, into fields: inout RecordFields
  ) throws(XMLFault) -> Int {
    let nameStart = i + 1
    guard nameStart < text.count else { throw .truncated(i) }
    guard XMLByte.isNameStart(text[nameStart]) else { throw .syntax("< begins no tag", i) }
    var j = nameStart + 1
    var colon = nameStart - 1
    while j < text.count, XMLByte.isName(text[j]) {
      if text[j] == UInt8(ascii: ":"), colon < nameStart, text[nameStart] != UInt8(ascii: ":") { colon = j }
      j += 1
    }
    guard j < text.count else { throw .truncated(i) }
    // A colon at either end is part of the name, as for libxml2.
    if colon + 1 == j { colon = nameStart - 1 }
    var element = Element(
      nameStart: Int32(truncatingIfNeeded: nameStart), nameLength: Int32(truncatingIfNeeded: j - nameStart),
      prefixLength: Int32(truncatingIfNeeded: colon + 1 - nameStart), kind: .inner)
    element.kind = kind(text, colon + 1..<j)
    if open.isEmpty, !isEvent(text, colon + 1..<j) {
      throw XMLFault("xml.not-event", "the element is no Event", at: i)
    }
    if element.kind == .section { sectionElement = element }
    guard open.count < fields.limits.depth else {
      throw XMLFault(
        "xml.too-deep", "more than \(fields.limits.depth) elements stand in each other", at: i)
    }
    open.append(element)
    isLeaf = true
    attributeFields = 0
    dataName = 0..<0
    dataNameHasReference = false

    if text[j] != UInt8(ascii: ">") { j = try attributes(text, from: j, of: element, into: &fields) }
    if text[j] == UInt8(ascii: "/") {
      leaf(text, j..<j, false, into: &fields)
      isLeaf = false
      open.removeLast()
      if open.count == 1 { section = .none }
      j += 1
    }
    return j + 1
  }

  private func isEvent(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    name.count == 5 && text.starts(with: "Event", at: name.lowerBound)
  }

  /// The attributes from `start` on; index of the tag's `>`, or of the `/` before it.
  private mutating func attributes(
    _ text: Span<UInt8>, from start: Int, of element: Element, into fields: inout RecordFields
  ) throws(XMLFault) -> Int {
    var j = start
    while true {
      let beforeSpace = j
      while j < text.count, XMLByte.isSpace(text[j]) { j += 1 }
      guard j < text.count else { throw .truncated(start) }
      if text[j] == UInt8(ascii: ">") { return j }
      if text[j] == UInt8(ascii: "/") {
        guard j + 1 < text.count else { throw .truncated(start) }
        guard text[j + 1] == UInt8(ascii: ">") else { throw .syntax("/ without > in a tag", j) }
        return j
      }
      guard j > beforeSpace, XMLByte.isNameStart(text[j]) else {
        throw .syntax("no attribute begins here", j)
      }
      let name = j
      var local = j
      while j < text.count, XMLByte.isName(text[j]) {
        if text[j] == UInt8(ascii: ":"), local == name, text[name] != UInt8(ascii: ":") { local = j + 1 }
        j += 1
      }
      let nameEnd = j
      j = XMLByte.skipSpace(text, from: j)
      guard j < text.count else { throw .truncated(start) }
      guard text[j] == UInt8(ascii: "=") else { throw .syntax("an attribute has no value", j) }
      j = XMLByte.skipSpace(text, from: j + 1)
      guard j < text.count else { throw .truncated(start) }
      let quote = text[j]
      guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
        throw .syntax("an attribute's value has no quotes", j)
      }
      let value = j + 1
      j = value
      var hasReference = false
      while true {
        j = text.firstIndex(of: quote, or: UInt8(ascii: "<"), or: UInt8(ascii: "&"), from: j)
        guard j < text.count else { throw .truncated(start) }
        if text[j] == quote { break }
        if text[j] == UInt8(ascii: "<") { throw .syntax("< in an attribute's value", j) }
        hasReference = true
        j = reference(text, at: j, &fields)
      }
      // A namespace is not evidence about the event.
      if !text.extracting(name..<nameEnd).isNamespace {
        let names = local < nameEnd ? local..<nameEnd : name..<nameEnd
        attribute(text, names, value..<j, hasReference, of: element, into: &fields)
      }
      j += 1
    }
  }
}

extension Span<UInt8> {
  /// `xmlns` or `xmlns:…`.
  @inline(__always)
  fileprivate var isNamespace: Bool {
    count >= 5 && self[0] == UInt8(ascii: "x") && starts(with: "xmlns", at: 0)
      && (count == 5 || count > 6 && self[5] == UInt8(ascii: ":") && XMLByte.isNameStart(self[6]))
  }
}
