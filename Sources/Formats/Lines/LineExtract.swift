package import Evidence

extension LineRecords {
  /// Takes the fields of one line by what it looks like. A line of no known kind is its `message`, and that is
  /// no problem.
  ///
  /// Common fields: `time`; `computer` is the host name that the line states, `provider` the program that
  /// wrote it, `event_record_id` the serial number of an audit record, `severity` see `SeverityWords`, `user`
  /// the first of `acct`, `user`, `username`, `AUID`, `auid` that says something (auditd and other pairs), the
  /// user of PostgreSQL, Apache's `auth`, `cs-username` of IIS.
  package final class Extractor: FieldExtractor {
    let names = LineNames()
    let shape: LinesShape
    private let profile: SourceProfile
    private let zone: ZoneRule?
    private let windowsText: WindowsText
    /// Those of the last W3C line.
    var columns = W3CColumns([])

    package init(profile: SourceProfile, limits: Limits) {
      self.profile = profile
      shape = profile.lines ?? .plain
      zone = profile.timezone.flatMap { TimeZoneTable.rule(named: $0) }
      windowsText = WindowsText(profile: profile)
    }

    package func extract(_ text: Span<UInt8>, context: RecordContext, into fields: inout RecordFields) {
      switch shape {
      case .w3c where !context.columns.isEmpty: w3cLine(text, context, &fields)
      case .splunkRaw where ClassicStart.isElement(text, at: 0) == .yes:
        XMLEvents.parse(text, buffer: .text, profile: profile, into: &fields)
      case .splunkRaw where ClassicStart.matches(text, at: 0) == .yes:
        windowsText.parse(text, buffer: .text, into: &fields)
      default: plainLine(text, context, &fields)
      }
    }

    private func plainLine(_ text: Span<UInt8>, _ context: RecordContext, _ fields: inout RecordFields) {
      guard text.count > 0 else { return }
      switch text[0] {
      case UInt8(ascii: "<"):
        if priorityLine(text, context, &fields) { return }
      case UInt8(ascii: "["):
        if bracketLine(text, &fields) { return }
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if let time = text.dateTime(at: 0) {
          setTime(time, &fields)
          if classicBalancerLine(text, &fields) { return }
          datedLine(text, from: time.end, isSyslog: false, &fields)
          return
        }
        if let time = text.epochTime(at: 0) {
          setTime(time, &fields)
          messageLine(text, from: time.end, &fields)
          return
        }
        if accessLine(text, &fields) { return }
      default:
        if let time = text.syslogTime(at: 0, year: year(context)) {
          setTime(time, &fields)
          syslogHeader(text, from: time.end, &fields)
          return
        }
        if auditLine(text, &fields) || balancerLine(text, &fields) || accessLine(text, &fields) { return }
        if let time = text.weekdayTime(at: 0) {
          setTime(time, &fields)
          datedLine(text, from: time.end, isSyslog: true, &fields)
          return
        }
      }
      messageLine(text, from: 0, &fields)
    }

    /// The year of times that name none.
    func year(_ context: RecordContext) -> Int? {
      if context.attributes.isEmpty { return profile.assumedYear }
      return context.attributes["year"].flatMap { Int($0) } ?? profile.assumedYear
    }

    func setTime(_ time: LineTime, _ fields: inout RecordFields) {
      guard let local = time.local else {
        fields.note("time.invalid", "the line's date or time of day does not exist, or its year is unknown")
        return
      }
      setTime(local, offsetSeconds: time.offsetSeconds, &fields)
    }

    /// Sets the time in UTC, with the zone and clock offset of the source.
    func setTime(_ local: Timestamp, offsetSeconds: Int?, _ fields: inout RecordFields) {
      let offset = offsetSeconds ?? zone?.offsetSeconds(atLocal: local) ?? 0
      let seconds = local.seconds.addingReportingOverflow(profile.clockOffsetSeconds)
      guard !seconds.overflow else { return }
      fields.time = Timestamp(
        seconds: seconds.partialValue - Int64(offset), nanoseconds: local.nanoseconds)
    }

    /// Adds a field; its index among the entries, nil if it was refused.
    @inline(__always)
    @discardableResult
    func add(_ name: [UInt8], _ range: Range<Int>, _ fields: inout RecordFields) -> Int? {
      let index = fields.entries.count
      fields.add(fields.names.id(name.span), range)
      return fields.entries.count > index ? index : nil
    }

    /// Adds a field that is also a common field.
    @inline(__always)
    func add(
      _ name: [UInt8], _ range: Range<Int>, as common: RecordFields.Common, _ fields: inout RecordFields
    ) {
      if let index = add(name, range, &fields) { fields.setCommon(common, .entry(index)) }
    }

    /// The rest of a line from `start` on, less blanks before it: `message`, the level that it states, and its
    /// pairs.
    func messageLine(_ text: Span<UInt8>, from start: Int, _ fields: inout RecordFields) {
      let start = skipBlanks(text, start)
      guard start < text.count else { return }
      add(names.message, start..<text.count, &fields)
      if fields.common[RecordFields.Common.severity.rawValue] == .none,
        let severity = SeverityWords.inMessage(text, start..<text.count)
      {
        fields.setCommon(.severity, .word(severity))
      }
      pairs(text, start..<text.count, atLeast: 2, &fields)
    }

    @inline(__always)
    func skipBlanks(_ text: Span<UInt8>, _ start: Int) -> Int {
      var i = start
      while i < text.count, text[i] == 0x20 || text[i] == 9 { i += 1 }
      return i
    }

    /// The end of the word at `start`: the next blank or tab.
    @inline(__always)
    func wordEnd(_ text: Span<UInt8>, _ start: Int) -> Int {
      text.firstIndex(of: 0x20, or: 9, from: min(start, text.count))
    }
  }
}
