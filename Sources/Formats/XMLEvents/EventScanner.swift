import Evidence

/// One pass over the bytes of one event: checks that tags match and takes the values on the way. No recursion;
/// what is open stands on a stack that `limits.depth` bounds.
struct EventScanner {
  /// The parts of an event, directly below `<Event>`.
  enum Section {
    case none, system, eventData, userData, renderingInfo, other
  }

  /// What the naming rules tell apart.
  enum Kind {
    case root, section
    case provider, timeCreated, execution
    /// Correlation, Security: attributes under their own names, no value.
    case attributesOnly
    case systemValue
    /// `Data`, `ComplexData` in EventData.
    case data
    case inner
  }

  struct Element {
    var nameStart: Int32
    var nameLength: Int32
    /// Bytes of the name that are prefix and colon.
    var prefixLength: Int32
    var kind: Kind
  }

  var open: [Element] = []
  var section = Section.none
  var sectionElement = Element(nameStart: 0, nameLength: 0, prefixLength: 0, kind: .section)
  /// The element opened last has no child yet: its text is its value.
  var isLeaf = false
  /// Attributes of the element opened last that are fields of their own.
  var attributeFields = 0
  /// Name of the `Data` opened last; empty for none.
  var dataName = 0..<0
  var dataNameHasReference = false
  /// Where the value being put together from pieces begins in scratch; -1 while it is one piece.
  var assembled = -1
  /// White space with line breaks lays the event out: seen before its first child.
  var isPretty = false
  var key: [UInt8] = []
  var buffer = ValueBuffer.text

  var time: Timestamp?
  var commonEntries = CommonEntries()

  /// Entries that are common fields, -1 for none.
  struct CommonEntries {
    var computer = -1
    var channel = -1
    var provider = -1
    var eventID = -1
    var eventRecordID = -1
    var level = -1
  }

  init() {
    open.reserveCapacity(16)
  }

  mutating func parse(
    _ text: Span<UInt8>, buffer: ValueBuffer, profile: SourceProfile, into fields: inout RecordFields
  ) {
    open.removeAll(keepingCapacity: true)
    section = .none
    isLeaf = false
    assembled = -1
    isPretty = false
    sectionElement.nameLength = 0
    time = nil
    commonEntries = CommonEntries()
    self.buffer = buffer
    let firstEntry = fields.entries.count
    do throws(XMLFault) {
      guard text.count < Int(Int32.max) else { throw XMLFault("record.too-long", "longer than 2 GiB", at: 0) }
      let start = try prolog(text)
      let end = try element(text, from: start, into: &fields)
      try epilog(text, from: end, into: &fields)
    } catch {
      fields.fail(error.code, error.reason)
      return
    }
    finish(text, firstEntry: firstEntry, profile: profile, into: &fields)
  }

  /// Index of the root element's `<`.
  private func prolog(_ text: Span<UInt8>) throws(XMLFault) -> Int {
    var i = text.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
    while true {
      i = XMLByte.skipSpace(text, from: i)
      if text.starts(with: "<?", at: i) {
        i = try skip(to: "?>", text, from: i + 2)
      } else if text.starts(with: "<!--", at: i) {
        i = try skip(to: "-->", text, from: i + 4)
      } else {
        break
      }
    }
    guard i + 1 < text.count, text[i] == UInt8(ascii: "<"), XMLByte.isNameStart(text[i + 1]) else {
      throw XMLFault("xml.not-event", "no element begins here", at: i)
    }
    return i
  }

  private func epilog(
    _ text: Span<UInt8>, from end: Int, into fields: inout RecordFields
  ) throws(XMLFault) {
    if end == text.count { return }
    let i = XMLByte.skipSpace(text, from: end)
    if i < text.count, !text.starts(with: "<!--", at: i) {
      fields.note("xml.trailing-text", "text stands behind the event, at byte \(i) of the record")
    }
  }

  /// Index behind the next `mark`.
  func skip(to mark: StaticString, _ text: Span<UInt8>, from start: Int) throws(XMLFault) -> Int {
    var i = min(start, text.count)
    let last = unsafe mark.utf8Start[mark.utf8CodeUnitCount - 1]
    let before = mark.utf8CodeUnitCount - 1
    while true {
      i = text.firstIndex(of: last, from: i)
      guard i < text.count else { throw .truncated(start) }
      i += 1
      if i - before - 1 >= start, text.starts(with: mark, at: i - before - 1) { return i }
    }
  }

  /// The root element and all in it; index behind its end tag.
  private mutating func element(
    _ text: Span<UInt8>, from start: Int, into fields: inout RecordFields
  ) throws(XMLFault) -> Int {
    var i = try startTag(text, at: start, into: &fields)
    while !open.isEmpty {
      let chunk = i
      let hasReference = try self.text(text, &i, &fields)
      guard i + 1 < text.count else { throw .truncated(i) }
      switch text[i + 1] {
      case UInt8(ascii: "/"):
        let next = try endTag(text, at: i)
        if isLeaf {
          leaf(text, chunk..<i, hasReference, into: &fields)
        } else if chunk < i || assembled >= 0 {
          mixed(text, chunk..<i, hasReference, into: &fields)
        }
        isLeaf = false
        open.removeLast()
        if open.count == 1 { section = .none }
        i = next
      case UInt8(ascii: "!"):
        assemble(text, chunk..<i, into: &fields)
        if text.starts(with: "<!--", at: i) {
          i = try skip(to: "-->", text, from: i + 4)
        } else if text.starts(with: "<![CDATA[", at: i) {
          let end = try skip(to: "]]>", text, from: i + 9)
          noteControls(text.extracting(i + 9..<end - 3), at: i + 9, &fields)
          fields.scratch.append(text.extracting(i + 9..<end - 3))
          i = end
        } else {
          throw text.count - i < 9 ? .truncated(i) : .syntax("<! begins neither comment nor CDATA", i)
        }
      case UInt8(ascii: "?"):
        assemble(text, chunk..<i, into: &fields)
        i = try skip(to: "?>", text, from: i + 2)
      default:
        if chunk < i || assembled >= 0 {
          if open.count == 1, sectionElement.nameLength == 0 {
            isPretty = text.extracting(chunk..<i).firstIndex(of: 10, or: 13, from: 0) < i - chunk
          }
          mixed(text, chunk..<i, hasReference, into: &fields)
        }
        i = try startTag(text, at: i, into: &fields)
      }
    }
    return i
  }

  /// Passes over character data to the next `<`; whether a reference stood in it.
  @inline(__always)
  private func text(
    _ text: Span<UInt8>, _ i: inout Int, _ fields: inout RecordFields
  ) throws(XMLFault) -> Bool {
    var hasReference = false
    while true {
      if i < text.count, text[i] == UInt8(ascii: "<") { return hasReference }
      i = text.firstIndexOfControl(or: UInt8(ascii: "<"), or: UInt8(ascii: "&"), from: i)
      guard i < text.count else { throw .truncated(i) }
      switch text[i] {
      case UInt8(ascii: "<"): return hasReference
      case UInt8(ascii: "&"):
        hasReference = true
        i = reference(text, at: i, &fields)
      case 9, 10, 13: i += 1
      default:
        noteControl(text[i], at: i, &fields)
        i += 1
      }
    }
  }

  /// Checks the reference at `i`; index behind it.
  func reference(_ text: Span<UInt8>, at i: Int, _ fields: inout RecordFields) -> Int {
    guard let (scalar, end) = Escape.xmlReference(text, at: i) else {
      fields.note(
        text.starts(with: "&#", at: i) ? "xml.character-reference" : "xml.entity",
        "a reference that XML does not define is kept as text, at byte \(i) of the record")
      return i + 1
    }
    switch scalar {
    case 9, 10, 13, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: break
    default:
      fields.note(
        "xml.character-reference",
        "a reference names U+\(String(scalar, radix: 16)), which XML forbids, at byte \(i) of the record")
    }
    return end
  }

  private func noteControls(_ bytes: Span<UInt8>, at offset: Int, _ fields: inout RecordFields) {
    var i = 0
    while true {
      i = bytes.firstIndexOfControl(or: 0, or: 0, from: i)
      guard i < bytes.count else { return }
      if !XMLByte.isSpace(bytes[i]) { return noteControl(bytes[i], at: offset + i, &fields) }
      i += 1
    }
  }

  func noteControl(_ byte: UInt8, at i: Int, _ fields: inout RecordFields) {
    fields.note(
      "xml.control-character",
      "a value holds the control character U+\(String(byte, radix: 16)), at byte \(i) of the record")
  }
}
