package import Evidence

/// What is known about a source before it is sniffed.
package struct SniffHints: Sendable {
  /// Name as given; only for breaking ties, content decides.
  package var name: String
  /// Modification time of the file, to assume a year where times have none.
  package var modified: Timestamp?
  /// `--as`.
  package var format: LogFormat?
  /// `--encoding`.
  package var encoding: TextEncoding?
  /// `--timezone`.
  package var timezone: String?
  /// Whether the head is the whole source.
  package var isWhole: Bool

  package init(
    name: String = "", modified: Timestamp? = nil, format: LogFormat? = nil, encoding: TextEncoding? = nil,
    timezone: String? = nil, isWhole: Bool = true
  ) {
    self.name = name
    self.modified = modified
    self.format = format
    self.encoding = encoding
    self.timezone = timezone
    self.isWhole = isWhole
  }
}

extension SourceProfile {
  /// Bytes of the head that `sniff` wants to see.
  package static let sniffLength = 256 << 10

  /// Finds format, encoding and dialect from the first bytes of a source.
  package static func sniff(_ head: Span<UInt8>, hints: SniffHints) -> SourceProfile {
    if ContainerKind.sniff(head.extracting(0..<min(16, head.count)).array) == .appleDouble {
      return SourceProfile(container: ContainerProfile(kind: .appleDouble))
    }
    if let binary = EVTXRecords.sniff(head, hints: hints) { return binary }
    let encoding = hints.encoding ?? TextEncoding.sniff(head)
    var text: [UInt8] = []
    encoding.decode(head, into: &text)
    var profile = sniffFormat(text.span, hints: hints)
    let refined = encoding.refined(by: text.span, declaredIn: profile.format, fixed: hints.encoding != nil)
    profile.encoding = refined.encoding
    if let note = refined.note { profile.notes.append(note) }
    profile.timezone = hints.timezone
    return profile
  }

  private static func sniffFormat(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile {
    switch hints.format {
    case .eventXML: return XMLEvents.profile(text, hints: hints)
    case .json: return JSONRecords.sniff(text, hints: hints) ?? JSONRecords.profile(text, hints: hints)
    case .csv: return CSVRecords.sniff(text, hints: hints) ?? CSVRecords.profile(text, hints: hints)
    case .lines, .evtx, .container: return LineRecords.profile(text, hints: hints)
    case nil:
      return XMLEvents.sniff(text, hints: hints) ?? JSONRecords.sniff(text, hints: hints)
        ?? CSVRecords.sniff(text, hints: hints) ?? LineRecords.profile(text, hints: hints)
    }
  }

  /// A cutter for a source of this profile, at its first byte.
  package func makeCutter(limits: Limits = Limits()) -> any RecordCutter {
    let inner: any RecordCutter =
      switch format {
      case .eventXML: XMLEvents.Cutter(profile: self, limits: limits)
      case .json: JSONRecords.Cutter(profile: self, limits: limits)
      case .csv: CSVRecords.Cutter(profile: self, limits: limits)
      case .evtx: EVTXRecords.Cutter()
      case .lines: LineRecords.Cutter(profile: self, limits: limits)
      case .container: ContainerBytes.Cutter(isAppleDouble: container?.kind == .appleDouble)
      }
    return encoding.isIdentity ? inner : TranscodingCutter(inner: inner, encoding: encoding)
  }

  /// An extractor for records of this profile.
  package func makeExtractor(limits: Limits = Limits()) -> any FieldExtractor {
    switch format {
    case .eventXML: XMLEvents.Extractor(profile: self, limits: limits)
    case .json: JSONRecords.Extractor(profile: self, limits: limits)
    case .csv: CSVRecords.Extractor(profile: self, limits: limits)
    case .evtx: XMLEvents.Extractor(profile: self, limits: limits)
    case .lines, .container: LineRecords.Extractor(profile: self, limits: limits)
    }
  }
}
