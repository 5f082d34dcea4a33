package import Evidence

extension JSONRecords {
  /// Takes the fields of a JSON record: `JSONParser` says how values become fields, `JSONCommonFields` which of
  /// them are the common ones. A row of Splunk with a `_raw` gives the fields of that as well
  /// (`NestedRecord`).
  package final class Extractor: FieldExtractor {
    private var parser: RecordParser
    private var nested: NestedRecord

    package init(profile: SourceProfile, limits: Limits) {
      parser = RecordParser(profile: profile)
      nested = NestedRecord(profile: profile)
    }

    package func extract(_ text: Span<UInt8>, context: RecordContext, into fields: inout RecordFields) {
      parser.parse(text, buffer: .text, below: 0, columns: context.columns, into: &fields)
      guard fields.parsed, let raw = parser.rawEntry else { return }
      let entry = fields.entries[raw]
      guard entry.type == .string else { return }
      fields.nestedStart = Int(entry.start)
      fields.nestedLength = Int(entry.length)
      fields.nestedEscape = entry.escape
      entry.escape.decode(
        text.extracting(Int(entry.start)..<Int(entry.start) + Int(entry.length)), into: &fields.nested)
      nested.merge(text: text, into: &fields)
    }
  }

  /// Parses JSON values into fields, time and common fields. One value of this type belongs to one extractor;
  /// it keeps caches only.
  package struct RecordParser {
    private var parser = JSONParser()
    private var columns = JSONColumns()
    private let time: JSONTime
    private var decoded: [UInt8] = []
    /// Entries before it are not of this value.
    private var firstEntry = 0

    package init(profile: SourceProfile) {
      time = JSONTime(profile: profile)
    }

    /// Where the record's `_raw` stands among the entries, if it has one.
    var rawEntry: Int? { parser.findings.first(.raw) }

    /// Parses `bytes`, which stand in `buffer`, names below `root`. What is no JSON value fails the record
    /// (`RecordFields.fail`).
    ///
    /// - Parameter columns: names of the elements, where the value is a row: an array in a document that names its
    ///   columns apart.
    package mutating func parse(
      _ bytes: Span<UInt8>, buffer: ValueBuffer, below root: NameID, columns names: [String] = [],
      into fields: inout RecordFields
    ) {
      firstEntry = fields.entries.count
      columns.follow(names, &fields.names)
      parser.columns = columns.ids
      if let failure = parser.run(bytes, buffer: buffer, below: root, into: &fields) {
        fields.fail(failure.code, "\(failure.reason), at byte \(failure.offset) of the record")
        return
      }
      if parser.sawControl {
        fields.note("json.control-character", "a string holds control characters that are not escaped")
      }
      setTime(bytes, &fields)
      setCommon(bytes, &fields)
      if !bytes.isASCII, (try? UTF8Span(validating: bytes)) == nil {
        fields.note("utf8.invalid", "bytes that are not UTF-8")
      }
    }

    private mutating func setTime(_ bytes: Span<UInt8>, _ fields: inout RecordFields) {
      var mask = parser.findings.mask(.time)
      guard mask != 0 else { return }
      while mask != 0 {
        let entry = fields.entries[parser.findings.entry(.time, rank: mask.trailingZeroBitCount)]
        let value = bytes.extracting(Int(entry.start)..<Int(entry.start) + Int(entry.length))
        let found: Timestamp?
        if entry.escape == .none {
          found = time.utc(value)
        } else if value.count <= 256 {
          decoded.removeAll(keepingCapacity: true)
          entry.escape.decode(value, into: &decoded)
          found = time.utc(decoded.span)
        } else {
          found = nil
        }
        if let found {
          fields.time = found
          return
        }
        mask &= mask - 1
      }
      let first = fields.entries[parser.findings.first(.time) ?? 0]
      let name = fields.names.name(first.name)
      fields.note("time.unparsed", "the time in \(name) is not understood")
    }

    private func setCommon(_ bytes: Span<UInt8>, _ fields: inout RecordFields) {
      let findings = parser.findings
      let isNetwork = findings.mask(.marker) != 0
      var computers = findings.mask(.computer)
      if isNetwork { computers &= ~JSONCommonFields.hostMask }
      set(.computer, .computer, computers, &fields)
      set(.channel, .channel, findings.mask(.channel), &fields)
      set(.provider, .provider, findings.mask(.provider), &fields)
      var ids = findings.mask(.eventID)
      if findings.mask(.computer) & JSONCommonFields.machineNameMask == 0 { ids &= ~JSONCommonFields.idMask }
      set(.eventID, .eventID, ids, &fields)
      set(.eventRecordID, .eventRecordID, findings.mask(.eventRecordID), &fields)
      setUser(bytes, ids, &fields)
      setSeverity(bytes, &fields)
    }

    private func set(
      _ field: RecordFields.Common, _ target: JSONCommonFields.Target, _ mask: UInt64,
      _ fields: inout RecordFields
    ) {
      guard mask != 0 else { return }
      fields.setCommon(field, .entry(parser.findings.entry(target, rank: mask.trailingZeroBitCount)))
    }

    private func setUser(_ bytes: Span<UInt8>, _ eventIDs: UInt64, _ fields: inout RecordFields) {
      if parser.findings.mask(.account) != 0 {
        let eventID =
          eventIDs == 0
          ? nil
          : WindowsUser.number(
            ofEntry: parser.findings.entry(.eventID, rank: eventIDs.trailingZeroBitCount), in: fields,
            content: bytes)
        let user = WindowsUser.user(of: fields, from: firstEntry, eventID: eventID, content: bytes)
        if user != .none {
          fields.setCommon(.user, user)
          return
        }
      }
      set(.user, .user, parser.findings.mask(.user), &fields)
    }

    private func setSeverity(_ bytes: Span<UInt8>, _ fields: inout RecordFields) {
      let mask = parser.findings.mask(.severity)
      guard mask != 0 else { return }
      let rank = mask.trailingZeroBitCount
      let index = parser.findings.entry(.severity, rank: rank)
      let entry = fields.entries[index]
      let value = bytes.extracting(Int(entry.start)..<Int(entry.start) + Int(entry.length))
      let bit = UInt64(1) << UInt64(rank)
      let word =
        if bit & JSONCommonFields.windowsLevelMask != 0,
          let word = WindowsSeverity.word(value)
        {
          word as StaticString?
        } else if bit & JSONCommonFields.nxlogSeverityMask != 0 {
          JSONCommonFields.severity(nxlogValue: value)
        } else {
          JSONCommonFields.severity(word: value)
        }
      fields.setCommon(.severity, word.map { .word($0) } ?? .entry(index))
    }
  }

  /// Parses the JSON value in a cell of another format, see `RecordParser.parse`.
  package static func parse(
    _ bytes: Span<UInt8>, buffer: ValueBuffer, below root: NameID, profile: SourceProfile,
    into fields: inout RecordFields
  ) {
    var parser = RecordParser(profile: profile)
    parser.parse(bytes, buffer: buffer, below: root, into: &fields)
  }
}

extension JSONCommonFields {
  /// `host`, which is an HTTP header in Zeek's logs.
  static let hostMask = mask(["host"], of: computer)
  /// `MachineName`: the record is PowerShell's, and `Id` its event id.
  static let machineNameMask = mask(["MachineName"], of: computer)
  static let idMask = mask(["Id"], of: eventID)
  /// Names whose numbers are levels of Windows.
  static let windowsLevelMask = mask(
    ["winlog.level", "Event.System.Level", "System.Level", "Level"], of: severity)
  static let nxlogSeverityMask = mask(["SeverityValue"], of: severity)

  private static func mask(_ names: [String], of list: [String]) -> UInt64 {
    var mask: UInt64 = 0
    for (rank, name) in list.enumerated() where names.contains(name) { mask |= 1 << UInt64(rank) }
    return mask
  }
}
