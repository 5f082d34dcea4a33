package import Evidence

extension XMLEvents {
  /// Takes the fields of an `<Event>` element, by the names that the columns have:
  ///
  /// - System: `Provider`, `ProviderGuid`, `EventSourceName`, `EventID`, `Qualifiers`, `Version`, `Level`, `Task`,
  ///   `Opcode`, `Keywords`, `EventRecordID`, `ActivityID`, `RelatedActivityID`, `ExecutionProcessID`,
  ///   `ExecutionThreadID` (other attributes of Execution likewise), `Channel`, `Computer`, `UserID`. Anything
  ///   else there has its own name. `SystemTime` is a field only where the record's time is not exactly it.
  /// - EventData: a `Data` by its Name, without one `Data`; `Binary`; EventData's own Name is `EventDataName`.
  /// - UserData and other parts: leaf elements by their name without prefix; attributes as `Element.attribute`.
  /// - RenderingInfo: `Message`, others as `RenderingInfo.Level`.
  /// - A name that would hide one of System's is written `EventData.Version`, `UserData.Channel`.
  /// - An element with neither content nor attributes is a field that is present and empty; not so `Provider`,
  ///   `TimeCreated`, `Correlation`, `Execution`, `Security`, and the parts of the event themselves.
  ///
  /// Text between elements is kept too, under the name of the element that it stands in. White space that only
  /// lays out a pretty-printed event is no value.
  package final class Extractor: FieldExtractor {
    private let profile: SourceProfile
    private var scanner = EventScanner()

    package init(profile: SourceProfile, limits: Limits) {
      self.profile = profile
    }

    package func extract(_ text: Span<UInt8>, context: RecordContext, into fields: inout RecordFields) {
      scanner.parse(text, buffer: .text, profile: profile, into: &fields)
    }
  }

  /// Takes the fields of one `<Event>` element in `bytes` (white space, a declaration and comments may stand
  /// around it), as `Extractor` does. The entries' places are in `buffer`, whose content is `bytes`; it is not
  /// looked at through `fields`, so that the caller may have taken it out.
  package static func parse(
    _ bytes: Span<UInt8>, buffer: ValueBuffer, profile: SourceProfile, into fields: inout RecordFields
  ) {
    var scanner = EventScanner()
    scanner.parse(bytes, buffer: buffer, profile: profile, into: &fields)
  }
}

/// Why an event is not understood.
struct XMLFault: Error {
  var code: String
  var reason: String

  init(_ code: String, _ reason: String, at offset: Int) {
    self.code = code
    self.reason = "\(reason), at byte \(offset) of the record"
  }

  static func truncated(_ offset: Int) -> XMLFault {
    XMLFault("xml.truncated", "the event ends before its </Event>", at: offset)
  }

  static func syntax(_ reason: String, _ offset: Int) -> XMLFault {
    XMLFault("xml.syntax", reason, at: offset)
  }
}
