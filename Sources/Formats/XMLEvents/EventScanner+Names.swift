import Evidence

/// Names of fields that stand nowhere in the text as they are.
private enum FixedName {
  static let provider = Array("Provider".utf8)
  static let providerGuid = Array("ProviderGuid".utf8)
  static let execution = Array("Execution".utf8)
  static let executionProcessID = Array("ExecutionProcessID".utf8)
  static let executionThreadID = Array("ExecutionThreadID".utf8)
  static let eventDataName = Array("EventDataName".utf8)
  static let renderingInfo = Array("RenderingInfo.".utf8)
  static let data = Array("Data".utf8)
}

extension EventScanner {
  /// Longest name of a field; a longer one is cut. Names are kept in memory for a whole row group.
  private static let longestName = 1024

  /// What the element that is about to be opened is, by its name without prefix. Sets `section` for a part.
  @inline(__always)
  mutating func kind(_ text: Span<UInt8>, _ name: Range<Int>) -> Kind {
    switch open.count {
    case 0: return .root
    case 1:
      section = sectionKind(text, name)
      return .section
    case 2:
      switch section {
      case .system: return systemKind(text, name)
      case .eventData:
        return name.count == 4 && text.starts(with: "Data", at: name.lowerBound)
          || name.count == 11 && text.starts(with: "ComplexData", at: name.lowerBound) ? .data : .inner
      default: return .inner
      }
    default: return .inner
    }
  }

  private func sectionKind(_ text: Span<UInt8>, _ name: Range<Int>) -> Section {
    let i = name.lowerBound
    return switch name.count {
    case 6 where text.starts(with: "System", at: i): .system
    case 9 where text.starts(with: "EventData", at: i): .eventData
    case 8 where text.starts(with: "UserData", at: i): .userData
    case 13 where text.starts(with: "RenderingInfo", at: i): .renderingInfo
    default: .other
    }
  }

  private func systemKind(_ text: Span<UInt8>, _ name: Range<Int>) -> Kind {
    let i = name.lowerBound
    return switch name.count {
    case 8 where text.starts(with: "Provider", at: i): .provider
    case 8 where text.starts(with: "Security", at: i): .attributesOnly
    case 9 where text.starts(with: "Execution", at: i): .execution
    case 11 where text.starts(with: "TimeCreated", at: i): .timeCreated
    case 11 where text.starts(with: "Correlation", at: i): .attributesOnly
    default: .systemValue
    }
  }

  // MARK: attributes

  /// One attribute of the element opened last; `name` is without prefix.
  mutating func attribute(
    _ text: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>, _ hasReference: Bool, of element: Element,
    into fields: inout RecordFields
  ) {
    let i = name.lowerBound
    let id: NameID?
    var isProvider = false
    switch element.kind {
    case .provider:
      if name.count == 4, text.starts(with: "Name", at: i) {
        id = fields.names.id(FixedName.provider.span)
        isProvider = true
      } else if name.count == 4, text.starts(with: "Guid", at: i) {
        id = fields.names.id(FixedName.providerGuid.span)
      } else {
        id = fieldName(text, name, into: &fields)
      }
    case .timeCreated:
      if name.count == 10, text.starts(with: "SystemTime", at: i), time(text, value, &fields) { return }
      id = fieldName(text, name, into: &fields)
    case .execution:
      if name.count == 9, text.starts(with: "ProcessID", at: i) {
        id = fields.names.id(FixedName.executionProcessID.span)
      } else if name.count == 8, text.starts(with: "ThreadID", at: i) {
        id = fields.names.id(FixedName.executionThreadID.span)
      } else {
        id = prefixed(FixedName.execution.span, dot: false, text.extracting(name), &fields)
      }
    case .attributesOnly, .systemValue:
      id = fieldName(text, name, into: &fields)
    case .data where name.count == 4 && text.starts(with: "Name", at: i):
      dataName = value
      dataNameHasReference = hasReference
      return
    case .section where section == .eventData && name.count == 4 && text.starts(with: "Name", at: i):
      id = fields.names.id(FixedName.eventDataName.span)
    case .root, .section, .data, .inner:
      id = prefixed(text.extracting(localName(element)), dot: true, text.extracting(name), &fields)
    }
    attributeFields += 1
    let before = fields.entries.count
    fields.add(id, value, in: buffer, escape: hasReference ? .xml : .none)
    if isProvider, commonEntries.provider < 0, fields.entries.count > before {
      commonEntries.provider = before
    }
  }

  // MARK: values

  /// The element opened last ends without a child: its value is the text, or what was put together.
  @inline(__always)
  mutating func leaf(
    _ text: Span<UInt8>, _ range: Range<Int>, _ hasReference: Bool, into fields: inout RecordFields
  ) {
    guard let element = open.last else { return }
    if assembled >= 0 { return assembledLeaf(text, range, element, into: &fields) }
    var value = range
    if !range.isEmpty, XMLByte.isSpace(text[range.lowerBound]), isLayout(text.extracting(range)) {
      value = range.lowerBound..<range.lowerBound
    }
    if value.isEmpty, !emptyIsValue(element) { return }
    if element.kind == .systemValue, isCommonName(text, element) {
      return commonValue(text, value, hasReference, element, into: &fields)
    }
    fields.add(
      valueName(text, element, isLeaf: true, into: &fields), value, in: buffer,
      escape: hasReference ? .xml : .none)
  }

  private mutating func assembledLeaf(
    _ text: Span<UInt8>, _ range: Range<Int>, _ element: Element, into fields: inout RecordFields
  ) {
    assemble(text, range, into: &fields)
    let start = assembled
    assembled = -1
    var end = fields.scratch.count
    if isLayout(fields.scratch.span.extracting(start..<end)) { end = start }
    if start == end, !emptyIsValue(element) { return }
    let id = valueName(text, element, isLeaf: true, into: &fields)
    let before = fields.entries.count
    fields.add(id, start..<end, in: .scratch)
    if element.kind == .systemValue, fields.entries.count > before { noteCommon(text, element, before) }
  }

  /// Text beside child elements. White space is layout.
  mutating func mixed(
    _ text: Span<UInt8>, _ range: Range<Int>, _ hasReference: Bool, into fields: inout RecordFields
  ) {
    guard let element = open.last else { return }
    let wasAssembled = assembled >= 0
    if wasAssembled { assemble(text, range, into: &fields) }
    let start = wasAssembled ? assembled : range.lowerBound
    let end = wasAssembled ? fields.scratch.count : range.upperBound
    assembled = -1
    let blank =
      wasAssembled
      ? XMLByte.skipSpace(fields.scratch.span, from: start) >= end
      : XMLByte.skipSpace(text.extracting(0..<end), from: start) >= end
    if blank { return }
    let id = valueName(text, element, isLeaf: isLeaf, into: &fields)
    if wasAssembled {
      fields.add(id, start..<end, in: .scratch)
    } else {
      fields.add(id, start..<end, in: buffer, escape: hasReference ? .xml : .none)
    }
  }

  /// Appends a piece of a value that CDATA, a comment or an instruction breaks.
  mutating func assemble(_ text: Span<UInt8>, _ range: Range<Int>, into fields: inout RecordFields) {
    if assembled < 0 { assembled = fields.scratch.count }
    Escape.xml.decode(text.extracting(range), into: &fields.scratch)
  }

  private func emptyIsValue(_ element: Element) -> Bool {
    switch element.kind {
    case .root, .provider, .timeCreated, .execution, .attributesOnly: return false
    case .section: return section == .other && attributeFields == 0
    case .systemValue, .inner, .data: return attributeFields == 0
    }
  }

  /// In a pretty-printed event an element without content holds a line break and indentation.
  private func isLayout(_ value: Span<UInt8>) -> Bool {
    guard let element = open.last, XMLByte.skipSpace(value, from: 0) == value.count else { return false }
    if !emptyIsValue(element) { return true }
    return isPretty && value.firstIndex(of: 10, or: 13, from: 0) < value.count
  }

  // MARK: names

  func localName(_ element: Element) -> Range<Int> {
    let start = Int(element.nameStart)
    return start + Int(element.prefixLength)..<start + Int(element.nameLength)
  }

  /// The field name for the text of `element`.
  @inline(__always)
  private mutating func valueName(
    _ text: Span<UInt8>, _ element: Element, isLeaf: Bool, into fields: inout RecordFields
  ) -> NameID? {
    if element.kind == .data, isLeaf, !dataName.isEmpty {
      if dataNameHasReference { return decodedDataName(text, &fields) }
      return guarded(text.extracting(dataName), text, &fields)
    }
    let name = text.extracting(localName(element))
    switch element.kind {
    case .section where section == .other: return guarded(name, text, &fields)
    case .root, .section, .systemValue, .provider, .timeCreated, .execution, .attributesOnly:
      return fieldName(text, localName(element), into: &fields)
    case .data, .inner:
      switch section {
      case .system: return fieldName(text, localName(element), into: &fields)
      case .renderingInfo:
        if name.count == 7, name.starts(with: "Message", at: 0) { return fields.names.id(name) }
        return prefixed(FixedName.renderingInfo.span, dot: false, name, &fields)
      case .none, .eventData, .userData, .other: return guarded(name, text, &fields)
      }
    }
  }

  private mutating func decodedDataName(_ text: Span<UInt8>, _ fields: inout RecordFields) -> NameID? {
    var name: [UInt8] = []
    Escape.xml.decode(text.extracting(dataName), into: &name)
    return guarded(name.span, text, &fields)
  }

  /// `name`, or `EventData.name` (the section's name) where it would hide a field of System.
  @inline(__always)
  private mutating func guarded(
    _ name: Span<UInt8>, _ text: Span<UInt8>, _ fields: inout RecordFields
  ) -> NameID? {
    if SystemFields.contains(name) {
      return prefixed(text.extracting(localName(sectionElement)), dot: true, name, &fields)
    }
    return bounded(name, &fields)
  }

  private mutating func fieldName(
    _ text: Span<UInt8>, _ name: Range<Int>, into fields: inout RecordFields
  ) -> NameID? {
    bounded(text.extracting(name), &fields)
  }

  @inline(__always)
  private func bounded(_ name: Span<UInt8>, _ fields: inout RecordFields) -> NameID? {
    guard name.count > EventScanner.longestName else { return fields.names.id(name) }
    fields.note(
      "fields.name-too-long", "a field's name is longer than \(EventScanner.longestName) bytes: it is cut")
    return fields.names.id(name.extracting(0..<EventScanner.longestName))
  }

  private mutating func prefixed(
    _ prefix: Span<UInt8>, dot: Bool, _ name: Span<UInt8>, _ fields: inout RecordFields
  ) -> NameID? {
    key.removeAll(keepingCapacity: true)
    key.append(prefix)
    if dot { key.append(UInt8(ascii: ".")) }
    key.append(name)
    return bounded(key.span, &fields)
  }
}
