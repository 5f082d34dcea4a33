import Evidence

extension EventScanner {
  /// Whether the element is one of System's whose value is a common field.
  @inline(__always)
  func isCommonName(_ text: Span<UInt8>, _ element: Element) -> Bool {
    switch element.nameLength &- element.prefixLength {
    case 5, 7, 8, 13: true
    default: false
    }
  }

  mutating func commonValue(
    _ text: Span<UInt8>, _ value: Range<Int>, _ hasReference: Bool, _ element: Element,
    into fields: inout RecordFields
  ) {
    let before = fields.entries.count
    fields.add(
      fields.names.id(text.extracting(localName(element))), value, in: buffer,
      escape: hasReference ? .xml : .none)
    if fields.entries.count > before { noteCommon(text, element, before) }
  }

  /// Remembers entry `index` if `element` gives a common field; the first one of its name counts.
  mutating func noteCommon(_ text: Span<UInt8>, _ element: Element, _ index: Int) {
    let name = localName(element)
    let i = name.lowerBound
    switch name.count {
    case 5 where commonEntries.level < 0 && text.starts(with: "Level", at: i): commonEntries.level = index
    case 7 where commonEntries.eventID < 0 && text.starts(with: "EventID", at: i):
      commonEntries.eventID = index
    case 7 where commonEntries.channel < 0 && text.starts(with: "Channel", at: i):
      commonEntries.channel = index
    case 8 where commonEntries.computer < 0 && text.starts(with: "Computer", at: i):
      commonEntries.computer = index
    case 13 where commonEntries.eventRecordID < 0 && text.starts(with: "EventRecordID", at: i):
      commonEntries.eventRecordID = index
    default: break
    }
  }

  /// Reads SystemTime. True where `time` is exactly what the text says, so that the field can be left out.
  mutating func time(_ text: Span<UInt8>, _ value: Range<Int>, _ fields: inout RecordFields) -> Bool {
    guard time == nil else { return false }
    let part = text.extracting(value)
    guard let civil = part.isoTime(at: 0), civil.end == part.count else {
      fields.note("time.unparsed", "SystemTime is no date and time")
      return false
    }
    // SystemTime is UTC by the schema; a zone that is written counts all the same.
    let utc = civil.utc()
    time = utc
    if utc.unixNanoseconds == nil {
      fields.note("time.out-of-range", "the time is outside 1677-09-21 … 2262-04-11")
    }
    // Second 60 and digits behind the ninth are lost in `time`.
    let isLeapSecond = part[17] == UInt8(ascii: "6")
    let isLong = part.count > 19 && part.fraction(at: 19).end > 29
    return !isLeapSecond && !isLong
  }

  /// The common fields, from what was seen on the way.
  func finish(
    _ text: Span<UInt8>, firstEntry: Int, profile: SourceProfile, into fields: inout RecordFields
  ) {
    if let time {
      let (seconds, overflow) = time.seconds.addingReportingOverflow(profile.clockOffsetSeconds)
      fields.time = overflow ? time : Timestamp(seconds: seconds, nanoseconds: time.nanoseconds)
    }
    let found = commonEntries
    if found.computer >= 0 { fields.setCommon(.computer, .entry(found.computer)) }
    if found.channel >= 0 { fields.setCommon(.channel, .entry(found.channel)) }
    if found.provider >= 0 { fields.setCommon(.provider, .entry(found.provider)) }
    if found.eventID >= 0 { fields.setCommon(.eventID, .entry(found.eventID)) }
    if found.eventRecordID >= 0 { fields.setCommon(.eventRecordID, .entry(found.eventRecordID)) }
    if found.level >= 0 {
      fields.setCommon(.severity, WindowsSeverity.severity(ofLevel: found.level, in: fields, content: text))
    }
    let eventID = WindowsUser.number(ofEntry: found.eventID, in: fields, content: text)
    fields.setCommon(
      .user, WindowsUser.user(of: fields, from: firstEntry, eventID: eventID, content: text))
  }
}
